using Harness.Journal;
using Harness.Seeding;
using Harness.Timing;

namespace Harness.Clients;

/// <summary>
/// One client as a pure state machine: takes (now, input), adds effects, and tells when it next wants to be asked.
/// It does no I/O, reads no clock, and draws from its own seed, so a driver on real sockets, a table in a test and
/// a simulator in virtual time all play the same client. All times are microseconds.
/// </summary>
/// <remarks>
/// <code>
///              Start                 Opened
///   Idle ───────────────► Attempting ───────► Open ──┐ heartbeats, pushes, fetches
///                          ▲     │ failed,           │ closed by the network,
///             delay is over│     ▼ timeout           │ or declared dead
///                          └─ Waiting ◄──────────────┘      polling goes on beside Waiting and Attempting
///
///   CloseByUser, Leave: from everywhere to Ended, and from there nowhere.
/// </code>
/// Not safe for concurrent use: one owner per machine.
/// </remarks>
public sealed class ClientMachine
{
    private readonly ClientPolicy _policy;
    private readonly FallbackPoller _poller;
    private readonly TopicTracker _topics;
    private SplitMix64 _random;
    private Phase _phase;
    private ClientState _state;
    private int _connection;
    private int _failures;
    private int _unanswered;
    private int _rounds;
    private bool _awaitingAnswer;
    private bool _everOpened;
    private AttemptCause _nextCause;
    private int _firstQueued = 1;
    private int _messages;
    private long _heartbeatDue = long.MaxValue;
    private long _replyDue = long.MaxValue;
    private long _attemptDue = long.MaxValue;
    private long _attemptEnds = long.MaxValue;

    /// <param name="policy">What it promises.</param>
    /// <param name="topics">How many topics it follows; 0 for none.</param>
    /// <param name="seed">Where its jitter is drawn from.</param>
    public ClientMachine(ClientPolicy policy, int topics, ulong seed)
    {
        _policy = policy;
        _topics = new TopicTracker(topics, policy.RefetchDelay.Microseconds());
        _poller = new FallbackPoller(policy.Fallback, topics);
        _random = new SplitMix64(seed);
    }

    private enum Phase : byte
    {
        Idle,
        Attempting,
        Open,
        Waiting,
        Ended,
    }

    /// <summary>The state that the live view counts.</summary>
    public ClientState State => _state;

    /// <summary>When <see cref="ClientInput.TimerDue"/> is wanted next; <see cref="long.MaxValue"/>: not until something happens.</summary>
    public long NextDue => _phase == Phase.Ended
        ? long.MaxValue
        : Math.Min(
            Math.Min(Math.Min(_heartbeatDue, _replyDue), Math.Min(_attemptDue, _attemptEnds)),
            Math.Min(_poller.NextDue, _topics.NextDue));

    /// <summary>The version held of one of the client's own topics; 0: none yet.</summary>
    public long Held(int topic) => _topics.Held(topic);

    /// <summary>Takes one input and adds what is to be done to <paramref name="effects"/>, in order.</summary>
    public void Step(long now, in ClientInput input, List<ClientEffect> effects)
    {
        if (_phase == Phase.Ended)
        {
            return;
        }

        switch (input.Kind)
        {
            case InputKind.Start when _phase == Phase.Idle:
                _poller.Started(now);
                Attempt(now, AttemptCause.Start, effects);
                break;
            case InputKind.Opened when IsCurrent(input, Phase.Attempting):
                Open(now, effects);
                break;
            case InputKind.Message when IsCurrent(input, Phase.Open):
                Answered(now);
                break;
            case InputKind.Push when IsCurrent(input, Phase.Open):
                Answered(now);
                _poller.Pushed(now);
                _topics.Announced(input.Topic, input.Version, effects);
                break;
            case InputKind.AttemptFailed when IsCurrent(input, Phase.Attempting):
                AttemptFailed(now, input.IsError, effects);
                break;
            case InputKind.Closed when IsCurrent(input, Phase.Open):
                Lose(now, input.IsError);
                break;
            case InputKind.TimerDue:
                Due(now, effects);
                break;
            case InputKind.FetchAnswered:
                _topics.Answered(now, input.Topic, input.Version, input.Reason, effects);
                _poller.Answered(now, input.Reason, effects);
                break;
            case InputKind.FetchFailed:
                _topics.Failed(now, input.Topic, input.Reason, effects);
                _poller.Answered(now, input.Reason, effects);
                break;
            case InputKind.Send:
                Ask(effects);
                break;
            case InputKind.SendFailed:
                // It and those behind it, in order, at the next open.
                _firstQueued = Math.Min(_firstQueued, input.Topic);
                break;
            case InputKind.CloseByUser:
                CloseByUser(effects);
                break;
            case InputKind.Leave:
                _phase = Phase.Ended;
                break;
            default:
                // An input of an earlier connection, or one that its phase makes meaningless: the world moved on meanwhile.
                break;
        }

        NoteState(effects);
    }

