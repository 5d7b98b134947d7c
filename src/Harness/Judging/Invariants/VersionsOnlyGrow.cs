using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Invariants;

/// <summary>A client that takes an older answer for news shows its user the past; one that takes the same answer twice does its work twice.</summary>
public sealed class VersionsOnlyGrow : IInvariant
{
    public string Name => InvariantNames.VersionsOnlyGrow;

    public string Meaning => "a client takes no version for news that is not newer than what it held";

    public IEnumerable<Breach> Find(JudgeContext context)
    {
        Dictionary<int, long> held = [];
        foreach (ClientRecord record in context.Clients)
        {
            held.Clear();
            foreach (Fact fact in record.Judged)
            {
                if (fact.Kind != FactKind.VersionHeld)
                {
                    continue;
                }

                // Version 0 is what a topic has before anything was published.
                if (held.TryGetValue(fact.A, out long before) && fact.C <= before)
                {
                    yield return new Breach(record.Client, fact.At, $"took version {fact.C} of t{fact.A} for news while it held version {before}");
                }

                held[fact.A] = Math.Max(before, fact.C);
            }
        }
    }
}
