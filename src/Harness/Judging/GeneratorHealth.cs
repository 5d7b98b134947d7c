using System.Collections.Immutable;

namespace Harness.Judging;

/// <summary>Whether the generator was fit to judge.</summary>
public sealed record GeneratorHealth
{
    /// <summary>Stalls of our own roles: a watchdog tick at least 100 ms late.</summary>
    public ImmutableArray<StallResult> Stalls { get; init; } = [];

    /// <summary>Share of judged client-seconds that overlap a stall, 0 to 1. Over 0.01: invalid.</summary>
    public double StalledShare { get; init; }

    /// <summary>The worst p99 timer lag in any 5 s, seconds. Over 20 % of the heartbeat interval: invalid.</summary>
    public double TimerLagP99Seconds { get; init; }

    /// <summary>Clients that connected 250 ms or more after the instant that the load had for them.</summary>
    public int LateStarts { get; init; }

    /// <summary>Clients of the plan that were never started: the run ended before, or could not keep up.</summary>
    public int NotStarted { get; init; }

    /// <summary>Connects that failed for ports or descriptors. Any: invalid.</summary>
    public int ResourceFailures { get; init; }

    /// <summary>Heartbeats missed outside fault windows, all, and those that overlap a stall of ours.</summary>
    public int MissesOutsideFaults { get; init; }

    public int MissesOutsideFaultsInStalls { get; init; }
}

/// <summary>One stall of one role; seconds since the load began.</summary>
public sealed record StallResult(string Role, double From, double To);

/// <summary>What a role process used.</summary>
/// <param name="Name">Such as <c>target</c>, <c>proxy-0</c>.</param>
/// <param name="CpuSeconds">From its start to its end.</param>
/// <param name="PeakRssBytes">Resident memory at its peak.</param>
public sealed record RoleResult(string Name, double CpuSeconds, long PeakRssBytes)
{
    /// <summary>CPU from just before the load began to the end of the drain; null: not read. What it took to start and to end is not in it.</summary>
    public double? JudgedCpuSeconds { get; init; }
}