    private bool IsCurrent(in ClientInput input, Phase phase) => _phase == phase && input.Connection == _connection;

    private void Attempt(long now, AttemptCause cause, List<ClientEffect> effects)
    {
        _phase = Phase.Attempting;
        _connection++;
        _attemptDue = long.MaxValue;
        _attemptEnds = now + _policy.Reconnect.AttemptTimeout.Microseconds();
        effects.Add(new(EffectKind.Connect, _connection, Cause: cause));
        if (_topics.Count > 0 && _firstQueued > _messages)
        {
            // The session subscribes as soon as it has a socket, open or not: the send waits for the open.
            Ask(effects);
        }
    }

    private void Open(long now, List<ClientEffect> effects)
    {
        _phase = Phase.Open;
        _everOpened = true;
        _failures = 0;
        _unanswered = 0;
        _rounds = 0;
        _awaitingAnswer = false;
        _attemptEnds = long.MaxValue;
        _attemptDue = long.MaxValue;
        _poller.SocketOpened();
        if (_policy.Heartbeat is { } heartbeat)
        {
            _heartbeatDue = now + heartbeat.Interval.Microseconds();
            if (heartbeat.AtOnce)
            {
                _awaitingAnswer = true;
                effects.Add(new(EffectKind.SendHeartbeat, _connection, At: now));
            }
        }

        for (; _firstQueued <= _messages; _firstQueued++)
        {
            effects.Add(new(EffectKind.Send, _connection, _firstQueued));
        }

        if (_policy.FetchOnOpen)
        {
            _topics.FetchAll(effects);
        }
    }

    private void Answered(long now)
    {
        _unanswered = 0;
        _rounds = 0;
        _awaitingAnswer = false;
        _replyDue = long.MaxValue;
        _heartbeatDue = _policy.Heartbeat is { } heartbeat ? now + heartbeat.Interval.Microseconds() : long.MaxValue;
    }

    private void AttemptFailed(long now, bool isError, List<ClientEffect> effects)
    {
        _failures++;
        _poller.AttemptFailed(now, _failures);
        _phase = Phase.Waiting;
        if (_policy.Reconnect.Locked)
        {
            // The lock holds until the attempt's time is over, however early it failed.
            _attemptDue = _attemptEnds;
            _nextCause = AttemptCause.LockEnded;
            _attemptEnds = long.MaxValue;
            return;
        }

        _attemptEnds = long.MaxValue;
        Wait(now, isError, AttemptCause.FailedAttempt);
    }

    private void Lose(long now, bool isError)
    {
        _phase = Phase.Waiting;
        _heartbeatDue = long.MaxValue;
        _replyDue = long.MaxValue;
        _poller.Lost(now);
        Wait(now, isError, AttemptCause.Loss);
    }

    private void Wait(long now, bool isError, AttemptCause cause)
    {
        _nextCause = cause;
        // A client that never was open has failed its first connect, not a reconnect: the first delay is still ahead of it.
        int retries = _everOpened ? _failures : _failures - 1;
        _attemptDue = now + _policy.Reconnect.DelayBefore(retries, isError, _random.NextDouble()).Microseconds();
    }

