using System.Collections.Immutable;
using Harness.Judging.Evidence;

namespace Harness.Judging.Invariants;

/// <summary>Every invariant there is. A new one adds one line here.</summary>
public static class InvariantRegistry
{
    public static readonly ImmutableArray<IInvariant> All = Distinct(
    [
        new OneOpenSocket(),
        new DeferredSend(),
        new OneReconnectPerLoss(),
        new AttemptsContinue(),
        new NoHeartbeatWhenNotOpen(),
        new ClosedStaysClosed(),
        new TwoMissesOutsideFaults(),
        new PollingStopsWhenOpen(),
        new OneHeartbeatPerInterval(),
        new VersionsOnlyGrow(),
    ]);

    /// <summary>The same invariants, if no two have one name.</summary>
    /// <exception cref="ArgumentException">Two have.</exception>
    public static ImmutableArray<IInvariant> Distinct(ImmutableArray<IInvariant> invariants) =>
        invariants.GroupBy(invariant => invariant.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new ArgumentException($"two invariants named {twice.Key}")
            : invariants;

    /// <summary>Judges one invariant. Clients that broke it are counted once, and told by their first breach.</summary>
    public static InvariantResult Judge(JudgeContext context, IInvariant invariant)
    {
        List<Breach> breaches = [.. invariant.Find(context).DistinctBy(breach => breach.Client)];
        Dictionary<int, string> why = breaches.ToDictionary(breach => breach.Client, breach => breach.Why);
        return new InvariantResult
        {
            Name = invariant.Name,
            Meaning = invariant.Meaning,
            Violations = breaches.Count,
            Evidence = WorstClients.Tell(context, breaches.Select(breach => breach.AsSample()), sample => why[sample.Client]),
        };
    }
}
