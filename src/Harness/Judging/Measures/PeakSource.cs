using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Judging.Measures;

/// <summary>A metric that is the largest number of instants in any one second: a window that slides from instant to instant, not a second of the clock.</summary>
public abstract class PeakSource(Metric metric) : IMetricSource
{
    /// <summary>Width of the window, µs.</summary>
    public const long Width = 1_000_000;

    public Metric Metric => metric;

    /// <summary>The instant that a fact of a client counts at; null: it does not count.</summary>
    protected abstract long? At(in Fact fact);

    /// <summary>What a client did in the peak, with those around it.</summary>
    protected abstract string Why(int count, double from);

    /// <summary>Every instant within the limits, in order.</summary>
    public List<(long At, int Client)> Instants(Scope scope)
    {
        List<(long At, int Client)> instants = [];
        foreach (ClientRecord client in scope.Clients)
        {
            foreach (Fact fact in client.Judged)
            {
                if (At(fact) is { } at && scope.Includes(client, at))
                {
                    instants.Add((at, client.Client));
                }
            }
        }

        instants.Sort();
        return instants;
    }

    public MetricValue Evaluate(JudgeContext context, Assertion assertion)
    {
        var scope = new Scope(context, assertion);
        if (!scope.Clients.Any())
        {
            return MetricValue.NoData;
        }

        List<(long At, int Client)> instants = Instants(scope);
        Busiest peak = Attempts.BusiestWindow(instants, Width);
        return new MetricValue
        {
            Value = peak.Count,
            Against = assertion.IsKeptBy(peak.Count) || assertion.WantsMore()
                ? []
                : [.. instants.Where(instant => instant.At >= peak.From && instant.At <= peak.To).Select(instant => new Sample(instant.Client, 1, instant.At))],
            Why = _ => Why(peak.Count, context.Time.Seconds(peak.From)),
        };
    }
}
