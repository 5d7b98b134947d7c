using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Invariants;

/// <summary>A heartbeat timer that outlives its connection fires on a socket that is not open.</summary>
public sealed class NoHeartbeatWhenNotOpen : IInvariant
{
    public string Name => InvariantNames.NoHeartbeatWhenNotOpen;

    public string Meaning => "no heartbeat on a socket that is not open";

    public IEnumerable<Breach> Find(JudgeContext context)
    {
        foreach (ClientRecord record in context.Clients)
        {
            foreach (Fact fact in record.Judged)
            {
                if (fact.Kind == FactKind.HeartbeatRefused)
                {
                    yield return new Breach(record.Client, fact.At, $"tried to send a heartbeat on connection {fact.A}, which was not open");
                }
            }
        }
    }
}
