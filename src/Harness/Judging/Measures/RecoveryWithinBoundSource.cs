using Harness.Judging.Evidence;
using Harness.Judging.Impacts;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>recovery.within_bound</c>: every affected client recovered within what its policy allows.</summary>
public sealed class RecoveryWithinBoundSource() : TruthSource(MetricNames.RecoveryWithinBound)
{
    protected override IEnumerable<Sample> Excesses(Scope scope) => scope.Affected
        .Where(entry => entry.Client.Recovery is not null)
        .Select(entry => new Sample(
            entry.Client.Record.Client,
            entry.Client.Recovery!.Seconds - (entry.Client.Recovery.Bound / 1e6),
            entry.Client.Recovery.From ?? entry.Client.Window.OnsetRequest,
            entry.Fault.Index));

    protected override string Why(JudgeContext context, Sample sample)
    {
        if (double.IsPositiveInfinity(sample.Value))
        {
            return UnrecoveredSource.WhyNot(context, sample);
        }

        Recovery recovery = context.Faults[sample.Fault].Of(sample.Client)!.Recovery!;
        return $"took {Words.Seconds(recovery.Seconds)} to recover; its policy allows {Words.Seconds(recovery.Bound / 1e6)}";
    }
}
