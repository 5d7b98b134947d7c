using Harness.Judging.Evidence;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>detection.within_bound</c>: no loss had more silence than the policy's threshold + tolerance; an undetected one has ∞.</summary>
public sealed class DetectionWithinBoundSource() : TruthSource(MetricNames.DetectionWithinBound)
{
    protected override IEnumerable<Sample> Excesses(Scope scope) =>
        scope.Affected
            .Where(entry => entry.Fault.IsNoticeable && entry.Client.Record.Times.LatestSilence is not null)
            .SelectMany(entry => entry.Client.Hits
                .Where(hit => hit.Detected || hit.Undetected)
                .Select(hit => new Sample(
                    entry.Client.Record.Client,
                    hit.Detected ? (hit.Connection.Silence - entry.Client.Record.Times.LatestSilence!.Value - SleptWithin(entry.Client.Record, hit.Connection)) / 1e6 : double.PositiveInfinity,
                    hit.Connection.Declared ?? hit.OnsetFrom,
                    entry.Fault.Index)));

    /// <summary>How much of a silence the client's timers stood still in, µs.</summary>
    private static long SleptWithin(ClientRecord client, Connection connection) => connection.Declared is not { } declared ? 0
        : client.Suspensions.Sum(suspension => Math.Max(0, Math.Min(suspension.To, declared) - Math.Max(suspension.From, connection.LastAnswer)));

    protected override string Why(JudgeContext context, Sample sample)
    {
        double allowed = context.Clients[sample.Client].Times.LatestSilence!.Value / 1e6;
        return double.IsPositiveInfinity(sample.Value)
            ? $"never declared its connection dead, though {Words.Seconds(allowed)} of silence was its limit"
            : $"declared its connection dead after {Words.Seconds(allowed + sample.Value)} of silence; {Words.Seconds(allowed)} was its limit";
    }
}
