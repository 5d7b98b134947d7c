using System.Net.Sockets;
using Harness.Clients.Sockets;
using Harness.Journal;
using Harness.Timing;
using Harness.WebSockets;

namespace Harness.Clients;

/// <content>What the machine asks for, done and recorded. Runs under the gate.</content>
public sealed partial class ClientSession
{
    private void Do(long now, in ClientEffect effect)
    {
        switch (effect.Kind)
        {
            case EffectKind.Connect:
                Connect(now, effect);
                break;
            case EffectKind.Abort:
                Abort(now, effect.Connection);
                break;
            case EffectKind.Close:
                Find(effect.Connection)?.CloseNormally();
                break;
            case EffectKind.SendHeartbeat:
                SendHeartbeat(now, effect);
                break;
            case EffectKind.Send:
                SendMessage(now, effect);
                break;
            case EffectKind.Fetch:
                _host.Metrics.Fetching(effect.Reason);
                _host.Fetcher.Begin(
                    this, _host.TopicOf(Client, effect.Number), effect.Number, effect.Reason, newerThan: effect.Flag ? _machine.Held(effect.Number) : null);
                break;
            case EffectKind.CheckOnline:
                _host.Fetcher.CheckOnline(this, effect.Number, _host.Policy.Reconnect.OnlineCheck!.Timeout);
                break;
            case EffectKind.NoteSendAsked:
                Note(now, effect);
                Asked(effect.Number);
                break;
            case EffectKind.NoteClosedByUser:
                Note(now, effect);
                EndCode();
                break;
            case EffectKind.NoteDeclaredDead:
                NoteDeclaredDead(now, effect);
                break;
            case EffectKind.NoteHeld:
                _host.Journal.Add(Facts.VersionHeld(now, Client, _host.TopicOf(Client, effect.Number), effect.At, FetchReason.Push, now));
                break;
            case EffectKind.NoteMissed:
                Note(now, effect);
                _host.Metrics.Missed();
                break;
            case EffectKind.NoteAttemptTimeout:
                Note(now, effect);
                _host.Metrics.AttemptFailed();
                _host.Watcher?.AttemptFailed(Client, CloseCause.AttemptTimeout);
                break;
            case EffectKind.NoteState:
                Note(now, effect);
                _host.Metrics.StateChanged(Entry, effect.State);
                break;
            default:
                Note(now, effect);
                break;
        }
    }

    private void Note(long now, in ClientEffect effect) => _host.Journal.Add(
        NotedFacts.Of(now, Client, effect, _lastHeartbeatSent) ?? throw new InvalidOperationException($"no driver for {effect.Kind}"));

    private void Connect(long now, in ClientEffect effect)
    {
        _host.Journal.Add(Facts.AttemptStarted(now, Client, effect.Connection, effect.Cause));
        _host.Metrics.AttemptStarted(effect.Cause);
        if (_socket is { } before)
        {
            // A client that makes a second socket beside the first: its policy says so, and the judge will too.
            (_older ??= []).Add(before);
        }

        try
        {
            _socket = null;
            _socket = _host.Connections.Create(this, effect.Connection, EndpointAt(effect.Number));
            _socket.Connect();
        }
        catch (SocketException e)
        {
            // The system gave no descriptor, or no way to the address: the attempt has failed like any other, and says why.
            _socket?.Abort();
            _socket = null;
            AttemptFailed(effect.Connection, e.SocketErrorCode == SocketError.TooManyOpenSockets ? CloseCause.OutOfResources : CloseCause.Refused, 0);
        }
    }

    private void Abort(long now, int connection)
    {
        if (Find(connection) is not { } socket)
        {
            return;
        }

        if (socket.HasOpened)
        {
            _host.Journal.Add(Facts.SocketGone(now, Client, connection, CloseCause.Own));
        }

        Disarm();
        socket.Abort();
        Forget(socket);
    }

