using Harness.Journal;
using Harness.Seeding;
using Harness.Timing;

namespace Harness.Clients.Machines;

/// <summary>
/// The listing of field notes 000, played line by line with the times of a policy. Its flaws are the point:
/// the heartbeat timer is armed once and again only by a message, so on a silent drop the rounds stop at 1 and nothing is ever declared; the timer of a lost
/// socket is never cleared and fires on the next one; error and close each cause a reconnect, so one loss makes a second socket at once and a third
/// after the delay; nothing closes the old socket, and a hung attempt is left to itself when the lock ends.
/// </summary>
/// <remarks>
/// <code>
///   error ──────────────────► RECONNECT_HANDLER ── lock free? ──► new WebSocket (the old one stays)
///   close ── 5 s later ─────►        ▲                └─ 10 s later, still locked: free it, and again ─┘
///   open: heartbeat, lock freed, heartCheck.start()      message: heartCheck.reset()
/// </code>
/// </remarks>
public sealed class HeartbeatRoundsAsWritten : IClientMachine
{
    private readonly ClientPolicy _policy;
    private readonly FallbackPoller _poller;
    private readonly TopicTracker _topics;
    private readonly SendQueue _sends;
    private readonly List<Timer> _timers = [];
    private readonly List<int> _open = [];
    private readonly List<int> _connecting = [];
    private readonly List<int> _heard = [];
    private SplitMix64 _random;
    private bool _isStarted;
    private bool _isEnded;
    private bool _isFree = true;
    private int _created;
    private int _failures;
    private int _rounds;
    private int _heartTimer;
    private int _timerNumber;
    private long _lastAnswer;

    /// <param name="policy">Interval, rounds, delays and lock.</param>
    /// <param name="topics">How many topics it follows; 0 for none.</param>
    /// <param name="seed">Where its draws come from.</param>
    public HeartbeatRoundsAsWritten(ClientPolicy policy, int topics, ulong seed)
    {
        _policy = policy;
        _topics = new TopicTracker(topics, policy.RefetchDelay.Microseconds());
        _poller = new FallbackPoller(policy.Fallback, isTransport: false, topics);
        _sends = new SendQueue(policy.Send, subscribes: topics > 0);
        _random = new SplitMix64(seed);
    }

    private enum Callback : byte
    {
        Heartbeat,
        AfterClose,
        LockEnds,
    }

    /// <inheritdoc/>
    public ClientState State { get; private set; }

    /// <inheritdoc/>
    public long NextDue
    {
        get
        {
            if (_isEnded)
            {
                return long.MaxValue;
            }

            long next = Math.Min(Math.Min(_poller.NextDue, _topics.NextDue), _sends.NextDue);
            foreach (Timer timer in _timers)
            {
                next = Math.Min(next, timer.Due);
            }

            return next;
        }
    }

    /// <inheritdoc/>
    public long Held(int topic) => _topics.Held(topic);

    /// <inheritdoc/>
    public void Step(long now, in ClientInput input, List<ClientEffect> effects)
    {
        if (_isEnded)
        {
            return;
        }

        switch (input.Kind)
        {
            case InputKind.Start when !_isStarted:
                _isStarted = true;
                _poller.Started(now, ref _random);
                _sends.Started(now, ref _random);
                InitWebSocket(AttemptCause.Start, effects);
                break;
            case InputKind.Opened when _connecting.Remove(input.Connection):
                OnOpen(now, input.Connection, effects);
                break;
            case InputKind.Message or InputKind.Reply or InputKind.ServerHeartbeat or InputKind.Push or InputKind.Changed or InputKind.PushedData or InputKind.Announced when _open.Contains(input.Connection):
                OnMessage(now, input, effects);
                break;
            case InputKind.AttemptFailed when _connecting.Remove(input.Connection):
                _poller.AttemptFailed(now, ++_failures, ref _random);
                OnError(now, AttemptCause.FailedAttempt, effects);
                OnClose(now);
                break;
            case InputKind.Closed when _open.Remove(input.Connection):
                _heard.Remove(input.Connection);
                Lost(now, input.End.Cause, effects);
                break;
            case InputKind.TimerDue:
                Due(now, effects);
                break;
            case InputKind.FetchAnswered:
                _topics.Answered(now, input.Topic, input.Version, input.Reason, effects);
                _poller.Answered(now, input.Reason, failed: false, effects);
                break;
            case InputKind.FetchFailed:
                _topics.Failed(now, input.Topic, input.Reason, effects);
                _poller.Answered(now, input.Reason, failed: true, effects);
                break;
            case InputKind.Send:
                Send(effects);
                break;
            case InputKind.SendFailed:
                _sends.Failed(input.Topic);
                break;
            case InputKind.CloseByUser:
                CloseByUser(effects);
                break;
            case InputKind.Leave:
                _isEnded = true;
                break;
            default:
                break;
        }

        NoteState(effects);
    }

    private void OnOpen(long now, int connection, List<ClientEffect> effects)
    {
        _open.Add(connection);
        _lastAnswer = now;
        effects.Add(new(EffectKind.SendHeartbeat, _created, At: now));
        _failures = 0;
        if (!_connecting.Contains(_created))
        {
            // The listener sends on the newest socket; while that one is connecting, the send throws, and nothing after it runs.
            _isFree = true;
            StartHeartCheck(now);
            _heard.Add(_created);
        }

        // What the listing leaves to its page: subscribe, and fetch what was missed.
        _poller.SocketOpened(isFresh: true);
        _sends.Opened(connection, effects);
        _sends.Connecting(connection, effects, isOpen: true);
        if (_policy.FetchOnOpen)
        {
            _topics.FetchAll(effects);
        }
    }

