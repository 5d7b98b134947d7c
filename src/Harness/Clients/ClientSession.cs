using System.Net;
using Harness.Clients.Chat;
using Harness.Clients.Sockets;
using Harness.Journal;
using Harness.Timing;
using Harness.WebSockets;

namespace Harness.Clients;

/// <summary>
/// One client on real sockets: feeds its <see cref="ClientMachine"/>, does what it asks for, and records the facts.
/// It decides nothing. All work happens under <see cref="Gate"/>, which is held for microseconds and never across a wait.
/// </summary>
public sealed partial class ClientSession : IDrivenClient
{
    [ThreadStatic]
    private static List<ClientEffect>? _spareEffects;

    private readonly ClientHost _host;
    private readonly IClientMachine _machine;
    private readonly ChatSeat? _chat;
    private Queue<ClientInput>? _later;
    private ClientConnection? _socket;
    private List<ClientConnection>? _older;
    private OwnText? _heartbeatText;
    private OwnText? _messageText;
    private OwnText? _answerText;
    private HeartbeatTrail _trail;
    private long _lastSent;
    private long _lastHeartbeatDue;
    private int _lastHeartbeatOn;
    private long _lastHeartbeatSent;
    private uint _mask;
    private short _armedFault = -1;
    private bool _stepping;
    private bool _left;
    private bool _everOpened;
    private bool _endedInStep;

    /// <param name="host">What the clients of one worker share.</param>
    /// <param name="client">Its number in the scenario.</param>
    /// <param name="entry">Its entry in the worker's timing wheel.</param>
    internal ClientSession(ClientHost host, int client, int entry)
    {
        _host = host;
        Client = client;
        Entry = entry;
        _mask = (uint)(client * 2654435761);
        _machine = host.NewMachine(client);
        _chat = host.Chat?.Seat(client);
    }

    /// <summary>Its number in the scenario.</summary>
    public int Client { get; }

    public int Cohort => _host.CohortOf(Client);

    /// <summary>Whether it still holds a socket that the other end has not let go of.</summary>
    public bool HasSocket
    {
        get
        {
            lock (Gate)
            {
                return (_socket is not null || _older?.Count > 0) && !_left;
            }
        }
    }

    /// <inheritdoc/>
    public bool HasLeft => _left;

    internal int Entry { get; }

    internal ClientMetrics Metrics => _host.Metrics;

    internal object Gate => this;

    /// <summary>What it dials when it is so many nodes further than its first.</summary>
    internal EndPoint EndpointAt(int further) => _host.SocketEndpoint(Cohort, _host.FirstNodeOf(Client) + further);

    /// <summary>What its sockets are bound to; null: the system chooses.</summary>
    internal IPAddress? Source => _host.SourceOf(Client);

    /// <summary>TCP's own probes on its sockets; null: none.</summary>
    internal TcpKeepAlivePolicy? TcpKeepAlive => _host.Policy.TcpKeepAlive;

    /// <summary>Connects for the first time.</summary>
    public void Start()
    {
        _chat?.Start(MonotonicClock.Now);
        Take(ClientInput.Start);
    }

    /// <summary>Does what is due and puts the next deadline into the wheel.</summary>
    public void OnTimer()
    {
        lock (Gate)
        {
            if (_suspended)
            {
                return;
            }

            long due = NextDue;
            long now = MonotonicClock.Now;
            if (due <= now)
            {
                _host.Metrics.Lag(now - due);
                TakeDue(now);
            }
            else
            {
                _host.Wheel.Schedule(Entry, due);
            }
        }
    }

    /// <summary>The user closes the client for good.</summary>
    public void CloseByUser() => Take(ClientInput.CloseByUser);

    /// <inheritdoc/>
    public bool Leave(int fault)
    {
        lock (Gate)
        {
            if (_machine.State == ClientState.Closed)
            {
                return _left;
            }

            _host.Journal.Add(Facts.Left(MonotonicClock.Now, Client, fault));
            Take(ClientInput.Leave);
            _left = true;
            EndCode();
            return true;
        }
    }

    /// <inheritdoc/>
    public void LetGo()
    {
        lock (Gate)
        {
            if (_left)
            {
                return;
            }

            foreach (ClientConnection socket in (ClientConnection[])[.. _older ?? [], .. _socket is { } last ? [last] : Array.Empty<ClientConnection>()])
            {
                Abort(MonotonicClock.Now, socket.Number);
            }
        }
    }

