using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Judging.Measures;

/// <summary>A metric that holds or does not: it holds if every sample keeps its own bound.</summary>
public abstract class TruthSource(Metric metric) : IMetricSource
{
    public Metric Metric => metric;

    /// <summary>The samples within the limits; the value of each is how far it is over its bound, 0 or less if it is not.</summary>
    protected abstract IEnumerable<Sample> Excesses(Scope scope);

    /// <summary>What a client did that it should not have.</summary>
    protected abstract string Why(JudgeContext context, Sample sample);

    public MetricValue Evaluate(JudgeContext context, Assertion assertion)
    {
        List<Sample> samples = [.. Excesses(new Scope(context, assertion))];
        if (samples.Count == 0)
        {
            return MetricValue.NoData;
        }

        List<Sample> broken = [.. samples.Where(sample => sample.Value > 0).OrderByDescending(sample => sample.Value)];
        return new MetricValue { Value = broken.Count == 0 ? 1 : 0, Against = broken, Why = sample => Why(context, sample) };
    }
}
