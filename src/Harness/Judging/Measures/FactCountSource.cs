using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary>A metric that counts facts of clients.</summary>
public abstract class FactCountSource(Metric metric) : CountSource(metric)
{
    /// <summary>Whether a fact counts.</summary>
    protected abstract bool Counts(ClientRecord client, in Fact fact);

    protected override bool HasPopulation(Scope scope) => scope.Clients.Any();

    protected override IEnumerable<Sample> Counted(Scope scope)
    {
        foreach (ClientRecord client in scope.Clients)
        {
            foreach (Fact fact in client.Judged)
            {
                if (Counts(client, fact) && scope.Includes(client, fact.At))
                {
                    yield return new Sample(client.Client, 1, fact.At);
                }
            }
        }
    }
}
