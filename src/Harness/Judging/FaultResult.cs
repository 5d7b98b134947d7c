using System.Collections.Immutable;

namespace Harness.Judging;

/// <summary>One fault with what it did.</summary>
public sealed record FaultResult
{
    public required int Index { get; init; }
    public required string Kind { get; init; }
    public string Detail { get; init; } = "";
    public required string Path { get; init; }

    /// <summary>What made it: <c>toxiproxy</c>, <c>kernel</c> or <c>clients</c>; empty in a journal that does not say.</summary>
    public string Backend { get; init; } = "";

    public required ImmutableArray<int> Cohorts { get; init; }

    /// <summary>Seconds since the load began: request of the first call and acknowledgement of the last; null: never switched on.</summary>
    public TimeInterval? Onset { get; init; }

    /// <summary>The same for its removal; null for an event, or if the run ended before.</summary>
    public TimeInterval? Removed { get; init; }

    /// <summary>Clients with a connection on a hit cohort at onset, or opened there while it was on.</summary>
    public required int Affected { get; init; }

    /// <summary>Of them, how many had to detect it. Null for a kind that is not meant to be noticed.</summary>
    public int? MustDetect { get; init; }

    /// <summary>Clients that declared the loss by their own timers before removal. Null for a kind that is not meant to be noticed.</summary>
    public int? Detected { get; init; }

    /// <summary>Clients that had to and did not. Null for a kind that is not meant to be noticed.</summary>
    public int? Undetected { get; init; }

    /// <summary>Affected clients that learned of their loss by a close that the network delivered.</summary>
    public int Told { get; init; }

    public DetectionResult? Detection { get; init; }

    /// <summary>
    /// Losses that clients of the control group declared from its onset to its removal, and the silence after it that would still count. Null: it was never
    /// switched on, or every cohort is hit by some fault.
    /// </summary>
    public int? ControlFalseAlarms { get; init; }

    /// <summary>Seconds from detection to the first successful poll; null: no fallback or nothing detected.</summary>
    public Distribution? Fallback { get; init; }

    /// <summary>Seconds from removal (half-open: detection) to recovered; null: not meant to be noticed.</summary>
    public Distribution? Recovery { get; init; }

    /// <summary>The bound that the policy computes for that, seconds.</summary>
    public double? RecoveryBoundSeconds { get; init; }

    /// <summary>Affected clients that recovered. Null where recovery is not judged.</summary>
    public int? Recovered { get; init; }

    /// <summary>Affected clients that had not recovered by the end of the drain. Null where recovery is not judged. Who is neither left before it could.</summary>
    public int? Unrecovered { get; init; }

    /// <summary>Affected clients that left, or were closed by their user, before they could have recovered. Null where recovery is not judged.</summary>
    public int? LeftBefore => Affected - Recovered - Unrecovered;

    /// <summary>What became of the data of its clients meanwhile; null: they follow nothing that was published.</summary>
    public DeliveryResult? Delivery { get; init; }

    /// <summary>Seconds from a client's leaving to the server's dropping it; null: not a fault whose clients leave, or no presence.</summary>
    public Distribution? PresenceStale { get; init; }
}

/// <summary>The ledger of the clients that a fault affected, from its onset to removal + recovery bound.</summary>
public sealed record DeliveryResult
{
    /// <summary>Versions published from the onset on for which a client held none as new by the end of the drain.</summary>
    public required int Lost { get; init; }

    /// <summary>Versions that a client passed over on the way to a newer one.</summary>
    public required int Skipped { get; init; }

    /// <summary>Pushes of a version that was announced before.</summary>
    public required int Duplicate { get; init; }

    /// <summary>Pushes of a version older than one that was announced before.</summary>
    public required int OutOfOrder { get; init; }

    /// <summary>What was published under an open socket and never announced to it.</summary>
    public required int PushesLost { get; init; }

    /// <summary>The largest age of something newer than what a client held, seconds; null: no client held anything.</summary>
    public double? WorstStaleness { get; init; }
}

/// <summary>Begin and end, seconds since the load began.</summary>
public sealed record TimeInterval(double From, double To);

/// <summary>How a loss was detected.</summary>
public sealed record DetectionResult
{
    /// <summary>Onset to declared dead.</summary>
    public required Distribution Seconds { get; init; }

    public required Distribution MissedHeartbeats { get; init; }

    /// <summary>Clients per number of missed heartbeats, ascending; the undetected stand in <see cref="FaultResult.Undetected"/>.</summary>
    public required ImmutableArray<HistogramBar> Bars { get; init; }
}

/// <summary>How many clients had a value.</summary>
public sealed record HistogramBar(int Value, int Clients);

/// <summary>A distribution's statistics. A null in P50, P90, P99 or Max is ∞: samples that never happened are counted, not dropped.</summary>
/// <param name="Count">Samples, those that never happened included.</param>
public sealed record Distribution(int Count, double? Min, double? P50, double? P90, double? P99, double? Max)
{
    /// <summary>Its shape, for comparisons: the quantiles of 0, 5, 10 … 100 %, null for ∞; empty in a result that does not say.</summary>
    public ImmutableArray<double?> Quantiles { get; init; } = [];
}