    private void SendHeartbeat(long now, in ClientEffect effect)
    {
        if (Find(effect.Connection) is not { IsOpen: true } socket)
        {
            if (!_endedInStep)
            {
                _host.Journal.Add(Facts.HeartbeatRefused(now, Client, effect.Connection));
            }

            // Else the network ended the connection while this very step was writing to it, as in SendMessage: the machine hears of it next.
            return;
        }

        _lastHeartbeatSent = now;
        _host.Metrics.HeartbeatSent(Cohort);
        if (!_host.ServerBeats)
        {
            NoteIfHurried(now, effect);
            _lastHeartbeatDue = effect.At;
            _lastHeartbeatOn = effect.Connection;
            _trail.Sent(effect.At - _host.Began, now - _host.Began);
        }

        if (socket.Send(_host.HeartbeatOpcode, _host.HeartbeatOpcode == Opcode.Text ? _host.HeartbeatText.Next(Client, ref _heartbeatText) : []))
        {
            NoteSent();
        }
    }

    /// <summary>The answers of a policy aside, heartbeats of one connection are due an interval apart; a tenth less is no hurry.</summary>
    private void NoteIfHurried(long now, in ClientEffect effect)
    {
        if (_lastHeartbeatOn == effect.Connection && effect.At - _lastHeartbeatDue < _host.LeastHeartbeatGap)
        {
            _host.Journal.Add(Facts.HeartbeatHurried(now, Client, effect.Connection, _lastHeartbeatDue));
        }
    }

    private void SendMessage(long now, in ClientEffect effect)
    {
        if (Find(effect.Connection) is { IsOpen: true } socket && (effect.Flag ? Subscribe(socket) : Say(socket, TextFor(effect.Number))))
        {
            _host.Journal.Add(Facts.SendDone(now, Client, effect.Number));
            _chat?.Sent(now, effect.Number, effect.Connection);
            Over(effect.Number, wasLost: false);
        }
        else if (_endedInStep)
        {
            // The network ended the connection while this very step was writing to it: the message waits for the next open.
            Take(ClientInput.SendFailed(effect.Number));
        }
        else
        {
            _host.Journal.Add(Facts.SendLost(now, Client, effect.Number));
            Over(effect.Number, wasLost: true);
        }
    }

    /// <summary>What stands in a message: what code or the chat room asked for under this number, or the policy's own text.</summary>
    private ReadOnlySpan<byte> TextFor(int message) =>
        TextOf(message) is { } own ? own
        : _chat?.Find(message) is { } chat ? chat
        : _host.MessageText.Next(Client, ref _messageText);

    /// <summary>All of it or nothing: a subscription of several messages that the network cut short is asked for again as a whole.</summary>
    private bool Subscribe(ClientConnection socket)
    {
        foreach (byte[] message in _host.Protocol.Subscribe(Client))
        {
            if (!socket.IsOpen || !Say(socket, message))
            {
                return false;
            }
        }

        return true;
    }

    private bool Say(ClientConnection socket, ReadOnlySpan<byte> message)
    {
        bool sent = socket.Send(Opcode.Text, message);
        if (sent)
        {
            NoteSent();
        }

        return sent;
    }

    private void NoteSent()
    {
        _lastSent = MonotonicClock.Now;
        if (_armedFault >= 0)
        {
            _host.Journal.Add(Facts.FirstByteAfterArming(_lastSent, Client, _armedFault));
            Disarm();
        }
    }

    private void Disarm()
    {
        if (_armedFault >= 0)
        {
            _host.Disarmed(_armedFault);
            _armedFault = -1;
        }
    }

    private void NoteDeclaredDead(long now, in ClientEffect effect)
    {
        Note(now, effect);
        foreach ((long due, long sent, long answered) in _trail.Recall())
        {
            _host.Journal.Add(Facts.HeartbeatTrail(due + _host.Began, sent + _host.Began, answered == 0 ? 0 : answered + _host.Began, Client, effect.Connection));
        }
    }

    private ClientConnection? Find(int connection) =>
        _socket?.Number == connection ? _socket : _older?.Find(socket => socket.Number == connection);

    private void Forget(ClientConnection socket)
    {
        if (ReferenceEquals(_socket, socket))
        {
            _socket = null;
        }
        else
        {
            _older?.Remove(socket);
        }
    }
}
