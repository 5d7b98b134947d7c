using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Judging.Measures;

/// <summary>A metric that counts. A count over nothing that could be counted is no data, not 0.</summary>
public abstract class CountSource(Metric metric) : IMetricSource
{
    public Metric Metric => metric;

    /// <summary>Whether there is anything at all that could have been counted.</summary>
    protected abstract bool HasPopulation(Scope scope);

    /// <summary>What was counted: each sample's value is added up.</summary>
    protected abstract IEnumerable<Sample> Counted(Scope scope);

    /// <summary>What a client did that it should not have.</summary>
    protected abstract string Why(JudgeContext context, Sample sample);

    /// <summary>The count within the limits; null: there is nothing that could have been counted.</summary>
    public double? CountIn(Scope scope) => HasPopulation(scope) ? Counted(scope).Sum(sample => sample.Value) : null;

    public MetricValue Evaluate(JudgeContext context, Assertion assertion)
    {
        var scope = new Scope(context, assertion);
        if (!HasPopulation(scope))
        {
            return MetricValue.NoData;
        }

        List<Sample> counted = [.. Counted(scope)];
        double value = counted.Sum(sample => sample.Value);
        return new MetricValue
        {
            Value = value,
            Against = assertion.IsKeptBy(value) || assertion.WantsMore() ? [] : [.. counted.OrderByDescending(sample => sample.Value)],
            Why = sample => Why(context, sample),
        };
    }
}
