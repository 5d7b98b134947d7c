using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.Reporting.Listing;

/// <summary>What the list of runs shows of one of them.</summary>
public sealed record ListedRun
{
    /// <summary>Its folder's name.</summary>
    public required string Folder { get; init; }

    /// <summary><c>run</c>, <c>capacity</c>, <c>simulation</c> or <c>comparison</c>.</summary>
    public required string Kind { get; init; }

    public required Verdict Verdict { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null: it does not say.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>Null: it has none.</summary>
    public ulong? Seed { get; init; }

    public double TimeScale { get; init; } = 1;

    public required ImmutableArray<ListedScenario> Scenarios { get; init; }
}

/// <summary>One scenario of a run, with the figures that its trend is drawn of; seconds, null where they were not measured or are ∞.</summary>
/// <param name="Verdict">Null: it has none of its own.</param>
/// <param name="Clients">Null: it does not say.</param>
public sealed record ListedScenario(string Name, Verdict? Verdict, int? Clients, double? RttP99, double? DetectionMax, double? FallbackP99, double? RecoveryP99);

/// <summary>A folder whose run.json cannot be shown.</summary>
public sealed record BrokenRun(string Folder, string Why);

/// <summary>All runs of a folder.</summary>
/// <param name="Folder">Its name.</param>
/// <param name="Runs">Newest first.</param>
public sealed record RunListing(string Folder, ImmutableArray<ListedRun> Runs, ImmutableArray<BrokenRun> Broken);
