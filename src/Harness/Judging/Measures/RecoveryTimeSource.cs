using Harness.Judging.Evidence;
using Harness.Judging.Impacts;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>recovery.time</c>: per affected client, from removal (an event: detection) to recovered; ∞ if it never was.</summary>
public sealed class RecoveryTimeSource() : DistributionSource(MetricNames.RecoveryTime)
{
    /// <summary>The samples of one affected client.</summary>
    public static IEnumerable<Sample> Of(FaultImpact fault, AffectedClient client) => client.Recovery is { } recovery
        ? [new Sample(client.Record.Client, recovery.Seconds, recovery.From ?? client.Window.OnsetRequest, fault.Index)]
        : [];

    protected override IEnumerable<Sample> Samples(Scope scope) => scope.Affected.SelectMany(entry => Of(entry.Fault, entry.Client));

    protected override string Why(JudgeContext context, Sample sample) => double.IsPositiveInfinity(sample.Value)
        ? UnrecoveredSource.WhyNot(context, sample)
        : $"took {Words.Seconds(sample.Value)} to recover";
}
