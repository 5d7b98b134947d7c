using System.Collections.Immutable;

namespace Harness.Faults.Toxiproxy;

/// <summary>Toxics of several proxies that change together: all removals, then all additions.</summary>
public sealed record ToxiproxyChange
{
    /// <summary>Which toxics to remove, by proxy and name.</summary>
    public ImmutableArray<(string Proxy, string Toxic)> Remove { get; init; } = [];

    /// <summary>Which toxics to add, each to the end of its direction's chain.</summary>
    public ImmutableArray<(string Proxy, ToxiproxyToxic Toxic)> Add { get; init; } = [];
}

/// <summary>When a change took effect, by the monotonic clock of the server's machine; comparable with readings on the same machine only.</summary>
/// <param name="BeganNanoseconds">Before it nothing had changed.</param>
/// <param name="InForceNanoseconds">From here on it is in force on every connection.</param>
/// <param name="Added">The toxics that were added, in the order of the request, with the server's names and defaults.</param>
public sealed record ToxiproxyChanged(long BeganNanoseconds, long InForceNanoseconds, IReadOnlyList<ToxiproxyToxic> Added);
