using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>reconnects.failed.per_client</c>: of each client, how many of its attempts to connect did not open; 0 is a sample too.</summary>
public sealed class FailedPerClientSource() : DistributionSource(MetricNames.FailedPerClient)
{
    /// <summary>The samples within the limits.</summary>
    public static IEnumerable<Sample> Of(Scope scope)
    {
        foreach (ClientRecord client in scope.Clients)
        {
            int failed = 0;
            long last = client.Judged[0].At;
            foreach (Fact fact in client.Judged)
            {
                if (fact.Kind == FactKind.AttemptFailed && scope.Includes(client, fact.At))
                {
                    failed++;
                    last = fact.At;
                }
            }

            yield return new Sample(client.Client, failed, last);
        }
    }

    protected override IEnumerable<Sample> Samples(Scope scope) => Of(scope);

    protected override string Why(JudgeContext context, Sample sample) => $"had {sample.Value:0} attempts to connect that did not open";
}
