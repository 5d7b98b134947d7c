using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Judging.Measures;

/// <summary>Where the value of one metric comes from: one file per metric, one line in <see cref="MetricRegistry"/>.</summary>
public interface IMetricSource
{
    Metric Metric { get; }

    /// <summary>The value that an assertion asks for, within the assertion's limits.</summary>
    MetricValue Evaluate(JudgeContext context, Assertion assertion);
}
