using System.Collections.Immutable;
using Harness.Judging.Measures;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Judging.Results;

/// <summary>The latencies that a run has samples of, with their percentiles: the figures are those of the metrics of the same names, without limits.</summary>
public static class LatencyReader
{
    private static readonly ImmutableArray<DistributionSource> _sampled =
    [
        new UpdatesDelaySource(), new DetectionTimeSource(), new FallbackTimeSource(), new RecoveryTimeSource(), new ReconnectsDelaySource(), new SendsDelaySource(), new ChatDelaySource(),
    ];

    public static ImmutableArray<LatencyResult> Read(JudgeContext context) =>
    [
        .. new[] { RoundTrip(context) }
            .Concat(_sampled.Select(source => Of(source.Metric.Name, new SampleSet(source.SamplesIn(Everything(context, source.Metric)).Select(sample => sample.Value)))))
            .Where(latency => latency.Count > 0),
    ];

    private static Scope Everything(JudgeContext context, Metric metric) => new(context, new Assertion { Expression = metric.Name, Metric = metric });

    private static LatencyResult RoundTrip(JudgeContext context)
    {
        HistogramCounts counts = HeartbeatRttSource.CountsIn(Everything(context, MetricNames.HeartbeatRtt));
        return new LatencyResult(MetricNames.HeartbeatRtt.Name, counts.Total, At(Stat.P50), At(Stat.P90), At(Stat.P99), At(Stat.P999), At(Stat.Max));

        double? At(Stat stat) => counts.At(stat) / 1e6;
    }

    private static LatencyResult Of(string name, SampleSet samples)
    {
        return new LatencyResult(name, samples.Count, At(Stat.P50), At(Stat.P90), At(Stat.P99), At(Stat.P999), At(Stat.Max));

        double? At(Stat stat) => samples.At(stat) is { } value && double.IsFinite(value) ? value : null;
    }
}
