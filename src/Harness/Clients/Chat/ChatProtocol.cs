using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Harness.Clients.Protocol;
using Harness.Journal;

namespace Harness.Clients.Chat;

/// <summary>What an incoming text is to a member of the room.</summary>
public enum ChatEventKind
{
    /// <summary>None of the chat's.</summary>
    None,

    /// <summary>The token is not taken, or not any more.</summary>
    Error,

    /// <summary>Who is in a group.</summary>
    GroupList,

    /// <summary>The client is in.</summary>
    Welcome,

    /// <summary>Somebody has said something.</summary>
    Message,
}

/// <summary>An incoming text, read.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="What">Of a message: whom it is for, as far as it tells: a broadcast does not tell whether its sender hears it.</param>
/// <param name="From">Of a message: the sender's number, or -1.</param>
/// <param name="Id">Of a message: the sender's number of it, or 0.</param>
/// <param name="Group">Of a group message or a list: the group's number, or -1.</param>
/// <param name="Members">Of a list: the numbers of those in the group, ascending.</param>
public readonly record struct ChatEvent(ChatEventKind Kind, ChatKind What = 0, int From = -1, int Id = 0, int Group = -1, int[]? Members = null);

/// <summary>The messages of the chat room, as 003 has them and with what tells them apart: docs/chat.md.</summary>
public static class ChatProtocol
{
    private static readonly JsonSerializerOptions _reading = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.Strict };

    private const int Error = 0;
    private const int GroupList = 1;
    private const int GroupChat = 2;
    private const int SingleChat = 3;

    /// <summary>The query parameters of the room; a handshake must not set them.</summary>
    public static IReadOnlyList<string> Parameters { get; } = ["token", "groups"];

    /// <summary>What is added to the socket's query.</summary>
    public static string Query(string token, IEnumerable<int> groups) => $"token={token}&groups={string.Join(',', groups.Select(ChatRoster.GroupName))}";

    /// <summary>The text that sends a message.</summary>
    public static byte[] Write(in ChatMessage message, string text)
    {
        string data = JsonSerializer.Serialize(text);
        return Encoding.UTF8.GetBytes(message.Kind switch
        {
            ChatKind.Group => string.Create(CultureInfo.InvariantCulture, $$"""{"type":{{GroupChat}},"group":"{{ChatRoster.GroupName(message.To)}}","id":{{message.Id}},"data":{{data}}}"""),
            ChatKind.Single => string.Create(CultureInfo.InvariantCulture, $$"""{"type":{{SingleChat}},"to":"{{TargetProtocol.ClientId(message.To)}}","id":{{message.Id}},"data":{{data}}}"""),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"command":"broadcast","others":{{(message.Kind == ChatKind.Others ? "true" : "false")}},"id":{{message.Id}},"text":{{data}}}"""),
        });
    }

    /// <summary>Reads a text. What is malformed is none of the chat's: it counts as a message all the same.</summary>
    public static ChatEvent Read(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("{"u8) || (text.IndexOf("\"type\""u8) < 0 && text.IndexOf("\"broadcast\""u8) < 0))
        {
            return default;
        }

        try
        {
            Incoming? read = JsonSerializer.Deserialize<Incoming>(text, _reading);
            return read is null ? default : Of(read);
        }
        catch (Exception e) when (JsonText.IsUnreadable(e))
        {
            return default;
        }
    }

    private static ChatEvent Of(Incoming read) => read switch
    {
        { Event: "broadcast", From: { } from } => new ChatEvent(ChatEventKind.Message, ChatKind.Everybody, TargetProtocol.ClientOf(from), (int)read.Id),
        { Type: Error } => new ChatEvent(ChatEventKind.Error),
        { Type: GroupList, Data.ValueKind: JsonValueKind.Array } => new ChatEvent(ChatEventKind.GroupList, Group: GroupOf(read.Group), Members: Members(read.Data)),
        { Type: GroupChat, Usr: null } => new ChatEvent(ChatEventKind.Welcome),
        { Type: GroupChat, Usr: { } user } => new ChatEvent(ChatEventKind.Message, ChatKind.Group, TargetProtocol.ClientOf(user), (int)read.Id, GroupOf(read.Group)),
        { Type: SingleChat, Usr: { } user } => new ChatEvent(ChatEventKind.Message, ChatKind.Single, TargetProtocol.ClientOf(user), (int)read.Id),
        _ => default,
    };

    private static int[] Members(JsonElement list)
    {
        int[] members = [.. list.EnumerateArray().Select(ClientOf).Where(client => client >= 0)];
        Array.Sort(members);
        return members;
    }

    /// <summary>-1 for a stranger, and for what is no name.</summary>
    private static int ClientOf(JsonElement member)
    {
        try
        {
            return member.ValueKind == JsonValueKind.String ? TargetProtocol.ClientOf(member.GetString()!) : -1;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return -1;
        }
    }

    private static int GroupOf(string? name) => name is ['g', .. var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int group) ? group : -1;

    private sealed record Incoming(int? Type, string? Event, string? Usr, string? From, string? Group, long Id, JsonElement Data);
}
