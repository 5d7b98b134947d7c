using System.Text.Json.Serialization;

namespace Harness.Target;

// What /control/… takes. Unknown keys are errors; durations are in milliseconds; no clients means all of them.

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TopicsOrder(int Count);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PublishOrder(double Rate, int Seed = 0);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PublishOnceOrder(string Topic, long? Version = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DropOrder(string[]? Clients = null, double Share = 1, int Seed = 0);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record MuteOrder(bool Muted, string[]? Clients = null, double Share = 1, int Seed = 0);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BusyOrder(double Share, int Seed = 0, string Of = "all", int RetryAfter = 1);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LosePushesOrder(double Share, int Seed = 0, string[]? Clients = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BroadcastOrder(string Text, string[]? Except = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CrashOrder(double? ForMs = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RestoreOrder;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FlawsOrder(string[] Names, double? DelayMs = null, string[]? Clients = null, double Share = 1, int Seed = 0);

/// <summary>What is absent stays as it is.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ConfigOrder(
    double? LoopTime = null,
    double? PresenceThreshold = null,
    double? IdleCloseMs = null,
    bool? RestartClears = null,
    HeartbeatOrder? ServerHeartbeat = null,
    AuthOrder? Auth = null,
    int? PushBytes = null,
    int? SendQueue = null,
    bool OwnLimits = false,
    int? MaxClients = null,
    SlowPastOrder? SlowPast = null,
    ChatOrder? Chat = null);

/// <summary>Secret: base64. What is absent stays as it is.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ChatOrder(string? Secret = null, double? LifetimeMs = null, bool Own = false);

/// <summary>intervalMs 0 switches it off.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record HeartbeatOrder(double IntervalMs, double? TimeoutMs = null, string Form = "text", string Message = "ping");

/// <summary>clients 0 switches it off.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SlowPastOrder(int Clients, double DelayMs = 500);

/// <summary>mode off switches it off.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AuthOrder(string Mode, string[]? Refuse = null, double Share = 0, int Seed = 0, string? Token = null, int Status = 401);
