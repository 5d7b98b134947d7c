using System.Text.Json;
using System.Text.Json.Serialization;

namespace Harness.Target;

// On the socket.

/// <summary>A text message of a client. Timestamp: its own clock, in milliseconds.</summary>
internal sealed record ClientMessage(string? Command, string? Client, long? Timestamp, string[]? Topics);

internal sealed record SubscribedEvent(string Event, string[] Topics);

internal sealed record ChangedEvent(string Event, string Topic, long Version);

internal sealed record ErrorEvent(string Event, string Message);

// Over HTTP. Durations are in milliseconds.

internal sealed record TopicAnswer(string Topic, long Version, TopicData Data);

/// <summary>Data that shows its version, so that a fetch can be checked against what was announced.</summary>
internal sealed record TopicData(long Value);

internal sealed record ConfigAnswer(long LoopTime);

internal sealed record PresenceAnswer(PresentClient[] Clients);

internal sealed record PresentClient(string Id, long Timestamp, bool Online);

/// <summary>What publish-once published.</summary>
internal sealed record PublishedAnswer(string Topic, long Version);

internal sealed record ErrorAnswer(string Error);

internal sealed record SocketsAnswer(int Sockets);

internal sealed record StatsAnswer(
    long SocketsOpen, long SocketsOpened, long SocketsOverflowed, long MessagesIn, long MessagesOut, long Requests, long Publications, long BusyAnswers);

// Control orders: unknown keys are errors.

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TopicsOrder(int Count);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PublishOrder(double Rate, int Seed = 0);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PublishOnceOrder(string Topic);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DropOrder(string[] Clients);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record MuteOrder(string[] Clients, bool Muted);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BusyOrder(double Share, int Seed = 0);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ConfigOrder(double? LoopTime = null, double? PresenceThreshold = null);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict, PropertyNameCaseInsensitive = false, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SubscribedEvent))]
[JsonSerializable(typeof(ChangedEvent))]
[JsonSerializable(typeof(ErrorEvent))]
[JsonSerializable(typeof(TopicAnswer))]
[JsonSerializable(typeof(ConfigAnswer))]
[JsonSerializable(typeof(PresenceAnswer))]
[JsonSerializable(typeof(PublishedAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(SocketsAnswer))]
[JsonSerializable(typeof(StatsAnswer))]
[JsonSerializable(typeof(TopicsOrder))]
[JsonSerializable(typeof(PublishOrder))]
[JsonSerializable(typeof(PublishOnceOrder))]
[JsonSerializable(typeof(DropOrder))]
[JsonSerializable(typeof(MuteOrder))]
[JsonSerializable(typeof(BusyOrder))]
[JsonSerializable(typeof(ConfigOrder))]
internal sealed partial class TargetJson : JsonSerializerContext;

/// <summary>Clients may leave fields out and add their own.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict, PropertyNameCaseInsensitive = false)]
[JsonSerializable(typeof(ClientMessage))]
internal sealed partial class ClientJson : JsonSerializerContext;
