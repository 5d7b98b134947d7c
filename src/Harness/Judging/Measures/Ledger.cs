using Harness.Journal;
using Harness.Judging.Reading;

namespace Harness.Judging.Measures;

/// <summary>What one client held of one topic, over the run.</summary>
/// <param name="Held">Versions in the order in which they came in: each is newer than the one before.</param>
public sealed record Ledger(ClientRecord Client, int Topic, IReadOnlyList<(long At, long Version)> Held)
{
    /// <summary>The newest version held; 0: none.</summary>
    public long Newest => Held.Count == 0 ? 0 : Held[^1].Version;

    /// <summary>The ledgers of a client, one for each of its topics.</summary>
    public static IEnumerable<Ledger> Of(JudgeContext context, ClientRecord client)
    {
        Dictionary<int, List<(long At, long Version)>> byTopic = [];
        foreach (Fact fact in client.Judged)
        {
            if (fact.Kind == FactKind.VersionHeld)
            {
                if (!byTopic.TryGetValue(fact.A, out List<(long At, long Version)>? held))
                {
                    byTopic.Add(fact.A, held = []);
                }

                held.Add((fact.At, fact.C));
            }
        }

        for (int i = 0; i < context.Scenario.Topics.PerClient; i++)
        {
            int topic = context.Scenario.TopicOf(client.Client, i);
            yield return new Ledger(client, topic, byTopic.TryGetValue(topic, out List<(long At, long Version)>? held) ? held : []);
        }
    }
}
