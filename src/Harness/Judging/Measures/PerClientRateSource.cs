using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Judging.Measures;

/// <summary>
/// A metric that is what counters of slices grew by, per client and second that it was there. Counters know no clients, so there are none to name; at
/// the edges of a fault they are as coarse as their seconds.
/// </summary>
public abstract class PerClientRateSource(Metric metric, params Series[] counters) : IMetricSource
{
    public Metric Metric => metric;

    /// <summary>The rate within the limits; null: no client was there.</summary>
    public double? RateIn(Scope scope) => SliceCounters.ClientSeconds(scope) is > 0 and var seconds ? counters.Sum(series => SliceCounters.Sum(scope, series)) / seconds : null;

    public MetricValue Evaluate(JudgeContext context, Assertion assertion) =>
        RateIn(new Scope(context, assertion)) is { } rate ? new MetricValue { Value = rate } : MetricValue.NoData;
}
