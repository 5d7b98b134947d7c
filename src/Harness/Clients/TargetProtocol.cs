using System.Text;
using System.Text.Json;
using Harness.Clients.Protocol;
using Harness.Data;

namespace Harness.Clients;

/// <summary>What an incoming text message is to a client.</summary>
public enum MessageClass
{
    /// <summary><c>{"command":"heartBeat"}</c> or <c>pong</c>: the answer to a client's heartbeat; where the server sends the heartbeats, the first is one of them.</summary>
    HeartbeatReply,

    /// <summary><c>ping</c>: a heartbeat of the server.</summary>
    ServerHeartbeat,

    /// <summary>The subscription is confirmed, with the versions that the topics had then if the server tells them.</summary>
    Subscribed,

    /// <summary>The server refuses the client's credentials: <c>{"event":"error","code":"auth"}</c>.</summary>
    AuthenticationError,

    /// <summary>A push: a topic has a version.</summary>
    Push,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>The messages of the reference back end, as its clients write and read them.</summary>
public static class TargetProtocol
{
    /// <summary>The query parameter that carries a client's id.</summary>
    public const string IdParameter = "client";

    /// <summary>Path of the socket endpoint; the client's id is a query parameter.</summary>
    public static string SocketPath(string basePath, int client, string idParameter = IdParameter) =>
        $"{basePath}{(basePath.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{idParameter}={ClientId(client)}";

    /// <summary>The id by which the server's presence knows a client.</summary>
    public static string ClientId(int client) => ClientData.IdOf(client);

    /// <summary>The client of an id, or -1 for an id that is none of ours.</summary>
    public static int ClientOf(string id) => id.StartsWith('c') && int.TryParse(id.AsSpan(1), out int client) ? client : -1;

    public static string TopicName(int topic) => $"t{topic}";

    /// <summary>The text that subscribes to topics.</summary>
    public static byte[] Subscribe(IEnumerable<int> topics) =>
        Encoding.UTF8.GetBytes($$"""{"command":"subscribe","topics":[{{string.Join(',', topics.Select(t => $"\"{TopicName(t)}\""))}}]}""");

    /// <summary>Tells what a text message is; for a push, also its topic and version. Malformed text is <see cref="MessageClass.Other"/>: it counts as an answer all the same.</summary>
    public static MessageClass Classify(ReadOnlySpan<byte> text, out int topic, out long version)
    {
        topic = -1;
        version = 0;
        if (text.SequenceEqual("""{"command":"heartBeat"}"""u8) || text.SequenceEqual("pong"u8))
        {
            return MessageClass.HeartbeatReply;
        }

        if (text.SequenceEqual("ping"u8))
        {
            return MessageClass.ServerHeartbeat;
        }

        if (!text.StartsWith("{"u8))
        {
            return MessageClass.Other;
        }

        try
        {
            return ReadObject(text, ref topic, ref version);
        }
        catch (Exception e) when (JsonText.IsUnreadable(e))
        {
            return MessageClass.Other;
        }
    }

    /// <summary>The version in the answer of a topic request; null if there is none.</summary>
    public static long? VersionOf(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && JsonText.IsText(ref reader, "version"u8))
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long version) ? version : null;
                }
            }

            return null;
        }
        catch (Exception e) when (JsonText.IsUnreadable(e))
        {
            return null;
        }
    }

    /// <summary>
    /// The topics of a confirmed subscription with the versions that they had then: <c>{"event":"subscribed","topics":["t1"],"versions":[7]}</c>.
    /// Empty where the server tells no versions, or tells them in a form that is not understood.
    /// </summary>
    public static IReadOnlyList<(int Topic, long Version)> VersionsOf(ReadOnlySpan<byte> subscribed)
    {
        Subscription? read;
        try
        {
            read = JsonSerializer.Deserialize<Subscription>(subscribed, JsonSerializerOptions.Web);
        }
        catch (Exception e) when (JsonText.IsUnreadable(e))
        {
            return [];
        }

        return read is { Topics: { } topics, Versions: { } versions } && topics.Length == versions.Length
            ? [.. topics.Zip(versions).Select(pair => (TopicOf(pair.First), pair.Second)).Where(pair => pair.Item1 >= 0)]
            : [];
    }

    private static int TopicOf(string? name) => name is ['t', .. var number] && int.TryParse(number, out int topic) ? topic : -1;

    private static MessageClass ReadObject(ReadOnlySpan<byte> text, ref int topic, ref long version)
    {
        bool changed = false, reply = false, subscribed = false, error = false, auth = false;
        var reader = new Utf8JsonReader(text);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
            {
                continue;
            }

            if (JsonText.IsText(ref reader, "event"u8))
            {
                reader.Read();
                bool isText = reader.TokenType == JsonTokenType.String;
                changed = isText && JsonText.IsText(ref reader, "changed"u8);
                subscribed = isText && JsonText.IsText(ref reader, "subscribed"u8);
                error = isText && JsonText.IsText(ref reader, "error"u8);
            }
            else if (JsonText.IsText(ref reader, "code"u8))
            {
                reader.Read();
                auth = reader.TokenType == JsonTokenType.String && JsonText.IsText(ref reader, "auth"u8);
            }
            else if (JsonText.IsText(ref reader, "command"u8))
            {
                reader.Read();
                reply = reader.TokenType == JsonTokenType.String && JsonText.IsText(ref reader, "heartBeat"u8);
            }
            else if (JsonText.IsText(ref reader, "topic"u8))
            {
                reader.Read();
                topic = reader.TokenType == JsonTokenType.String && reader.ValueSpan is [(byte)'t', .. var number]
                    && System.Buffers.Text.Utf8Parser.TryParse(number, out int index, out int used) && used == number.Length ? index : -1;
            }
            else if (JsonText.IsText(ref reader, "version"u8))
            {
                reader.Read();
                version = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long v) ? v : 0;
            }
        }

        return changed && topic >= 0 ? MessageClass.Push
            : reply ? MessageClass.HeartbeatReply
            : subscribed ? MessageClass.Subscribed
            : error && auth ? MessageClass.AuthenticationError
            : MessageClass.Other;
    }

    private sealed record Subscription(string?[]? Topics, long[]? Versions);
}
