using Harness.Journal;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Judging.Measures;

/// <summary><c>heartbeat.rtt</c>: from the per-second histograms of the cohorts, within 1.6 %. Histograms know no clients, so there are none to name.</summary>
public sealed class HeartbeatRttSource : IMetricSource
{
    public Metric Metric => MetricNames.HeartbeatRtt;

    public MetricValue Evaluate(JudgeContext context, Assertion assertion)
    {
        Stat stat = assertion.Stat ?? throw new InvalidOperationException($"{Metric.Name} is a distribution: '{assertion.Expression}' has to name a statistic");
        return CountsIn(new Scope(context, assertion)).At(stat) is { } microseconds ? new MetricValue { Value = microseconds / 1e6 } : MetricValue.NoData;
    }

    /// <summary>The round trips within the limits, by bucket.</summary>
    public static HistogramCounts CountsIn(Scope scope)
    {
        var counts = new HistogramCounts();
        foreach (Fact row in scope.Context.PerSecond.Rows(Series.HeartbeatRtt))
        {
            if (scope.IncludesSecond(row.Subject, row.At))
            {
                counts.Add(row.B, row.C);
            }
        }

        return counts;
    }
}
