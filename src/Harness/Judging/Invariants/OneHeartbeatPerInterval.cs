using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Invariants;

/// <summary>A heartbeat timer that is never cleared beats beside the one of the next connection, and each loss adds another.</summary>
public sealed class OneHeartbeatPerInterval : IInvariant
{
    public string Name => InvariantNames.OneHeartbeatPerInterval;

    public string Meaning => "heartbeats of one connection are an interval apart";

    public IEnumerable<Breach> Find(JudgeContext context)
    {
        foreach (ClientRecord record in context.Clients)
        {
            foreach (Fact fact in record.Judged)
            {
                if (fact.Kind == FactKind.HeartbeatHurried)
                {
                    yield return new Breach(record.Client, fact.At, $"sent a heartbeat on connection {fact.A} sooner than one interval after the one before");
                }
            }
        }
    }
}
