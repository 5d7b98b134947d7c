using System.Collections.Immutable;

namespace Harness.Metrics;

/// <summary>The name of every invariant, in one place: what scenarios may expect to be broken. What each says stands at the invariant.</summary>
public static class InvariantNames
{
    public const string OneOpenSocket = "one-open-socket";
    public const string DeferredSend = "deferred-send";
    public const string OneReconnectPerLoss = "one-reconnect-per-loss";
    public const string AttemptsContinue = "attempts-continue";
    public const string NoHeartbeatWhenNotOpen = "no-heartbeat-when-not-open";
    public const string OneHeartbeatPerInterval = "one-heartbeat-per-interval";
    public const string VersionsOnlyGrow = "versions-only-grow";
    public const string ClosedStaysClosed = "closed-stays-closed";
    public const string TwoMissesOutsideFaults = "two-misses-outside-faults";
    public const string PollingStopsWhenOpen = "polling-stops-when-open";

    /// <summary>All of them, in the order of reports.</summary>
    public static readonly ImmutableArray<string> All =
    [
        OneOpenSocket, DeferredSend, OneReconnectPerLoss, AttemptsContinue, NoHeartbeatWhenNotOpen, ClosedStaysClosed, TwoMissesOutsideFaults, PollingStopsWhenOpen,
        OneHeartbeatPerInterval, VersionsOnlyGrow,
    ];
}
