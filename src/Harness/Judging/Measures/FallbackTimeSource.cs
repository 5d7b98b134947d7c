using Harness.Judging.Evidence;
using Harness.Judging.Impacts;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>fallback.time</c>: per detected loss, to the first poll that succeeded; ∞ if none did.</summary>
public sealed class FallbackTimeSource() : DistributionSource(MetricNames.FallbackTime)
{
    /// <summary>The samples of one affected client.</summary>
    public static IEnumerable<Sample> Of(FaultImpact fault, AffectedClient client) =>
        client.Fallbacks.Select(start => new Sample(client.Record.Client, start.Seconds, start.From, fault.Index));

    protected override IEnumerable<Sample> Samples(Scope scope) => scope.Affected.SelectMany(entry => Of(entry.Fault, entry.Client));

    protected override string Why(JudgeContext context, Sample sample) => double.IsPositiveInfinity(sample.Value)
        ? "detected the loss, and no poll succeeded after it"
        : $"had its first successful poll {Words.Seconds(sample.Value)} after the detection";
}