    private void OnMessage(long now, in ClientInput input, List<ClientEffect> effects)
    {
        _lastAnswer = now;
        if (_heard.Contains(input.Connection))
        {
            _rounds = 0;
            _timers.RemoveAll(timer => timer.Number == _heartTimer);
            StartHeartCheck(now);
        }

        if (input.Kind is InputKind.Push or InputKind.Changed or InputKind.PushedData)
        {
            _poller.Pushed(now);
        }

        switch (input.Kind)
        {
            case InputKind.Push or InputKind.Announced:
                _topics.Announced(input.Topic, input.Version, effects);
                break;
            case InputKind.Changed:
                _topics.Changed(input.Topic, effects);
                break;
            case InputKind.PushedData:
                _topics.Pushed(input.Topic, input.Version, effects);
                break;
            default:
                break;
        }
    }

    /// <summary>An end without a close frame fires error and close; one with a close frame only close.</summary>
    private void Lost(long now, CloseCause cause, List<ClientEffect> effects)
    {
        if (_open.Count == 0)
        {
            _poller.Lost(now, ref _random);
        }

        if (cause != CloseCause.CloseFrame)
        {
            OnError(now, AttemptCause.Loss, effects);
        }

        OnClose(now);
    }

    private void OnError(long now, AttemptCause cause, List<ClientEffect> effects) => ReconnectHandler(now, cause, effects);

    private void OnClose(long now) => SetTimeout(now + _policy.Reconnect.Delay.Microseconds(), Callback.AfterClose);

    private void ReconnectHandler(long now, AttemptCause cause, List<ClientEffect> effects)
    {
        if (!_isFree)
        {
            return;
        }

        _isFree = false;
        InitWebSocket(cause, effects);
        SetTimeout(now + _policy.Reconnect.AttemptTimeout.Microseconds(), Callback.LockEnds);
    }

    private void InitWebSocket(AttemptCause cause, List<ClientEffect> effects)
    {
        _connecting.Add(++_created);
        effects.Add(new(EffectKind.Connect, _created, Cause: cause));
    }

    private void StartHeartCheck(long now) => _heartTimer = SetTimeout(now + _policy.Heartbeat!.Interval.Microseconds(), Callback.Heartbeat);

    private int SetTimeout(long due, Callback callback)
    {
        _timers.Add(new Timer(++_timerNumber, due, callback));
        return _timerNumber;
    }

    private void Due(long now, List<ClientEffect> effects)
    {
        while (_timers.FindIndex(timer => timer.Due <= now) is >= 0 and int first)
        {
            Timer timer = _timers[first];
            _timers.RemoveAt(first);
            switch (timer.Callback)
            {
                case Callback.Heartbeat:
                    Beat(now, timer.Due, effects);
                    break;
                case Callback.AfterClose:
                    ReconnectHandler(now, AttemptCause.Loss, effects);
                    break;
                case Callback.LockEnds when !_isFree:
                    _isFree = true;
                    ReconnectHandler(now, AttemptCause.LockEnded, effects);
                    break;
            }
        }

        if (_sends.TakeDue(now))
        {
            Send(effects);
        }

        _poller.Due(now, effects);
        _topics.Due(now, effects);
    }

    private void Beat(long now, long due, List<ClientEffect> effects)
    {
        effects.Add(new(EffectKind.SendHeartbeat, _created, At: due));
        if (_connecting.Contains(_created))
        {
            // The send throws while the newest socket is connecting, so the round is not counted.
            return;
        }

        // On a closed socket the send does nothing, and neither does the close of the last round.
        if (++_rounds < _policy.Heartbeat!.Misses || !_open.Contains(_created))
        {
            return;
        }

        effects.Add(new(EffectKind.NoteDeclaredDead, _created, At: _lastAnswer));
        effects.Add(new(EffectKind.Abort, _created));
        _open.Remove(_created);
        _heard.Remove(_created);
        Lost(now, CloseCause.CloseFrame, effects);
    }

    private void Send(List<ClientEffect> effects) => _sends.Ask(_created, _open.Contains(_created), effects);

    private void CloseByUser(List<ClientEffect> effects)
    {
        foreach (int connection in _open)
        {
            effects.Add(new(EffectKind.Close, connection));
        }

        foreach (int connection in _connecting)
        {
            effects.Add(new(EffectKind.Abort, connection));
        }

        effects.Add(new(EffectKind.NoteClosedByUser));
        _isEnded = true;
    }

    private void NoteState(List<ClientEffect> effects)
    {
        ClientState state = _isEnded ? ClientState.Closed
            : !_isStarted ? ClientState.Idle
            : _open.Count > 0 ? ClientState.Open
            : _poller.PollsForLoss ? ClientState.Polling
            : _created <= 1 && _connecting.Count > 0 ? ClientState.Connecting
            : ClientState.Reconnecting;
        if (state != State)
        {
            State = state;
            effects.Add(new(EffectKind.NoteState, State: state));
        }
    }

    private readonly record struct Timer(int Number, long Due, Callback Callback);
}
