using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary>Counts the pushes that stand in a certain order to those before them. A target that pushes nothing gives no data.</summary>
public abstract class PushOrderSource(Metric metric, PushOrder counted) : CountSource(metric)
{
    protected override bool HasPopulation(Scope scope) =>
        scope.Clients.Any(client => scope.Context.LedgersOf(client).Any(ledger => !ledger.Pushes.IsEmpty));

    protected override IEnumerable<Sample> Counted(Scope scope)
    {
        foreach (ClientRecord client in scope.Clients)
        {
            foreach (Ledger ledger in scope.Context.LedgersOf(client))
            {
                foreach (Push push in ledger.Pushes)
                {
                    if (push.Order == counted && scope.Includes(client, push.At))
                    {
                        yield return new Sample(client.Client, 1, push.At);
                    }
                }
            }
        }
    }

    /// <summary>What a push said after those before it.</summary>
    protected abstract string Why(int topic, in Push push, long highestBefore);

    protected override string Why(JudgeContext context, Sample sample)
    {
        foreach (Ledger ledger in context.LedgersOf(context.Clients[sample.Client]))
        {
            long highest = 0;
            foreach (Push push in ledger.Pushes)
            {
                if (push.Order == counted && push.At == sample.At)
                {
                    return Why(ledger.Topic, push, highest);
                }

                highest = Math.Max(highest, push.Version);
            }
        }

        throw new InvalidOperationException($"client {sample.Client} has no such push at {sample.At}");
    }
}
