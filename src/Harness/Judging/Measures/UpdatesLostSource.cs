using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary>
/// <c>updates.lost</c>: published versions for which a client held no version at least as new by the end of the drain.
/// Limited to a fault, those published from its onset on: what a fault made a client lose is lost to the end.
/// </summary>
public sealed class UpdatesLostSource() : CountSource(MetricNames.UpdatesLost)
{
    /// <summary>Who is there at the end: a client that went away before cannot hold what came later.</summary>
    internal static IEnumerable<Ledger> Ledgers(Scope scope) =>
        scope.Clients.Where(client => !client.WentAway).SelectMany(client => scope.Context.LedgersOf(client));

    protected override bool HasPopulation(Scope scope) => Ledgers(scope).Any(ledger => scope.Context.Publications.Of(ledger.Topic).Count > 0);

    protected override IEnumerable<Sample> Counted(Scope scope)
    {
        Publications publications = scope.Context.Publications;
        foreach (Ledger ledger in Ledgers(scope))
        {
            IReadOnlyList<(long At, long Version)> published = publications.Of(ledger.Topic);
            int first = publications.IndexAfter(ledger.Topic, ledger.Newest);
            while (first < published.Count && !scope.IncludesFrom(ledger.Client, published[first].At))
            {
                first++;
            }

            if (first < published.Count)
            {
                yield return new Sample(ledger.Client.Client, published.Count - first, published[first].At);
            }
        }
    }

    protected override string Why(JudgeContext context, Sample sample)
    {
        Ledger behind = context.LedgersOf(context.Clients[sample.Client])
            .First(ledger => context.Publications.Of(ledger.Topic).Any(publication => publication.At == sample.At && publication.Version > ledger.Newest));
        long newest = context.Publications.Of(behind.Topic)[^1].Version;
        return behind.Newest == 0
            ? $"never held any version of t{behind.Topic}, which was at version {newest}"
            : $"held version {behind.Newest} of t{behind.Topic} at the end, which was at version {newest}";
    }
}
