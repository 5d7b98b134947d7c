namespace Harness.Metrics;

/// <summary>The unit that values and limits of a metric are in.</summary>
public enum MetricUnit
{
    /// <summary>A number of things.</summary>
    Count,

    /// <summary>Seconds; limits in scenarios carry a unit (<c>250ms</c>).</summary>
    Seconds,

    /// <summary>Holds (1) or does not (0).</summary>
    Truth,

    /// <summary>Things per second; limits in scenarios carry a unit (<c>500/s</c>).</summary>
    Rate,

    /// <summary>Bytes per second; limits in scenarios carry a unit (<c>20KB/min</c>).</summary>
    ByteRate,

    /// <summary>From 0 to 1; limits in scenarios are <c>30%</c> or <c>0.3</c>.</summary>
    Share,
}

/// <summary>A statistic of a distribution. Percentiles are nearest-rank: the smallest sample that is not below the given share of all.</summary>
public enum Stat
{
    Min,
    Mean,
    P50,
    P90,
    P95,
    P99,
    P999,
    Max,
}

/// <summary>Something that can be asserted. All of them are listed in <see cref="MetricNames"/>.</summary>
/// <param name="Name">The name in scenarios, reports and run.json.</param>
/// <param name="Unit">The unit of its values.</param>
/// <param name="IsDistribution">Whether an assertion has to name a statistic.</param>
/// <param name="Needs">What a scenario must have for the metric to be measured at all.</param>
/// <param name="Meaning">One line for help texts and docs.</param>
public sealed record Metric(string Name, MetricUnit Unit, bool IsDistribution, MetricNeeds Needs, string Meaning);

/// <summary>Facts that a metric cannot do without; an assertion on a metric that lacks them is refused.</summary>
[Flags]
public enum MetricNeeds
{
    None = 0,

    /// <summary>A preset with heartbeats.</summary>
    Heartbeat = 1,

    /// <summary>At least one fault that clients are meant to notice.</summary>
    NoticeableFault = 2,

    /// <summary>At least one fault that is removed.</summary>
    HealingFault = 4,

    /// <summary>A preset with a fallback.</summary>
    Fallback = 8,

    /// <summary>Topics that clients follow, on a target that tells its publications, or by a protocol that says where versions stand.</summary>
    Updates = 16,

    /// <summary>A target that serves presence, and a fault whose clients leave.</summary>
    Presence = 32,

    /// <summary>At least one fault that clients lose their connections to, noticed or told.</summary>
    Loss = 64,

    /// <summary>A target that serves presence, and clients with heartbeats.</summary>
    Listing = 128,

    /// <summary>A target that tells when it publishes: one with a control API.</summary>
    Publications = 256,

    /// <summary>Pushes that tell versions.</summary>
    Pushes = 512,

    /// <summary>Heartbeats whose replies are known.</summary>
    Replies = 1024,

    /// <summary>Clients that have something to send over a socket beside heartbeats.</summary>
    Sends = 2048,

    /// <summary>A chat room.</summary>
    Chat = 4096,

    /// <summary>Clients with tokens that are not good.</summary>
    BadTokens = 8192,

    /// <summary>Clients with session code: a scenario in C#.</summary>
    Session = 1 << 14,
}
