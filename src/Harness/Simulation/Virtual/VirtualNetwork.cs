using Harness.Scenarios;
using Harness.Seeding;
using Harness.Timing;

namespace Harness.Simulation.Virtual;

/// <summary>
/// The way between client and server, with a fault proxy right beside the client as in a run:
/// <code>
///   client ─┬─► proxy ───── Up ─────► server         a message up crosses the proxy when it is sent,
///           ◄─┴─ proxy ◄──── Down ──── server         one down when it has come all the way
/// </code>
/// </summary>
internal sealed class VirtualNetwork(VirtualEvents events)
{
    private readonly List<VirtualConnection> _connections = [];
    private readonly List<FaultEffect> _effects = [];
    private readonly List<Fault> _faults = [];
    private readonly Path _socket = new();
    private readonly Path _http = new();
    private SplitMix64 _random;
    private long _up;
    private long _down;
    private long _jitter;
    private long _fin;
    private int _count;

    /// <summary>Whether a fault cuts connections at their client's next byte just now.</summary>
    public bool IsArmed { get; private set; }

    public void Reset(Schedule schedule, long zero)
    {
        _random = new SplitMix64(schedule.Seed ^ 0x4E7);
        (_up, _down) = (schedule.Network.Up.Microseconds(), schedule.Network.Down.Microseconds());
        (_jitter, _fin) = (schedule.Network.Jitter.Microseconds(), schedule.Network.Fin.Microseconds());
        _count = 0;
        _socket.Reset();
        _http.Reset();
        IsArmed = false;
        _faults.Clear();
        _effects.Clear();
        foreach (Fault fault in schedule.Faults)
        {
            int index = _faults.Count;
            _faults.Add(fault);
            _effects.Add(FaultEffect.Of(fault) ?? throw new ArgumentException($"the simulator does not play {fault.Kind}", nameof(schedule)));
            events.Add(new(zero + fault.At.Microseconds(), VirtualEventKind.Onset, Number: index));
            if (fault.For is { } length)
            {
                events.Add(new(zero + (fault.At + length).Microseconds(), VirtualEventKind.Removal, Number: index));
            }
        }
    }

    /// <summary>The connection of that number; null if there is none.</summary>
    public VirtualConnection? Find(int number) => number >= 1 && number <= _count ? _connections[number - 1] : null;

