using Harness.Clients;
using Harness.Journal;
using Harness.Timing;

namespace Harness.Simulation.Virtual;

/// <summary>A server that does what the reference back end does: answers heartbeats, sends its own, confirms subscriptions, pushes versions, answers fetches.</summary>
internal sealed class VirtualServer(VirtualEvents events, VirtualNetwork network, ClientPolicy policy, int topics, List<Fact> facts)
{
    private readonly long[] _versions = new long[topics];
    private readonly List<(int Request, int Topic, long NewerThan)> _held = [];
    private readonly bool _beats = policy.Heartbeat?.Sender == HeartbeatSender.Server;
    private readonly bool _replies = policy.Heartbeat is { Sender: HeartbeatSender.Client, Form: not HeartbeatForm.Pong };
    private readonly long _interval = policy.Heartbeat?.Interval.Microseconds() ?? 0;
    private long _handshake;
    private long _fetch;
    private long _downUntil;

    public void Reset(NetworkTimes times)
    {
        Array.Clear(_versions);
        _held.Clear();
        (_handshake, _fetch, _downUntil) = (times.Handshake.Microseconds(), times.Fetch.Microseconds(), 0);
    }

    /// <summary>A message of the client has come.</summary>
    public void Take(in VirtualEvent message)
    {
        VirtualConnection connection = network.Find(message.Connection)!;
        if (connection.Server == VirtualConnection.End.Dead)
        {
            return;
        }

        switch (message.Message)
        {
            case VirtualMessage.Upgrade when events.Now < _downUntil:
                connection.Server = VirtualConnection.End.Dead;
                network.SendDown(connection, VirtualMessage.Refused);
                break;
            case VirtualMessage.Upgrade:
                events.Add(message with { At = events.Now + _handshake, Message = VirtualMessage.Accepted });
                break;
            case VirtualMessage.Accepted when events.Now < _downUntil:
                End(connection, CloseCause.Reset, 0);
                break;
            case VirtualMessage.Accepted:
                Accept(connection);
                break;
            case VirtualMessage.Heartbeat when _replies && connection.Server == VirtualConnection.End.Open:
                network.SendDown(connection, VirtualMessage.Reply);
                break;
            case VirtualMessage.Subscribe when connection.Server == VirtualConnection.End.Open:
                connection.IsSubscribed = true;
                for (int topic = 0; topic < topics; topic++)
                {
                    network.SendDown(connection, VirtualMessage.Confirmed, topic, _versions[topic]);
                }

                break;
            case VirtualMessage.CloseFrameUp:
                End(connection, CloseCause.CloseFrame, 1000);
                break;
            case VirtualMessage.Abort:
                connection.Server = VirtualConnection.End.Dead;
                break;
            default:
                // A heartbeat that is itself an answer, or a note: nothing is said to it.
                break;
        }
    }

    /// <summary>Its own heartbeat is due on a connection.</summary>
    public void Beat(int number)
    {
        if (network.Find(number) is { Server: VirtualConnection.End.Open } connection)
        {
            network.SendDown(connection, VirtualMessage.Beat);
            events.Add(new(events.Now + _interval, VirtualEventKind.ServerBeat, number));
        }
    }

    /// <summary>A new version of a topic: recorded, pushed, and told to who waits for it.</summary>
    public void Publish(int number)
    {
        int topic = number % topics;
        long version = ++_versions[topic];
        facts.Add(Facts.Published(events.Now, topic, version));
        foreach (VirtualConnection connection in network.All)
        {
            if (connection is { Server: VirtualConnection.End.Open, IsSubscribed: true })
            {
                network.SendDown(connection, VirtualMessage.Push, topic, version);
            }
        }

        for (int i = _held.Count - 1; i >= 0; i--)
        {
            if (_held[i].Topic == topic && version > _held[i].NewerThan)
            {
                network.Answer(_held[i].Request, version);
                _held.RemoveAt(i);
            }
        }
    }

    /// <summary>Ends every open connection, and refuses new ones for a while.</summary>
    public void End(ServerEnd end)
    {
        _downUntil = events.Now + end.DownFor.Microseconds();
        foreach (VirtualConnection connection in network.All)
        {
            if (connection.Server == VirtualConnection.End.Open)
            {
                End(connection, end.Cause, end.Code);
            }
        }
    }

    /// <summary>A request has come.</summary>
    /// <param name="request">Its number.</param>
    /// <param name="topic">What it asks for.</param>
    /// <param name="newerThan">Answer when the version is greater; -1: at once.</param>
    /// <param name="wait">For how long to hold it at most, µs.</param>
    public void Asked(int request, int topic, long newerThan, long wait)
    {
        if (newerThan >= 0 && _versions[topic] <= newerThan)
        {
            _held.Add((request, topic, newerThan));
            events.Add(new(events.Now + wait, VirtualEventKind.FetchAnswered, Number: request, Value: -1));
            return;
        }

        events.Add(new(events.Now + _fetch, VirtualEventKind.FetchAnswered, Number: request, Value: _versions[topic]));
    }

    /// <summary>A request is to be answered; a held one (-1) with what there is, unless it was answered meanwhile.</summary>
    public void Answer(int request, long version)
    {
        if (version >= 0)
        {
            network.Answer(request, version);
            return;
        }

        int held = _held.FindIndex(entry => entry.Request == request);
        if (held >= 0)
        {
            network.Answer(request, _versions[_held[held].Topic]);
            _held.RemoveAt(held);
        }
    }

    private void Accept(VirtualConnection connection)
    {
        connection.Server = VirtualConnection.End.Open;
        network.SendDown(connection, VirtualMessage.Accepted);
        if (_beats)
        {
            events.Add(new(events.Now + _interval, VirtualEventKind.ServerBeat, connection.Number));
        }
    }

    private void End(VirtualConnection connection, CloseCause cause, int code)
    {
        connection.Server = VirtualConnection.End.Dead;
        if (cause == CloseCause.CloseFrame)
        {
            network.SendDown(connection, VirtualMessage.CloseFrame, code);
        }

        network.SendDown(connection, cause == CloseCause.Reset ? VirtualMessage.Reset : VirtualMessage.Fin);
    }
}
