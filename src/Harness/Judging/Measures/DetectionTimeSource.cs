using Harness.Judging.Evidence;
using Harness.Judging.Impacts;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary>
/// <c>detection.time</c>: per connection whose loss had to be detected, from the earliest instant at which the fault can have taken effect
/// to declared dead; ∞ where it never was. A connection has one loss, so a client that loses several has several samples.
/// </summary>
public sealed class DetectionTimeSource() : DistributionSource(MetricNames.DetectionTime)
{
    /// <summary>The samples of one affected client.</summary>
    public static IEnumerable<Sample> Of(FaultImpact fault, AffectedClient client) => !fault.IsNoticeable
        ? []
        : client.Hits
            .Where(hit => hit.Duty == Duty.Must)
            .Select(hit => new Sample(
                client.Record.Client,
                hit.Detected ? (hit.Connection.Declared!.Value - hit.OnsetFrom) / 1e6 : double.PositiveInfinity,
                hit.Connection.Declared ?? hit.OnsetFrom,
                fault.Index));

    protected override IEnumerable<Sample> Samples(Scope scope) => scope.Affected.SelectMany(entry => Of(entry.Fault, entry.Client));

    protected override string Why(JudgeContext context, Sample sample) => double.IsPositiveInfinity(sample.Value)
        ? $"had to detect {context.Faults[sample.Fault].Fault.Kind} and never did"
        : $"took {Words.Seconds(sample.Value)} from the onset of {context.Faults[sample.Fault].Fault.Kind} to declare its connection dead";
}
