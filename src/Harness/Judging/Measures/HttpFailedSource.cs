using Harness.Journal;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Judging.Measures;

/// <summary><c>http.failed</c>: from the per-second counters, which know no clients, so there are none to name.</summary>
public sealed class HttpFailedSource : IMetricSource
{
    public Metric Metric => MetricNames.HttpFailed;

    /// <summary>The count within the limits; null: nothing was asked for.</summary>
    public static long? CountIn(Scope scope) => SliceCounters.Sum(scope, Series.HttpRequests) > 0 ? SliceCounters.Sum(scope, Series.HttpFailures) : null;

    public MetricValue Evaluate(JudgeContext context, Assertion assertion) =>
        CountIn(new Scope(context, assertion)) is { } count ? new MetricValue { Value = count } : MetricValue.NoData;
}
