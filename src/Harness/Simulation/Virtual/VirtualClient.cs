using Harness.Clients;
using Harness.Journal;
using Harness.Timing;

namespace Harness.Simulation.Virtual;

/// <summary>
/// Plays a machine in virtual time: what <see cref="ClientSession"/> is on real sockets. It does what the machine asks for, tells it what comes of it, and
/// records the same facts.
/// </summary>
internal sealed class VirtualClient(VirtualEvents events, VirtualNetwork network, ClientPolicy policy, List<Fact> facts)
{
    /// <summary>Number of the one client that a schedule has.</summary>
    public const int Number = 0;

    private readonly long _fetchTimeout = policy.FetchTimeout.Microseconds();
    private readonly long _pollTimeout = (policy.Fallback?.Timeout ?? policy.FetchTimeout).Microseconds();
    private readonly bool _serverBeats = policy.Heartbeat?.Sender == HeartbeatSender.Server;
    private readonly List<ClientEffect> _effects = new(16);
    private readonly List<Request> _requests = [];
    private IClientMachine _machine = null!;
    private HeartbeatTrail _trail;
    private long _timerAt;
    private long _lastHeartbeatSent;
    private int _armedFault;
    private bool _tellsTrail;

    /// <summary>Whether it has an open connection.</summary>
    public bool IsOpen
    {
        get
        {
            foreach (VirtualConnection connection in network.All)
            {
                if (connection.Client == VirtualConnection.End.Open)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <param name="machine">A fresh one.</param>
    /// <param name="tellsTrail">Whether to record the last heartbeats before a declaration: evidence for a reader, which no verdict depends on.</param>
    public void Reset(IClientMachine machine, bool tellsTrail)
    {
        _machine = machine;
        _tellsTrail = tellsTrail;
        _trail.Reset();
        _requests.Clear();
        _timerAt = long.MaxValue;
        _lastHeartbeatSent = 0;
        _armedFault = -1;
    }

    /// <summary>Steps the machine and does what it asks for.</summary>
    public void Take(in ClientInput input)
    {
        _effects.Clear();
        _machine.Step(events.Now, input, _effects);
        foreach (ClientEffect effect in _effects)
        {
            Do(effect);
        }

        Schedule();
    }

    /// <summary>A timer fired. One that was set before the machine changed its mind finds nothing to do.</summary>
    public void Timer()
    {
        if (_timerAt <= events.Now)
        {
            _timerAt = long.MaxValue;
        }

        if (_machine.NextDue <= events.Now)
        {
            Take(ClientInput.TimerDue);
        }
        else
        {
            Schedule();
        }
    }

    /// <summary>A fault wants to know of this client's next byte.</summary>
    public void Arm(int fault) => _armedFault = fault;

    /// <summary>A message of the server.</summary>
    public void Hear(in VirtualEvent message)
    {
        VirtualConnection connection = network.Find(message.Connection)!;
        switch (message.Message)
        {
            case VirtualMessage.Fin:
                Ended(connection, CloseCause.Fin, 0);
                break;
            case VirtualMessage.Reset:
                Ended(connection, CloseCause.Reset, 0);
                break;
            case VirtualMessage.Refused:
                Ended(connection, CloseCause.Refused, 0);
                break;
            case VirtualMessage.CloseFrame:
                Ended(connection, CloseCause.CloseFrame, message.Number);
                break;
            case VirtualMessage.Accepted when connection.Client == VirtualConnection.End.Connecting:
                connection.Client = VirtualConnection.End.Open;
                _trail.Reset();
                facts.Add(Facts.Opened(events.Now, Number, connection.Number));
                Take(ClientInput.Opened(connection.Number));
                break;
            default:
                if (connection.Client == VirtualConnection.End.Open)
                {
                    HearText(message);
                }

                break;
        }
    }

    /// <summary>What a request asks for: topic, the version that must be exceeded (-1: answer at once), and how long the server may hold it.</summary>
    public (int Topic, long NewerThan, long Wait) Asks(int request) =>
        (_requests[request].Topic, _requests[request].NewerThan, (long)(LimitOf(_requests[request].Reason) * 0.8));

    /// <summary>A request came to its end; what comes after its end changes nothing.</summary>
    public void Fetched(int number, FetchOutcome outcome)
    {
        Request request = _requests[number];
        if (request.IsOver)
        {
            return;
        }

        _requests[number] = request with { IsOver = true };
        if (request.Check > 0)
        {
            Take(ClientInput.OnlineAnswered(request.Check, isOnline: outcome.Status > 0));
            return;
        }

        facts.Add(NotedFacts.Fetched(events.Now, Number, request.Topic, outcome, _machine.Held(request.Topic), request.Reason, request.Began));
        Take(outcome.Version is { } version
            ? ClientInput.FetchAnswered(request.Topic, version, request.Reason)
            : ClientInput.FetchFailed(request.Topic, request.Reason));
    }

    /// <summary>The connections of the requests that are under way broke.</summary>
    public void BreakRequests()
    {
        for (int i = 0, known = _requests.Count; i < known; i++)
        {
            Fetched(i, new FetchOutcome(null, -1));
        }
    }

    private void HearText(in VirtualEvent message)
    {
        switch (message.Message)
        {
            case VirtualMessage.Reply:
                _trail.Answered(events.Now);
                Take(ClientInput.Reply(message.Connection));
                break;
            case VirtualMessage.Beat:
                Take(ClientInput.ServerHeartbeat(message.Connection));
                break;
            case VirtualMessage.Confirmed:
                Take(ClientInput.Announced(message.Connection, message.Number, message.Value));
                break;
            case VirtualMessage.Push:
                Take(ClientInput.Push(message.Connection, message.Number, message.Value));
                break;
            default:
                throw new InvalidOperationException($"a server does not say {message.Message}");
        }
    }

    private void Ended(VirtualConnection connection, CloseCause cause, int code)
    {
        VirtualConnection.End before = connection.Client;
        if (before == VirtualConnection.End.Dead)
        {
            return;
        }

        connection.Client = VirtualConnection.End.Dead;
        if (before == VirtualConnection.End.Connecting)
        {
            facts.Add(Facts.AttemptFailed(events.Now, Number, connection.Number, cause, code));
            Take(ClientInput.AttemptFailed(connection.Number, new ConnectionEnd(cause, code)));
            return;
        }

        cause = before == VirtualConnection.End.Closing ? CloseCause.Own : cause;
        facts.Add(Facts.SocketGone(events.Now, Number, connection.Number, cause, code));
        Disarm();
        network.SendUp(connection, VirtualMessage.Abort);
        Take(ClientInput.Closed(connection.Number, new ConnectionEnd(cause, code)));
    }

    private void Do(in ClientEffect effect)
    {
        long now = events.Now;
        switch (effect.Kind)
        {
            case EffectKind.Connect:
                facts.Add(Facts.AttemptStarted(now, Number, effect.Connection, effect.Cause));
                network.Connect(effect.Connection);
                break;
            case EffectKind.Abort:
                Abort(effect.Connection);
                break;
            case EffectKind.Close when Open(effect.Connection) is { } connection:
                connection.Client = VirtualConnection.End.Closing;
                network.SendUp(connection, VirtualMessage.CloseFrameUp);
                break;
            case EffectKind.Close:
                break;
            case EffectKind.SendHeartbeat:
                SendHeartbeat(effect);
                break;
            case EffectKind.Send when Open(effect.Connection) is { } connection:
                Send(connection, effect.Flag ? VirtualMessage.Subscribe : VirtualMessage.Note);
                facts.Add(Facts.SendDone(now, Number, effect.Number));
                break;
            case EffectKind.Send:
                facts.Add(Facts.SendLost(now, Number, effect.Number));
                break;
            case EffectKind.Fetch:
                Ask(new Request(effect.Number, effect.Reason, now, effect.Flag ? _machine.Held(effect.Number) : -1, IsOver: false), LimitOf(effect.Reason));
                break;
            case EffectKind.CheckOnline:
                Ask(new Request(0, FetchReason.Open, now, NewerThan: -1, IsOver: false, Check: effect.Number), policy.Reconnect.OnlineCheck!.Timeout.Microseconds());
                break;
            default:
                facts.Add(NotedFacts.Of(now, Number, effect, _lastHeartbeatSent) ?? throw new InvalidOperationException($"no virtual driver for {effect.Kind}"));
                if (_tellsTrail && effect.Kind == EffectKind.NoteDeclaredDead)
                {
                    facts.AddRange(_trail.Recall().Select(beat => Facts.HeartbeatTrail(beat.Due, beat.Sent, beat.Answered, Number, _effects[0].Connection)));
                }

                break;
        }
    }

    private void Abort(int number)
    {
        if (network.Find(number) is not { Client: not VirtualConnection.End.Dead } connection)
        {
            return;
        }

        if (connection.Client != VirtualConnection.End.Connecting)
        {
            facts.Add(Facts.SocketGone(events.Now, Number, number, CloseCause.Own));
        }

        connection.Client = VirtualConnection.End.Dead;
        Disarm();
        network.SendUp(connection, VirtualMessage.Abort);
    }

    private void SendHeartbeat(in ClientEffect effect)
    {
        if (Open(effect.Connection) is not { } connection)
        {
            facts.Add(Facts.HeartbeatRefused(events.Now, Number, effect.Connection));
            return;
        }

        _lastHeartbeatSent = events.Now;
        if (!_serverBeats)
        {
            _trail.Sent(effect.At, events.Now);
        }

        Send(connection, VirtualMessage.Heartbeat);
    }

    private void Send(VirtualConnection connection, VirtualMessage message)
    {
        network.SendUp(connection, message);
        if (_armedFault >= 0)
        {
            facts.Add(Facts.FirstByteAfterArming(events.Now, Number, _armedFault));
            Disarm();
        }
    }

    private void Disarm()
    {
        if (_armedFault >= 0)
        {
            _armedFault = -1;
            network.Disarm();
        }
    }

    private void Ask(in Request request, long limit)
    {
        int number = _requests.Count;
        _requests.Add(request);
        network.Ask(number);
        events.Add(new(events.Now + limit, VirtualEventKind.FetchTimeout, Number: number));
    }

    private long LimitOf(FetchReason reason) => FallbackPoller.IsPoll(reason) ? _pollTimeout : _fetchTimeout;

    private VirtualConnection? Open(int number) => network.Find(number) is { Client: VirtualConnection.End.Open } connection ? connection : null;

    private void Schedule()
    {
        long due = Math.Max(_machine.NextDue, events.Now);
        if (due < _timerAt)
        {
            _timerAt = due;
            events.Add(new(due, VirtualEventKind.Timer));
        }
    }

    /// <param name="Check">The number of the check for a network that it is; 0: it is none. Any answer will do, so it asks for the first topic.</param>
    private readonly record struct Request(int Topic, FetchReason Reason, long Began, long NewerThan, bool IsOver, int Check = 0);
}
