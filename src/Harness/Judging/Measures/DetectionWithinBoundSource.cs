using Harness.Judging.Evidence;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>detection.within_bound</c>: no loss had more silence than the policy's threshold + tolerance; an undetected one has ∞.</summary>
public sealed class DetectionWithinBoundSource() : TruthSource(MetricNames.DetectionWithinBound)
{
    protected override IEnumerable<Sample> Excesses(Scope scope)
    {
        if (scope.Context.Policy.LatestSilence is not { } latest)
        {
            return [];
        }

        return scope.Affected
            .Where(entry => entry.Fault.IsNoticeable)
            .SelectMany(entry => entry.Client.Hits
                .Where(hit => hit.Detected || hit.Undetected)
                .Select(hit => new Sample(
                    entry.Client.Record.Client,
                    hit.Detected ? (hit.Connection.Silence - latest) / 1e6 : double.PositiveInfinity,
                    hit.Connection.Declared ?? hit.OnsetFrom,
                    entry.Fault.Index)));
    }

    protected override string Why(JudgeContext context, Sample sample)
    {
        double allowed = context.Policy.LatestSilence!.Value / 1e6;
        return double.IsPositiveInfinity(sample.Value)
            ? $"never declared its connection dead, though {Words.Seconds(allowed)} of silence was its limit"
            : $"declared its connection dead after {Words.Seconds(allowed + sample.Value)} of silence; {Words.Seconds(allowed)} was its limit";
    }
}
