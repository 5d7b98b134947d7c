using System.Text.Json;
using System.Text.Json.Serialization;

namespace Harness.Target;

// On the socket.

/// <summary>A text message of a client. Timestamp: its own clock, in milliseconds.</summary>
internal sealed record ClientMessage(string? Command, string? Client, long? Timestamp, string[]? Topics, string? Text, bool? Others, long? Id);

internal sealed record SubscribedEvent(string Event, string[] Topics, long[] Versions);

/// <summary>Data: only as long as it is asked to be, and says nothing; what changed is fetched.</summary>
internal sealed record ChangedEvent(string Event, string Topic, long Version, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Data = null);

internal sealed record ErrorEvent(string Event, string Message);

internal sealed record CodedErrorEvent(string Event, string Code, string Message);

/// <summary>Id: the sender's own number of it, if it gave one.</summary>
internal sealed record BroadcastEvent(
    string Event,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? From,
    string Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Id = null);

// Over HTTP. Durations are in milliseconds.

internal sealed record TopicAnswer(string Topic, long Version, TopicData Data);

/// <summary>Data that shows its version, so that a fetch can be checked against what was announced.</summary>
internal sealed record TopicData(long Value);

internal sealed record ConfigAnswer(long LoopTime, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ServerHeartbeatMs);

internal sealed record PresenceAnswer(PresentClient[] Clients);

internal sealed record PresentClient(string Id, long Timestamp, bool Online);

/// <summary>What publish-once published.</summary>
internal sealed record PublishedAnswer(string Topic, long Version);

internal sealed record ErrorAnswer(string Error);

internal sealed record SocketsAnswer(int Sockets);

/// <summary>RssBytes and CpuSeconds are those of the whole process, the time since its start.</summary>
internal sealed record StatsAnswer(
    long SocketsOpen, long SocketsOpened, long SocketsOverflowed, long MessagesIn, long MessagesOut, long Requests, long Publications, long BusyAnswers,
    long PushesLost, long Broadcasts, long IdleCloses, long HeartbeatsSent, long HeartbeatDrops, long OfflineVerdicts, long AuthRefusals, long FullRefusals, long Crashes,
    long ChatMessages, long ChatLists, long ChatRefusals, long ChatExpiries, long RssBytes, double CpuSeconds);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict, PropertyNameCaseInsensitive = false, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SubscribedEvent))]
[JsonSerializable(typeof(ChangedEvent))]
[JsonSerializable(typeof(ErrorEvent))]
[JsonSerializable(typeof(CodedErrorEvent))]
[JsonSerializable(typeof(BroadcastEvent))]
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
[JsonSerializable(typeof(LosePushesOrder))]
[JsonSerializable(typeof(BroadcastOrder))]
[JsonSerializable(typeof(CrashOrder))]
[JsonSerializable(typeof(RestoreOrder))]
[JsonSerializable(typeof(FlawsOrder))]
[JsonSerializable(typeof(ConfigOrder))]
internal sealed partial class TargetJson : JsonSerializerContext;

/// <summary>Clients may leave fields out and add their own.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict, PropertyNameCaseInsensitive = false)]
[JsonSerializable(typeof(ClientMessage))]
internal sealed partial class ClientJson : JsonSerializerContext;
