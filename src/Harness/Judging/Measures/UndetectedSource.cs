using Harness.Judging.Impacts;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>detection.undetected</c>: clients, per fault, that had to detect and did not. Without anybody who had to, there is no data.</summary>
public sealed class UndetectedSource() : CountSource(MetricNames.Undetected)
{
    protected override bool HasPopulation(Scope scope) => scope.Affected.Any(entry => entry.Client.MustDetect);

    protected override IEnumerable<Sample> Counted(Scope scope) => scope.Affected
        .Where(entry => entry.Client.Undetected)
        .Select(entry => new Sample(entry.Client.Record.Client, 1, entry.Client.Hits.First(hit => hit.Undetected).OnsetFrom, entry.Fault.Index));

    protected override string Why(JudgeContext context, Sample sample)
    {
        FaultImpact fault = context.Faults[sample.Fault];
        return fault.Of(sample.Client)!.Hits.Any(hit => hit.Undetected && hit.Connection.Told)
            ? $"did not detect {fault.Fault.Kind} by its own timers: it was told by a close that the network delivered"
            : $"did not detect {fault.Fault.Kind} by its own timers before it was removed";
    }
}