    /// <summary>All connections that there ever were, oldest first.</summary>
    public ReadOnlySpan<VirtualConnection> All => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_connections)[.._count];

    /// <summary>A new attempt. Numbers follow each other.</summary>
    public VirtualConnection Connect(int number)
    {
        while (_count < number)
        {
            if (_connections.Count == _count)
            {
                _connections.Add(new VirtualConnection());
            }

            _connections[_count].Reset(++_count);
        }

        VirtualConnection made = _connections[number - 1];
        SendUp(made, VirtualMessage.Upgrade);
        return made;
    }

    /// <summary>The client sends on a connection.</summary>
    public void SendUp(VirtualConnection connection, VirtualMessage message, int number = 0)
    {
        // An end passes a fault proxy, whatever it does to data.
        bool isEnd = message == VirtualMessage.Abort;
        if (connection.IsCut || (_socket.LostUp > 0 && !isEnd))
        {
            return;
        }

        if (IsArmed && !isEnd)
        {
            connection.IsCut = true;
            message = VirtualMessage.Abort;
        }

        connection.LastAtServer = Math.Max(events.Now + _up + Jitter() + Delay(_socket), connection.LastAtServer);
        events.Add(new(connection.LastAtServer, VirtualEventKind.AtServer, connection.Number, number, Message: message));
    }

    /// <summary>The server sends on a connection.</summary>
    public void SendDown(VirtualConnection connection, VirtualMessage message, int number = 0, long value = 0)
    {
        connection.LastAtProxy = Math.Max(events.Now + _down + Jitter(), connection.LastAtProxy);
        events.Add(new(connection.LastAtProxy, VirtualEventKind.AtProxy, connection.Number, number, value, message));
    }

    /// <summary>A message of the server has come to the proxy.</summary>
    public void CrossDown(in VirtualEvent message)
    {
        VirtualConnection connection = _connections[message.Connection - 1];
        bool isEnd = message.Message is VirtualMessage.Fin or VirtualMessage.Reset or VirtualMessage.Refused;
        if (connection.IsCut || (_socket.LostDown > 0 && !isEnd))
        {
            return;
        }

        connection.LastAtClient = Math.Max(events.Now + Delay(_socket), connection.LastAtClient);
        events.Add(message with { At = connection.LastAtClient, Kind = VirtualEventKind.AtClient });
    }

    /// <summary>The client sends a request over HTTP; it may overtake what was sent on a socket before.</summary>
    public void Ask(int request)
    {
        if (_http.LostUp == 0)
        {
            events.Add(new(events.Now + _up + Jitter() + Delay(_http), VirtualEventKind.FetchAtServer, Number: request));
        }
    }

    /// <summary>The server answers a request.</summary>
    public void Answer(int request, long value) =>
        events.Add(new(events.Now + _down + Jitter(), VirtualEventKind.FetchAtProxy, Number: request, Value: value));

    /// <summary>An answer has come to the proxy.</summary>
    public void CrossDownHttp(in VirtualEvent answer)
    {
        if (_http.LostDown == 0)
        {
            events.Add(answer with { At = events.Now + Delay(_http), Kind = VirtualEventKind.FetchAtClient });
        }
    }

    /// <summary>A fault begins.</summary>
    /// <param name="isOpen">Whether the client has an open connection: a cut that nobody is there for is over at once.</param>
    public void Begin(int index, bool isOpen)
    {
        FaultEffect effect = _effects[index];
        IsArmed |= effect.CutsAtNextByte && isOpen;
        ForEachPath(index, path => path.Add(effect, 1));
    }

    /// <summary>A fault is removed.</summary>
    /// <returns>Whether requests that are under way are broken by that.</returns>
    public bool Remove(int index)
    {
        FaultEffect effect = _effects[index];
        ForEachPath(index, path => path.Add(effect, -1));
        if (!effect.EndsWhatItHeld)
        {
            return false;
        }

        if (_faults[index].Path != FaultPath.Http)
        {
            foreach (VirtualConnection connection in All)
            {
                if (connection.Client != VirtualConnection.End.Dead && !connection.IsCut)
                {
                    connection.LastAtClient = Math.Max(events.Now + _fin, connection.LastAtClient);
                    events.Add(new(connection.LastAtClient, VirtualEventKind.AtClient, connection.Number, Message: VirtualMessage.Fin));
                    events.Add(new(events.Now + _fin + _up, VirtualEventKind.AtServer, connection.Number, Message: VirtualMessage.Abort));
                }
            }
        }

        return _faults[index].Path != FaultPath.WebSocket;
    }

    /// <summary>Nothing is to be cut any more.</summary>
    public void Disarm() => IsArmed = false;


    private void ForEachPath(int index, Action<Path> act)
    {
        if (_faults[index].Path != FaultPath.Http)
        {
            act(_socket);
        }

        if (_faults[index].Path != FaultPath.WebSocket)
        {
            act(_http);
        }
    }

    private long Jitter() => _jitter == 0 ? 0 : (long)(_jitter * _random.NextDouble());

    private long Delay(Path path) => path.Latency == 0 ? 0 : path.Latency + (path.Jitter == 0 ? 0 : (long)(path.Jitter * ((2 * _random.NextDouble()) - 1)));

    /// <summary>What is on for the sockets, or for HTTP. Faults of one kind may overlap, so they are counted.</summary>
    private sealed class Path
    {
        public int LostUp { get; private set; }

        public int LostDown { get; private set; }

        public long Latency { get; private set; }

        public long Jitter { get; private set; }

        public void Reset() => (LostUp, LostDown, Latency, Jitter) = (0, 0, 0, 0);

        public void Add(FaultEffect effect, int sign)
        {
            LostUp += effect.LosesUp ? sign : 0;
            LostDown += effect.LosesDown ? sign : 0;
            Latency += sign * effect.Latency;
            Jitter += sign * effect.Jitter;
        }
    }
}
