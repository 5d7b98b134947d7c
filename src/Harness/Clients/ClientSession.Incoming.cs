using Harness.Clients.Sockets;
using Harness.Journal;
using Harness.Timing;

namespace Harness.Clients;

/// <content>What comes in on a connection: what each message is, and which input of the machine it makes.</content>
public sealed partial class ClientSession
{
    internal void OnMessage(ClientConnection socket, ReadOnlySpan<byte> text)
    {
        if (_left)
        {
            return;
        }

        if (_chat?.Take(MonotonicClock.Now, text, socket.Number) is { } chat)
        {
            Take(chat);
            return;
        }

        switch (_host.Protocol.Classify(text, out int topic, out long version))
        {
            case MessageClass.HeartbeatReply when _host.ServerBeats:
            case MessageClass.ServerHeartbeat:
                Take(ClientInput.ServerHeartbeat(socket.Number));
                AnswerServerHeartbeat(socket);
                break;
            case MessageClass.HeartbeatReply:
                OnReply(socket);
                break;
            case MessageClass.Push when _host.OwnTopic(Client, topic) is >= 0 and int own:
                Hear(text);
                OnPush(socket, own, version);
                break;
            case MessageClass.Subscribed:
                Hear(text);
                OnSubscribed(socket, text);
                break;
            case MessageClass.AuthenticationError:
                Hear(text);
                Take(ClientInput.AuthenticationRefused(socket.Number));
                break;
            default:
                Hear(text);
                Take(ClientInput.Message(socket.Number));
                break;
        }
    }

    /// <summary>A ping frame came in; the connection has answered it.</summary>
    internal void OnPing(ClientConnection socket)
    {
        if (!_left && _host.HearsPings)
        {
            Take(ClientInput.ServerHeartbeat(socket.Number));
        }
    }

    /// <summary>A pong frame came in.</summary>
    internal void OnPong(ClientConnection socket)
    {
        if (!_left && _host.HearsPings)
        {
            OnReply(socket);
        }
    }

    private void OnReply(ClientConnection socket)
    {
        long now = MonotonicClock.Now;
        long due = _trail.Answered(now - _host.Began);
        if (due >= 0)
        {
            long fromDue = now - (_trail.AllAnswered ? _lastHeartbeatDue : due + _host.Began);
            _host.Watcher?.HeartbeatAnswered(Client, fromDue);
            _host.Metrics.HeartbeatAnswered(
                Cohort,
                fromDue,
                fromWrite: now - (_trail.AllAnswered ? _lastHeartbeatSent : _trail.LastAnsweredSent + _host.Began));
        }

        Take(ClientInput.Reply(socket.Number));
    }

    private void OnPush(ClientConnection socket, int own, long version)
    {
        _host.Metrics.Pushed(Cohort);
        if (version > 0)
        {
            // A server that tells no versions says that something changed, and nothing that could be twice or out of order.
            _host.Journal.Add(Facts.PushSeen(MonotonicClock.Now, Client, _host.TopicOf(Client, own), socket.Number, version));
        }

        Take(_host.Protocol switch
        {
            { PushesCarryData: true } => ClientInput.PushedData(socket.Number, own, version),
            { PushesTellVersions: false } => ClientInput.Changed(socket.Number, own),
            _ => ClientInput.Push(socket.Number, own, version),
        });
    }

    /// <summary>As a pong frame answers a ping frame: whatever the policy does about heartbeats of its own. Where the server sends them, the policy says when.</summary>
    private void AnswerServerHeartbeat(ClientConnection socket)
    {
        if (!_host.ServerBeats && _host.Protocol.HeartbeatAnswer.Length > 0 && socket.IsOpen)
        {
            Say(socket, _host.AnswerText.Next(Client, ref _answerText));
        }
    }

    private void OnSubscribed(ClientConnection socket, ReadOnlySpan<byte> text)
    {
        bool told = false;
        foreach ((int topic, long version) in _host.Protocol.VersionsOf(text))
        {
            if (_host.OwnTopic(Client, topic) is >= 0 and int own)
            {
                told = true;
                Take(ClientInput.Announced(socket.Number, own, version));
            }
        }

        if (!told)
        {
            Take(ClientInput.Message(socket.Number));
        }
    }
}
