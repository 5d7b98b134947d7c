using Harness.Journal;
using Harness.Seeding;
using Harness.Timing;

namespace Harness.Clients.Machines;

/// <summary>The client that keeps what its policy says.</summary>
/// <remarks>
/// <code>
///              Start                 Opened
///   Idle ───────────────► Attempting ───────► Open ──┐ heartbeats, pushes, fetches, sends
///                          ▲     │ failed,           │ closed by the network, or declared dead
///             delay is over│     ▼ timeout           │ (then perhaps Closing first, for the peer's close frame)
///                          ├─ Waiting ◄──────────────┤      polling goes on beside Waiting and Attempting
///      there is a network: └─ Checking ◄ ─ ─ of a client with an online check, from Waiting and Dormant; without one, back to Waiting
///            the next send └─ Dormant ◄──────────────┤
///                             Stopped ◄──────────────┘ the policy allows no further attempt
///
///   CloseByUser, Leave: from everywhere to Ended, and from there nowhere.
/// </code>
/// </remarks>
public sealed partial class ClientMachine : IClientMachine
{
    private readonly ClientPolicy _policy;
    private readonly HeartbeatMonitor? _heartbeat;
    private readonly FallbackPoller _poller;
    private readonly TopicTracker _topics;
    private readonly SendQueue _sends;
    private readonly OnlineGate? _online;
    private readonly double _ofClient;
    private SplitMix64 _random;
    private Phase _phase;
    private AttemptCause _nextCause;
    private bool _everOpened;
    private bool _isRefused;
    private int _connection;
    private int _node;
    private int _failures;
    private long _openedAt;
    private long _attemptDue = long.MaxValue;
    private long _attemptEnds = long.MaxValue;

    /// <param name="policy">What it promises.</param>
    /// <param name="topics">How many topics it follows; 0 for none.</param>
    /// <param name="seed">Where its draws come from.</param>
    public ClientMachine(ClientPolicy policy, int topics, ulong seed)
    {
        _policy = policy;
        _topics = new TopicTracker(topics, policy.RefetchDelay.Microseconds());
        _poller = new FallbackPoller(policy.Fallback, policy.Transport == ClientTransport.Poll, topics);
        _sends = new SendQueue(policy.Send, subscribes: topics > 0);
        _heartbeat = policy.Heartbeat is { } heartbeat ? new HeartbeatMonitor(heartbeat, policy.AnswerAllowance) : null;
        _online = policy.Reconnect.OnlineCheck is { } check ? new OnlineGate(check) : null;
        _random = new SplitMix64(seed);
        _ofClient = policy.Reconnect.SpreadOverClients > 0 ? _random.NextDouble() : 0.5;
    }

    private enum Phase : byte
    {
        Idle,
        Attempting,
        Open,
        Closing,
        Waiting,
        Checking,
        Dormant,
        Stopped,
        Ended,
    }

    /// <inheritdoc/>
    public ClientState State { get; private set; }

    /// <inheritdoc/>
    public long NextDue => _phase == Phase.Ended
        ? long.MaxValue
        : Math.Min(
            Math.Min(Math.Min(_heartbeat?.NextDue ?? long.MaxValue, _sends.NextDue), Math.Min(_attemptDue, _attemptEnds)),
            Math.Min(Math.Min(_poller.NextDue, _topics.NextDue), _online?.NextDue ?? long.MaxValue));

    /// <inheritdoc/>
    public long Held(int topic) => _topics.Held(topic);

