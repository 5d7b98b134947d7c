using Harness.Journal;
using Harness.Judging.Evidence;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary>
/// <c>staleness</c>: age of the oldest publication newer than the version held, 0 where there is none. Sampled at each publication of a client's
/// topics, and at each answered fetch just before its version counts, so that the height that a gap reached is in it.
/// A client has samples from the first version that it holds.
/// </summary>
public sealed class StalenessSource() : DistributionSource(MetricNames.Staleness)
{
    protected override IEnumerable<Sample> Samples(Scope scope)
    {
        if (scope.Context.Publications.AreSeen)
        {
            // When a version was published, nobody knows.
            yield break;
        }

        foreach (ClientRecord client in scope.Clients)
        {
            Dictionary<int, List<long>> fetched = FetchesByTopic(client);
            foreach (Ledger ledger in scope.Context.LedgersOf(client).Where(ledger => ledger.Held.Count > 0))
            {
                foreach (Sample sample in SamplesOf(scope.Context, ledger, fetched[ledger.Topic]))
                {
                    if (scope.Includes(client, sample.At))
                    {
                        yield return sample;
                    }
                }
            }
        }
    }

    protected override string Why(JudgeContext context, Sample sample) => $"was {Words.Seconds(sample.Value)} behind what was published";

    private static Dictionary<int, List<long>> FetchesByTopic(ClientRecord client)
    {
        Dictionary<int, List<long>> fetched = [];
        foreach (Fact fact in client.Judged)
        {
            if (fact.Kind is FactKind.VersionHeld or FactKind.FetchAnswered)
            {
                if (!fetched.TryGetValue(fact.A, out List<long>? times))
                {
                    fetched.Add(fact.A, times = []);
                }

                times.Add(fact.At);
            }
        }

        return fetched;
    }

    /// <summary>Walks publications and fetches of one topic together, oldest first.</summary>
    private static IEnumerable<Sample> SamplesOf(JudgeContext context, Ledger ledger, List<long> fetched)
    {
        IReadOnlyList<(long At, long Version)> published = context.Publications.Of(ledger.Topic);
        int held = 0;
        int publication = context.Publications.IndexAfter(ledger.Topic, ledger.Held[0].Version);
        int behind = publication;
        foreach (long at in fetched)
        {
            for (; publication < published.Count && published[publication].At <= at; publication++)
            {
                yield return At(published[publication].At);
            }

            if (at > ledger.Held[0].At)
            {
                yield return At(at);
            }

            for (; held < ledger.Held.Count && ledger.Held[held].At <= at; held++)
            {
                behind = context.Publications.IndexAfter(ledger.Topic, ledger.Held[held].Version);
            }
        }

        for (; publication < published.Count && published[publication].At < ledger.Client.Until; publication++)
        {
            yield return At(published[publication].At);
        }

        Sample At(long at)
        {
            long since = behind < published.Count && published[behind].At <= at ? published[behind].At : at;
            return new Sample(ledger.Client.Client, (at - since) / 1e6, at);
        }
    }
}
