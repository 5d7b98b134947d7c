using Harness.Clients;
using Harness.Judging.Evidence;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary>
/// <c>updates.delay</c>: per client and published version, from the publication to the first version held that is at least as new; ∞ if there was none
/// by the end of the drain. Counted is what was published after the client's first open, or after its start where it only polls; of a client that went away
/// before the end, what it held.
/// </summary>
public sealed class UpdatesDelaySource() : DistributionSource(MetricNames.UpdatesDelay)
{
    protected override IEnumerable<Sample> Samples(Scope scope)
    {
        if (scope.Context.Publications.AreSeen)
        {
            // When a version was published, nobody knows.
            yield break;
        }

        foreach (ClientRecord client in scope.Clients.Where(client => From(client) is not null))
        {
            foreach (Ledger ledger in scope.Context.LedgersOf(client))
            {
                foreach (Sample sample in SamplesOf(scope.Context.Publications.Of(ledger.Topic), ledger))
                {
                    if (scope.Includes(client, sample.At))
                    {
                        yield return sample;
                    }
                }
            }
        }
    }

    protected override string Why(JudgeContext context, Sample sample) => double.IsPositiveInfinity(sample.Value)
        ? $"never held what was published at {context.Time.Seconds(sample.At):0.000} s, or anything newer"
        : $"held what was published at {context.Time.Seconds(sample.At):0.000} s, or something newer, only {Words.Seconds(sample.Value)} later";

    /// <summary>From when on a client is due what is published; null: it never had a socket.</summary>
    private static long? From(ClientRecord client) =>
        client.WasOpen ? client.Connections[0].Opened
        : client.Policy.Transport == ClientTransport.Poll ? client.Judged[0].At
        : null;

    /// <summary>Walks publications and versions held together, oldest first.</summary>
    private static IEnumerable<Sample> SamplesOf(IReadOnlyList<(long At, long Version)> published, Ledger ledger)
    {
        long? from = From(ledger.Client);
        int held = 0;
        foreach ((long at, long version) in published)
        {
            while (held < ledger.Held.Count && ledger.Held[held].Version < version)
            {
                held++;
            }

            if (at < from || (held == ledger.Held.Count && ledger.Client.WentAway))
            {
                continue;
            }

            yield return new Sample(ledger.Client.Client, held < ledger.Held.Count ? (ledger.Held[held].At - at) / 1e6 : double.PositiveInfinity, at);
        }
    }
}
