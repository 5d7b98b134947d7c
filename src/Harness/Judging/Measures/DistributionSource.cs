using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Judging.Measures;

/// <summary>A metric with samples, of which an assertion names a statistic.</summary>
public abstract class DistributionSource(Metric metric) : IMetricSource
{
    public Metric Metric => metric;

    /// <summary>The samples within the limits; ∞ for what should have happened and did not.</summary>
    protected abstract IEnumerable<Sample> Samples(Scope scope);

    /// <summary>What a client did that it should not have.</summary>
    protected abstract string Why(JudgeContext context, Sample sample);

    /// <summary>The samples within the limits, for figures that show more than one statistic.</summary>
    public IEnumerable<Sample> SamplesIn(Scope scope) => Samples(scope);

    /// <summary>A statistic of the samples within the limits; null: there are none.</summary>
    public double? StatIn(Scope scope, Stat stat) => new SampleSet(Samples(scope).Select(sample => sample.Value)).At(stat);

    public MetricValue Evaluate(JudgeContext context, Assertion assertion)
    {
        List<Sample> samples = [.. Samples(new Scope(context, assertion))];
        Stat stat = assertion.Stat ?? throw new InvalidOperationException($"{metric.Name} is a distribution: '{assertion.Expression}' has to name a statistic");
        if (new SampleSet(samples.Select(sample => sample.Value)).At(stat) is not { } value)
        {
            return MetricValue.NoData;
        }

        IEnumerable<Sample> against = samples.Where(sample => !assertion.IsKeptBy(sample.Value));
        return new MetricValue
        {
            Value = value,
            Against = assertion.IsKeptBy(value) ? [] : [.. assertion.WantsMore() ? against.OrderBy(sample => sample.Value) : against.OrderByDescending(sample => sample.Value)],
            Why = sample => Why(context, sample),
        };
    }
}