    private void Due(long now, List<ClientEffect> effects)
    {
        if (_replyDue <= now)
        {
            _replyDue = long.MaxValue;
            effects.Add(new(EffectKind.NoteMissed, _connection, 1));
            DeclareDead(now, effects);
        }

        if (_heartbeatDue <= now)
        {
            Heartbeat(now, effects);
        }

        if (_attemptEnds <= now)
        {
            AttemptTimedOut(now, effects);
        }

        if (_attemptDue <= now)
        {
            Attempt(now, _nextCause, effects);
        }

        _poller.Due(now, effects);
        _topics.Due(now, effects);
    }

    private void Heartbeat(long now, List<ClientEffect> effects)
    {
        HeartbeatPolicy heartbeat = _policy.Heartbeat!;
        long due = _heartbeatDue;
        if (_awaitingAnswer)
        {
            _unanswered++;
            effects.Add(new(EffectKind.NoteMissed, _connection, _unanswered));
        }

        _awaitingAnswer = true;
        effects.Add(new(EffectKind.SendHeartbeat, _connection, At: due));

        // The next is due one interval after this one was due, so the silence at declaration is N·I and not N·I plus what the timers
        // were late. After a stall of our own the interval starts anew: a peer that was given no time to answer must not be declared dead.
        long from = now - due <= heartbeat.Interval.Microseconds() / 10 ? due : now;
        if (heartbeat.ReplyTimeout is { } timeout)
        {
            _replyDue = from + timeout.Microseconds();
            _heartbeatDue = long.MaxValue;
            return;
        }

        _heartbeatDue = from + heartbeat.Interval.Microseconds();

        // This heartbeat is one that nobody has answered yet: the Nth closes. The one on open is no round, answered or not,
        // or a connection that never answered would be given one interval less.
        if (++_rounds >= heartbeat.Misses)
        {
            DeclareDead(now, effects);
        }
    }

    private void DeclareDead(long now, List<ClientEffect> effects)
    {
        effects.Add(new(EffectKind.NoteDeclaredDead, _connection));
        effects.Add(new(EffectKind.Abort, _connection));
        Lose(now, isError: false);
    }

    private void AttemptTimedOut(long now, List<ClientEffect> effects)
    {
        effects.Add(new(EffectKind.NoteAttemptTimeout, _connection));
        effects.Add(new(EffectKind.Abort, _connection));
        AttemptFailed(now, isError: false, effects);
    }

    private void Ask(List<ClientEffect> effects)
    {
        _messages++;
        bool open = _phase == Phase.Open;
        effects.Add(new(EffectKind.NoteSendAsked, _connection, _messages, Flag: open));
        if (open)
        {
            effects.Add(new(EffectKind.Send, _connection, _messages));
            _firstQueued = _messages + 1;
        }
    }

    private void CloseByUser(List<ClientEffect> effects)
    {
        if (_phase is Phase.Open or Phase.Attempting)
        {
            effects.Add(new(_phase == Phase.Open ? EffectKind.Close : EffectKind.Abort, _connection));
        }

        effects.Add(new(EffectKind.NoteClosedByUser));
        _phase = Phase.Ended;
    }

    private void NoteState(List<ClientEffect> effects)
    {
        ClientState state = _phase switch
        {
            Phase.Idle => ClientState.Idle,
            Phase.Ended => ClientState.Closed,
            Phase.Open when _unanswered > 0 => ClientState.Suspect,
            Phase.Open => ClientState.Open,
            _ when _poller.PollsForLoss => ClientState.Polling,
            _ when !_everOpened && _connection <= 1 && _phase == Phase.Attempting => ClientState.Connecting,
            _ => ClientState.Reconnecting,
        };
        if (state != _state)
        {
            _state = state;
            effects.Add(new(EffectKind.NoteState, State: state));
        }
    }
}
