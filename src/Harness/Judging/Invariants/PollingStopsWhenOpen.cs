using Harness.Clients.Policies;
using Harness.Journal;
using Harness.Judging.Evidence;
using Harness.Judging.Reading;
using Harness.Metrics;
using Harness.Timing;

namespace Harness.Judging.Invariants;

/// <summary>
/// The fallback is for the time without a socket. A poll that was due with the open, and those of its other topics that follow it, may still go out; then it is
/// over: none for the loss begins later than one poll interval and a timeout per topic after the open (where the policy polls until every topic is fresh, after that).
/// </summary>
public sealed class PollingStopsWhenOpen : IInvariant
{
    public string Name => InvariantNames.PollingStopsWhenOpen;

    public string Meaning => "polling for a loss ends when the socket is open again";

    public IEnumerable<Breach> Find(JudgeContext context)
    {
        int topics = context.Scenario.Topics.PerClient;
        foreach (ClientRecord record in context.Clients)
        {
            ClientPolicy policy = record.Policy;
            long allowed = policy.Tolerance.Microseconds()
                + (policy.Fallback is { } fallback ? fallback.Every.Microseconds() + (fallback.Timeout.Microseconds() * topics) : policy.FetchTimeout.Microseconds());
            bool untilFresh = policy.Fallback is { UntilFresh: true };
            if (FindOne(record, allowed, untilFresh ? topics : 0) is { } breach)
            {
                yield return breach;
            }
        }
    }

    /// <param name="record">The client.</param>
    /// <param name="allowed">How long after the open a poll may begin, µs.</param>
    /// <param name="toBeFetched">How many topics have to be fetched before polling is over; 0: the open alone ends it.</param>
    private static Breach? FindOne(ClientRecord record, long allowed, int toBeFetched)
    {
        HashSet<int> fresh = [];
        int opened = -1;
        long over = 0;
        foreach (Fact fact in record.Judged)
        {
            if (fact.Kind == FactKind.Opened)
            {
                opened++;
                fresh.Clear();
                over = toBeFetched == 0 ? fact.At : long.MaxValue;
            }
            else if (opened >= 0 && fact.Kind is FactKind.VersionHeld or FactKind.FetchAnswered or FactKind.FetchFailed)
            {
                // D: when it began. One that began under the connection before is none of this one's.
                Connection current = record.Connections[opened];
                if (fact.B == (int)FetchReason.PollLoss && over <= long.MaxValue - allowed && fact.D > over + allowed && current.IsOpenAt(fact.D))
                {
                    return new Breach(record.Client, fact.At, $"polled for a loss {Words.Seconds((fact.D - current.Opened) / 1e6)} after connection {current.Number} had opened", current.Opened);
                }

                if (fact.Kind != FactKind.FetchFailed && fact.D >= current.Opened && fresh.Add(fact.A) && fresh.Count == toBeFetched)
                {
                    over = fact.At;
                }
            }
        }

        return null;
    }
}
