using Harness.Judging.Evidence;
using Harness.Judging.Impacts;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>detection.missed_heartbeats</c>: every detected loss, and every undetected one as ∞.</summary>
public sealed class MissedHeartbeatsSource() : DistributionSource(MetricNames.MissedHeartbeats)
{
    /// <summary>The samples of one affected client.</summary>
    public static IEnumerable<Sample> Of(FaultImpact fault, AffectedClient client) =>
        client.Record.Times.Interval is not { } interval || !fault.IsNoticeable
            ? []
            : client.Hits
                .Where(hit => hit.Detected || hit.Undetected)
                .Select(hit => new Sample(
                    client.Record.Client,
                    hit.Detected ? hit.Connection.Silence / interval : double.PositiveInfinity,
                    hit.Connection.Declared ?? hit.OnsetFrom,
                    fault.Index));

    protected override IEnumerable<Sample> Samples(Scope scope) => scope.Affected.SelectMany(entry => Of(entry.Fault, entry.Client));

    protected override string Why(JudgeContext context, Sample sample) => double.IsPositiveInfinity(sample.Value)
        ? $"had to detect {context.Faults[sample.Fault].Fault.Kind} and never did"
        : $"declared the connection dead after {Words.Number(sample.Value)} missed heartbeats";
}
