using System.Text.Json.Serialization;

namespace Harness.Target.Chat;

/// <summary>The kinds of chat messages, with the numbers of 003.</summary>
internal static class ChatType
{
    /// <summary>The token is not taken (any more): the client is to drop it. Nothing else is told by this kind.</summary>
    public const int Error = 0;

    public const int GroupList = 1;
    public const int GroupChat = 2;
    public const int SingleChat = 3;
}

/// <summary>What a client says.</summary>
/// <param name="Type">One of <see cref="ChatType"/>; a message without one is none of the chat.</param>
/// <param name="Group">Which of the sender's groups; null: its first.</param>
/// <param name="To">Whom a single message is for.</param>
/// <param name="Id">The sender's own number of the message; comes back with it.</param>
internal sealed record ChatRequest(int? Type, string? Group, string? To, long? Id, string? Data);

/// <summary>What a client is told: kind, user and data as in 003, and what tells messages apart.</summary>
internal sealed record ChatEvent(
    int Type,
    string? Usr,
    string Data,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Group = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? To = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Id = null);

/// <summary>Who is in a group.</summary>
internal sealed record ChatListEvent(int Type, string? Usr, string Group, string[] Data);

/// <summary>POST /login. Client: the id to be known by; the name, where it is left out.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LoginRequest(string Name, string? Client = null, double? LifetimeMs = null);

internal sealed record LoginAnswer(string Token, double Exp);

[JsonSourceGenerationOptions(
    System.Text.Json.JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict, PropertyNameCaseInsensitive = false,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ChatClaims))]
[JsonSerializable(typeof(ChatEvent))]
[JsonSerializable(typeof(ChatListEvent))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(LoginAnswer))]
internal sealed partial class ChatJson : JsonSerializerContext;

/// <summary>Clients may leave fields out and add their own.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict, PropertyNameCaseInsensitive = false)]
[JsonSerializable(typeof(ChatRequest))]
internal sealed partial class ChatRequestJson : JsonSerializerContext;
