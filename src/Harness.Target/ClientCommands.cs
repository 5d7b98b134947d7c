using System.Net.WebSockets;
using System.Text.Json;

namespace Harness.Target;

/// <summary>What a client may say on its socket, and what it is answered.</summary>
internal sealed class ClientCommands(SocketSession session, Topics topics, Presence presence, Broadcaster broadcaster, Admission admission, FlawSwitch flaws, Later later)
{
    private static readonly byte[] HeartbeatReply = "{\"command\":\"heartBeat\"}"u8.ToArray();
    private static readonly byte[] Pong = "pong"u8.ToArray();

    private readonly HashSet<Topic> _subscribed = [];
    private string[] _presentAs = [];

    public void Handle(WebSocketMessageType type, ReadOnlySpan<byte> message)
    {
        var answered = session.TakeAnswer();
        if (session.Muted)
        {
            return;
        }

        if (type != WebSocketMessageType.Text)
        {
            Error("binary messages are not understood");
        }
        else if (message.SequenceEqual(HeartbeatReply))
        {
            // The plain heartbeat, sent most of all, needs no parser.
            Heartbeat(null, null);
            Reply(HeartbeatReply, answered);
        }
        else if (message.SequenceEqual("ping"u8))
        {
            Heartbeat(null, null);
            Reply(Pong, answered: false);
        }
        else if (message.SequenceEqual(Pong))
        {
            Heartbeat(null, null);
        }
        else
        {
            HandleJson(message, answered);
        }
    }

    /// <summary>The socket is gone.</summary>
    public void Leave()
    {
        foreach (var topic in _subscribed)
        {
            topic.Unsubscribe(session);
        }

        foreach (var id in _presentAs)
        {
            presence.Leave(id, session);
        }
    }

    private void HandleJson(ReadOnlySpan<byte> message, bool answered)
    {
        ClientMessage? parsed;
        try
        {
            parsed = JsonSerializer.Deserialize(message, ClientJson.Default.ClientMessage);
        }
        catch (JsonException e)
        {
            Error($"not a message: {e.Message}");
            return;
        }

        switch (parsed?.Command)
        {
            case "heartBeat":
                Heartbeat(parsed.Client, parsed.Timestamp);
                Reply(HeartbeatReply, answered);
                break;
            case "broadcast":
                Broadcast(parsed.Text, parsed.Others ?? false, parsed.Id);
                break;
            case "subscribe":
                Subscribe(parsed.Topics);
                break;
            case "note":
                // A message of the user: it is heard, and that is all.
                break;
            case null:
                Error("a message needs a command");
                break;
            default:
                Error($"unknown command '{parsed.Command}'");
                break;
        }
    }

    /// <param name="reply">The answer.</param>
    /// <param name="answered">What came was itself the answer to a ping of the server: answering that would never end.</param>
    private void Reply(byte[] reply, bool answered)
    {
        if (answered || flaws.IsOn(TargetFlaws.RepliesToNothing, session.Client))
        {
            return;
        }

        Say(reply, flaws.Delay(TargetFlaws.RepliesLate, session.Client) ?? TimeSpan.Zero);
    }

    /// <summary>Answers, as late as it is asked to and as there are too many clients.</summary>
    private void Say(byte[] answer, TimeSpan delay)
    {
        delay += admission.Delay();
        if (delay > TimeSpan.Zero)
        {
            later.After(delay, () => session.Send(answer));
        }
        else
        {
            session.Send(answer);
        }
    }

    private void Broadcast(string? text, bool others, long? id)
    {
        if (text is null)
        {
            Error("broadcast needs a text");
        }
        else
        {
            broadcaster.Say(session.Client, text, except: others ? session : null, id);
        }
    }

    private void Heartbeat(string? client, long? timestamp)
    {
        if ((client ?? session.Client) is not { } id)
        {
            return;
        }

        presence.Heartbeat(id, timestamp, session);
        if (!_presentAs.Contains(id))
        {
            _presentAs = [.. _presentAs, id];
        }
    }

    private void Subscribe(string[]? names)
    {
        if (names is null)
        {
            Error("subscribe needs topics");
            return;
        }

        var found = Array.ConvertAll(names, name => name is null ? null : topics.Find(name));
        var missing = Array.IndexOf(found, null);
        if (missing >= 0)
        {
            Error($"unknown topic '{names[missing]}'");
            return;
        }

        foreach (var topic in flaws.Forgets(session) ? [] : found)
        {
            if (_subscribed.Add(topic!))
            {
                topic!.Subscribe(session);
            }
        }

        session.HasSubscribed = true;

        // Read when every later version is pushed: nothing can fall between the two, whatever the client fetched meanwhile.
        var versions = Array.ConvertAll(found, topic => topic!.Current.Version);
        Say(JsonSerializer.SerializeToUtf8Bytes(new SubscribedEvent("subscribed", names, versions), TargetJson.Default.SubscribedEvent), TimeSpan.Zero);
    }

    private void Error(string message) =>
        session.Send(JsonSerializer.SerializeToUtf8Bytes(new ErrorEvent("error", message), TargetJson.Default.ErrorEvent));
}
