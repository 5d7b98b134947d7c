using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary>
/// <c>session.failures</c>: session code, and clients under test, that failed. What does so while the run closes its clients is counted too: that is when code shows
/// that it does not end.
/// </summary>
public sealed class SessionFailuresSource() : CountSource(MetricNames.SessionFailures)
{
    protected override bool HasPopulation(Scope scope) => scope.Clients.Any();

    protected override IEnumerable<Sample> Counted(Scope scope)
    {
        foreach (ClientRecord client in scope.Clients)
        {
            foreach (Fact fact in client.All)
            {
                if (fact.Kind == FactKind.SessionFailed && scope.Includes(client, fact.At))
                {
                    yield return new Sample(client.Client, 1, fact.At);
                }
            }
        }
    }

    protected override string Why(JudgeContext context, Sample sample) =>
        context.Session.TextOf(context.Clients[sample.Client].All.First(fact => fact.Kind == FactKind.SessionFailed && fact.At == sample.At));
}