    /// <inheritdoc/>
    public void Step(long now, in ClientInput input, List<ClientEffect> effects)
    {
        if (_phase == Phase.Ended)
        {
            return;
        }

        switch (input.Kind)
        {
            case InputKind.Start when _phase == Phase.Idle:
                Start(now, effects);
                break;
            case InputKind.Opened when IsCurrent(input, Phase.Attempting):
                Open(now, effects);
                break;
            case InputKind.Message when IsCurrent(input, Phase.Open):
                Hear(now, Incoming.Message, effects);
                break;
            case InputKind.Reply when IsCurrent(input, Phase.Open):
                Hear(now, Incoming.Reply, effects);
                break;
            case InputKind.ServerHeartbeat when IsCurrent(input, Phase.Open):
                Hear(now, Incoming.ServerHeartbeat, effects);
                break;
            case InputKind.Push when IsCurrent(input, Phase.Open):
                Hear(now, Incoming.Message, effects);
                _poller.Pushed(now);
                _topics.Announced(input.Topic, input.Version, effects);
                break;
            case InputKind.Changed when IsCurrent(input, Phase.Open):
                Hear(now, Incoming.Message, effects);
                _poller.Pushed(now);
                _topics.Changed(input.Topic, effects);
                break;
            case InputKind.PushedData when IsCurrent(input, Phase.Open):
                Hear(now, Incoming.Message, effects);
                _poller.Pushed(now);
                _topics.Pushed(input.Topic, input.Version, effects);
                NoteFresh();
                break;
            case InputKind.Announced when IsCurrent(input, Phase.Open):
                Hear(now, Incoming.Message, effects);
                if (_policy.FetchOnOpen)
                {
                    // A client that does not ask what it missed does not listen when it is told, either.
                    _topics.Announced(input.Topic, input.Version, effects);
                }

                break;
            case InputKind.AuthenticationRefused when IsCurrent(input, Phase.Open):
                _isRefused = true;
                break;
            case InputKind.AttemptFailed when IsCurrent(input, Phase.Attempting):
                AttemptFailed(now, input.End, effects);
                break;
            case InputKind.Closed when IsCurrent(input, Phase.Open):
                Lose(now, input.End, effects);
                break;
            case InputKind.Closed when IsCurrent(input, Phase.Closing):
                Lose(now, new ConnectionEnd(CloseCause.Own), effects);
                break;
            case InputKind.TimerDue:
                Due(now, effects);
                break;
            case InputKind.FetchAnswered:
                Fetched(now, input, effects);
                break;
            case InputKind.FetchFailed:
                _topics.Failed(now, input.Topic, input.Reason, effects);
                _poller.Answered(now, input.Reason, failed: true, effects);
                break;
            case InputKind.OnlineAnswered when _online?.IsAwaited(input.Topic) == true:
                OnlineAnswered(now, isOnline: input.Version > 0, effects);
                break;
            case InputKind.Send:
                Send(now, effects);
                break;
            case InputKind.SendFailed:
                _sends.Failed(input.Topic);
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

    private void Start(long now, List<ClientEffect> effects)
    {
        _poller.Started(now, ref _random);
        if (_policy.Transport == ClientTransport.Poll)
        {
            _phase = Phase.Stopped;
            return;
        }

        _sends.Started(now, ref _random);
        Attempt(now, AttemptCause.Start, effects);
    }

    private void Open(long now, List<ClientEffect> effects)
    {
        _phase = Phase.Open;
        _everOpened = true;
        _openedAt = now;
        _failures = _policy.Reconnect.ResetAfter == TimeSpan.Zero ? 0 : _failures;
        _attemptEnds = long.MaxValue;
        _attemptDue = long.MaxValue;
        _poller.SocketOpened(isFresh: !_policy.FetchOnOpen || _topics.Count == 0);
        _heartbeat?.Opened(now, _connection, ref _random, effects);
        _sends.Opened(_connection, effects);
        if (_policy.FetchOnOpen)
        {
            _topics.FetchAll(effects);
        }
    }

    private void Hear(long now, Incoming what, List<ClientEffect> effects) => _heartbeat?.Take(now, what, _connection, effects);

    private void Fetched(long now, in ClientInput input, List<ClientEffect> effects)
    {
        _topics.Answered(now, input.Topic, input.Version, input.Reason, effects);
        _poller.Answered(now, input.Reason, failed: false, effects);
        NoteFresh();
    }

    private void NoteFresh()
    {
        if (_phase == Phase.Open && _topics.IsFresh)
        {
            _poller.SocketOpened(isFresh: true);
        }
    }

    private void Lose(long now, ConnectionEnd end, List<ClientEffect> effects)
    {
        _heartbeat?.Stop();
        _attemptEnds = long.MaxValue;
        _poller.Lost(now, ref _random);
        if (_policy.Reconnect.ResetAfter > TimeSpan.Zero)
        {
            // A connection that did not last is no better than an attempt that failed.
            _failures = now - _openedAt >= _policy.Reconnect.ResetAfter.Microseconds() ? 0 : _failures + 1;
        }

        if (end.Number == 1006 || end.Cause == CloseCause.Own)
        {
            Rotate();
        }

        Retry(now, end with { IsAuthentication = _isRefused }, _failures, end.IsError, AttemptCause.Loss, effects);
    }

    private void Due(long now, List<ClientEffect> effects)
    {
        if (_heartbeat?.Due(now, _connection, ref _random, effects) == true)
        {
            DeclareDead(now, effects);
        }

        if (_attemptEnds <= now)
        {
            TimedOut(now, effects);
        }

        if (_attemptDue <= now)
        {
            AttemptIfOnline(now, _nextCause, effects);
        }

        if (_online?.NextDue <= now)
        {
            OnlineAnswered(now, isOnline: false, effects);
        }

        if (_sends.TakeDue(now))
        {
            Send(now, effects);
        }

        _poller.Due(now, effects);
        _topics.Due(now, effects);
    }

    private void DeclareDead(long now, List<ClientEffect> effects)
    {
        effects.Add(new(EffectKind.NoteDeclaredDead, _connection, (int)Math.Min(_heartbeat!.Late, int.MaxValue), At: _heartbeat.LastAnswer));
        if (_policy.Reconnect.CloseTimeout > TimeSpan.Zero)
        {
            _phase = Phase.Closing;
            _heartbeat.Stop();
            _attemptEnds = now + _policy.Reconnect.CloseTimeout.Microseconds();
            effects.Add(new(EffectKind.Close, _connection));
            return;
        }

        effects.Add(new(EffectKind.Abort, _connection));
        Lose(now, new ConnectionEnd(CloseCause.Own), effects);
    }

    private void TimedOut(long now, List<ClientEffect> effects)
    {
        if (_phase == Phase.Closing)
        {
            effects.Add(new(EffectKind.Abort, _connection));
            Lose(now, new ConnectionEnd(CloseCause.Own), effects);
            return;
        }

        effects.Add(new(EffectKind.NoteAttemptTimeout, _connection));
        effects.Add(new(EffectKind.Abort, _connection));
        AttemptFailed(now, new ConnectionEnd(CloseCause.AttemptTimeout), effects);
    }

    private void Send(long now, List<ClientEffect> effects)
    {
        _sends.Ask(_connection, _phase == Phase.Open, effects);
        if (_phase == Phase.Dormant)
        {
            AttemptIfOnline(now, AttemptCause.Send, effects);
        }
    }

    private void CloseByUser(List<ClientEffect> effects)
    {
        if (_phase is Phase.Open or Phase.Attempting or Phase.Closing)
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
            Phase.Open when _heartbeat?.Unanswered > 0 => ClientState.Suspect,
            Phase.Open => ClientState.Open,
            _ when _poller.PollsForLoss || _policy.Transport == ClientTransport.Poll => ClientState.Polling,
            _ when !_everOpened && _connection <= 1 && _phase == Phase.Attempting => ClientState.Connecting,
            _ => ClientState.Reconnecting,
        };
        if (state != State)
        {
            State = state;
            effects.Add(new(EffectKind.NoteState, State: state));
        }
    }
}
