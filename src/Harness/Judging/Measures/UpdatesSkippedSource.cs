using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>updates.skipped</c>: published versions between the first and the newest that a client held, and that it did not hold itself.</summary>
public sealed class UpdatesSkippedSource() : CountSource(MetricNames.UpdatesSkipped)
{
    protected override bool HasPopulation(Scope scope) =>
        UpdatesLostSource.Ledgers(scope).Any(ledger => scope.Context.Publications.Of(ledger.Topic).Count > 0);

    protected override IEnumerable<Sample> Counted(Scope scope)
    {
        Publications publications = scope.Context.Publications;
        foreach (Ledger ledger in UpdatesLostSource.Ledgers(scope))
        {
            for (int i = 1; i < ledger.Held.Count; i++)
            {
                int between = publications.IndexAfter(ledger.Topic, ledger.Held[i].Version - 1) - publications.IndexAfter(ledger.Topic, ledger.Held[i - 1].Version);
                if (between > 0 && scope.Includes(ledger.Client, ledger.Held[i].At))
                {
                    yield return new Sample(ledger.Client.Client, between, ledger.Held[i].At);
                }
            }
        }
    }

    protected override string Why(JudgeContext context, Sample sample) => $"went on to a newer version over {sample.Value:0} that it never held";
}
