using Harness.Journal;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Judging.Measures;

/// <summary>
/// <c>custom.NAME.STAT</c>, <c>.count</c> and <c>.sum</c>: what session code recorded under that name in the unit of the metric. A name without values has no statistic
/// and no sum, but a count of 0.
/// </summary>
public sealed class CustomSource(Metric metric) : IMetricSource
{
    public Metric Metric => metric;

    public MetricValue Evaluate(JudgeContext context, Assertion assertion)
    {
        (string name, string? total) = CustomMetrics.Parts(metric);
        var scope = new Scope(context, assertion);
        List<Sample> samples =
        [
            .. Units(total).SelectMany(unit => context.Session.Values.GetValueOrDefault((name, unit)) ?? [])
                .Where(sample => scope.Includes(context.Clients[sample.Client], sample.At)),
        ];
        if (total is not null)
        {
            double? sum = total == "count" ? samples.Count : samples.Count > 0 ? samples.Sum(sample => sample.Value) : null;
            return new MetricValue { Value = sum };
        }

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
            Why = sample => $"{name}: {Evidence.Words.Value(metric.Unit, sample.Value)}",
        };
    }

    private SampleUnit[] Units(string? total) => total == "count" ? [SampleUnit.Number, SampleUnit.Seconds] : metric.Unit == MetricUnit.Seconds ? [SampleUnit.Seconds] : [SampleUnit.Number];
}