    /// <summary>Asks for the first byte that this client's open connection sends from <paramref name="since"/> (µs) on.</summary>
    /// <returns>Whether one has to be waited for.</returns>
    public bool Arm(int fault, long since)
    {
        lock (Gate)
        {
            if (_left || (_socket is not { IsOpen: true } && _older?.Exists(socket => socket.IsOpen) != true))
            {
                return false;
            }

            if (_lastSent >= since)
            {
                _host.Journal.Add(Facts.FirstByteAfterArming(_lastSent, Client, fault));
                return false;
            }

            _armedFault = (short)fault;
            return true;
        }
    }

    /// <summary>Lets go of whatever socket is left, without a word to the machine: the worker ends.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            _socket?.Abort();
            _older?.ForEach(socket => socket.Abort());
            _code?.Dispose();
        }
    }

    internal uint NextMask() => _mask = (_mask * 1664525) + 1013904223;

    internal void OnOpened(ClientConnection socket)
    {
        long now = MonotonicClock.Now;
        _trail.Reset();
        _host.Journal.Add(Facts.Opened(now, Client, socket.Number));
        _host.Metrics.Opened(Cohort, Entry, first: !_everOpened, now);
        if (!_everOpened)
        {
            _host.Watcher?.Connected(Client, now - _host.Metrics.IntendedOf(Entry));
        }

        _everOpened = true;
        Take(ClientInput.Opened(socket.Number));
        BeginCode(now);
    }

    internal void OnAttemptFailed(ClientConnection socket, CloseCause cause, int status) => AttemptFailed(socket.Number, cause, status);

    internal void OnClosed(ClientConnection socket, CloseCause cause, int code)
    {
        _host.Journal.Add(Facts.SocketGone(MonotonicClock.Now, Client, socket.Number, cause, code));
        Disarm();
        Forget(socket);
        _endedInStep = _stepping;
        Take(ClientInput.Closed(socket.Number, new ConnectionEnd(cause, code)));
    }

    internal void OnFetched(int topic, FetchReason reason, FetchOutcome outcome, long began)
    {
        lock (Gate)
        {
            if (_left)
            {
                return;
            }

            long now = MonotonicClock.Now;
            int named = _host.TopicOf(Client, topic);
            _host.Journal.Add(NotedFacts.Fetched(now, Client, named, outcome, _machine.Held(topic), reason, began));
            Take(outcome.Version is { } version ? ClientInput.FetchAnswered(topic, version, reason) : ClientInput.FetchFailed(topic, reason));
        }
    }

    internal void OnOnlineChecked(int check, bool isOnline)
    {
        if (!_left)
        {
            Take(ClientInput.OnlineAnswered(check, isOnline));
        }
    }

    private void AttemptFailed(int number, CloseCause cause, int status)
    {
        _host.Journal.Add(Facts.AttemptFailed(MonotonicClock.Now, Client, number, cause, status));
        _host.Metrics.AttemptFailed();
        _host.Watcher?.AttemptFailed(Client, cause);
        if (Find(number) is { } socket)
        {
            Forget(socket);
        }

        Take(ClientInput.AttemptFailed(number, new ConnectionEnd(cause, status)));
    }

    /// <summary>Steps the machine and does what it asks for. What an effect itself brings about waits until the others are done.</summary>
    private void Take(in ClientInput input)
    {
        lock (Gate)
        {
            if (_stepping)
            {
                (_later ??= new Queue<ClientInput>(2)).Enqueue(input);
                return;
            }

            _stepping = true;
            _endedInStep = false;
            Step(input);
            while (_later is { Count: > 0 })
            {
                Step(_later.Dequeue());
            }

            _stepping = false;
            _host.Wheel.Schedule(Entry, NextDue);
        }
    }

    private void Step(in ClientInput input)
    {
        List<ClientEffect> effects = Interlocked.Exchange(ref _spareEffects, null) ?? new List<ClientEffect>(8);
        long now = MonotonicClock.Now;
        _machine.Step(now, input, effects);
        foreach (ClientEffect effect in effects)
        {
            Do(now, effect);
            NoteChat(now, input, effect);
        }

        effects.Clear();
        _spareEffects = effects;
    }
}
