using System.Collections.Immutable;
using Harness.Runs;

namespace Harness.Capacity.Probing;

/// <summary>What a live view shows of a search: a snapshot that is replaced, never changed.</summary>
public sealed record CapacityProgress
{
    /// <summary>What has been run.</summary>
    public ImmutableArray<CapacityStep> Steps { get; init; } = [];

    /// <summary>The level that runs now; null: none.</summary>
    public long? Level { get; init; }

    /// <summary>Its run; null before it has begun.</summary>
    public RunProgress? Run { get; init; }
}
