using Harness.Clients;
using Harness.Journal;
using Harness.Seeding;
using Harness.Timing;

namespace Harness.Tests.Clients;

/// <summary>What one client made of an outage; µs.</summary>
/// <param name="Declared">From onset to its declaration; null: none before the removal.</param>
/// <param name="Attempted">From removal to the start of the attempt that succeeded.</param>
/// <param name="Reopened">From removal to the open; null: its connection outlived the outage, or it gave up.</param>
/// <param name="GaveUp">Whether it will never try again.</param>
internal sealed record OutageResult(long? Declared, long Attempted, long? Reopened, bool GaveUp);

/// <summary>
/// One client on a simulated network in virtual time: every heartbeat is answered after 20 ms and every connect opens after 20 ms, until the onset;
/// where the server sends the heartbeats, they come in at their interval from the open on. From the onset on nothing arrives, and attempts hang or fail, until the removal.
/// </summary>
internal sealed class Outage(ClientPolicy policy, ulong seed)
{
    private const long RoundTrip = 20_000;
    private readonly PriorityQueue<ClientInput, long> _coming = new();
    private readonly ClientMachine _machine = new(policy, 0, seed);
    private readonly List<ClientEffect> _effects = [];
    private SplitMix64 _random = new(seed);
    private long _now;
    private long _onset = long.MaxValue;
    private long _removal = long.MaxValue;
    private long? _declared;
    private int _connection;
    private long _attempted;
    private long? _reopened;
    private bool _gaveUp;

    /// <summary>How attempts end that fall into the outage.</summary>
    public enum Attempts
    {
        /// <summary>The network swallows them: nothing comes back, also not after the removal.</summary>
        Hang,

        /// <summary>As a proxy does it: held until the removal, which ends them.</summary>
        EndAtRemoval,

        /// <summary>Refused at once.</summary>
        Refused,

        /// <summary>Each as it happens.</summary>
        Mixed,
    }

    public Attempts How { get; init; } = Attempts.Mixed;

    /// <summary>Whether the removal ends the connection, as removing a stock toxic does; otherwise it lives on.</summary>
    public bool BreaksAtRemoval { get; init; }

    /// <summary>Whether the onset ends the connection, as a server that dies does; otherwise it falls silent.</summary>
    public bool BreaksAtOnset { get; init; }

    /// <summary>Average time between messages that are no heartbeats, µs; 0: there are none.</summary>
    public long MessagesEvery { get; init; }

    /// <summary>Opens at 0, is broken at the onset, and is watched until it is open anew after the removal.</summary>
    /// <param name="onset">µs, after the first open.</param>
    /// <param name="length">µs.</param>
    /// <param name="watch">How long after the removal it is watched at most, µs.</param>
    public OutageResult Run(long onset, long length, long watch = long.MaxValue / 2)
    {
        (_onset, _removal) = (onset, onset + length);
        Step(ClientInput.Start);
        if (BreaksAtRemoval)
        {
            // Of the first connection: if it was declared dead before, that is an old story.
            _coming.Enqueue(ClientInput.Closed(1, isError: _random.NextInt(2) == 0), _removal);
        }

        if (BreaksAtOnset)
        {
            _coming.Enqueue(ClientInput.Closed(1, isError: _random.NextInt(2) == 0), _onset);
        }

        while (_reopened is null && !_gaveUp && _now <= _removal + watch)
        {
            long due = _machine.NextDue;
            long arrives = _coming.TryPeek(out _, out long at) ? at : long.MaxValue;
            Assert.True(Math.Min(due, arrives) < long.MaxValue, "nothing will ever happen again");
            _now = Math.Max(_now, Math.Min(due, arrives));
            if (arrives > due)
            {
                Step(ClientInput.TimerDue);
            }
            else if (_coming.Dequeue() is var input && Arrives(input))
            {
                Step(input);
            }
        }

        return new OutageResult(_declared - onset, _attempted - _removal, _reopened - _removal, _gaveUp);
    }

    /// <summary>What the server sends by itself goes on as long as its connection does, and is lost in the outage.</summary>
    private bool Arrives(in ClientInput input)
    {
        if (input.Kind is not (InputKind.ServerHeartbeat or InputKind.Message))
        {
            return true;
        }

        if (input.Connection == _connection)
        {
            ComeAgain(input);
        }

        return !IsDown(_now);
    }

    private void ComeAgain(in ClientInput input) =>
        _coming.Enqueue(input, _now + (input.Kind == InputKind.ServerHeartbeat ? policy.Heartbeat!.Interval.Microseconds() : (long)(2 * MessagesEvery * _random.NextDouble())));

    private bool IsDown(long at) => at >= _onset && at < _removal;

    private void Step(ClientInput input)
    {
        _effects.Clear();
        _machine.Step(_now, input, _effects);
        if (input.Kind == InputKind.Opened)
        {
            if (policy.Heartbeat?.Sender == HeartbeatSender.Server)
            {
                // The server's timer need not have begun with this connection.
                _coming.Enqueue(ClientInput.ServerHeartbeat(input.Connection), _now + (long)(policy.Heartbeat.Interval.Microseconds() * _random.NextDouble()));
            }

            if (MessagesEvery > 0)
            {
                ComeAgain(ClientInput.Message(input.Connection));
            }
        }

        if (input.Kind == InputKind.Opened && _machine.State == ClientState.Open && _now >= _removal)
        {
            _reopened = _now;
        }

        foreach (ClientEffect effect in _effects)
        {
            switch (effect.Kind)
            {
                case EffectKind.Connect:
                    _connection = effect.Connection;
                    _attempted = _now;
                    Connect();
                    break;
                case EffectKind.SendHeartbeat when IsAnswered && !IsDown(_now) && !IsDown(_now + RoundTrip):
                    _coming.Enqueue(ClientInput.Reply(effect.Connection), _now + RoundTrip);
                    break;
                case EffectKind.NoteGaveUp:
                    _gaveUp = true;
                    break;
                case EffectKind.NoteDeclaredDead when _now < _removal:
                    _declared = _now;
                    break;
                default:
                    break;
            }
        }
    }

    private bool IsAnswered => policy.Heartbeat is { Sender: HeartbeatSender.Client, Form: not HeartbeatForm.Pong };

    private void Connect()
    {
        if (!IsDown(_now) && !IsDown(_now + RoundTrip))
        {
            _coming.Enqueue(ClientInput.Opened(_connection), _now + RoundTrip);
            return;
        }

        Attempts how = How == Attempts.Mixed ? (Attempts)_random.NextInt(3) : How;
        if (how == Attempts.Refused)
        {
            _coming.Enqueue(ClientInput.AttemptFailed(_connection, isError: true), _now + 1_000);
        }
        else if (how == Attempts.EndAtRemoval)
        {
            _coming.Enqueue(ClientInput.AttemptFailed(_connection, isError: true), Math.Max(_now, _removal) + 1_000);
        }
    }
}
