using Harness.Judging.Evidence;
using Harness.Judging.Impacts;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>presence.stale</c>: per client that left without a word, until the server was first seen not to list it; ∞ if it still did at the end.</summary>
public sealed class PresenceStaleSource() : DistributionSource(MetricNames.PresenceStale)
{
    /// <summary>The samples of one affected client.</summary>
    public static IEnumerable<Sample> Of(JudgeContext context, FaultImpact fault, AffectedClient client)
    {
        ClientRecord record = client.Record;
        if (fault.Fault.Traits.ClientLeaves && record.Left is { } left)
        {
            double seconds = record.PresenceDropped is { } dropped && dropped < context.Time.End ? (dropped - left.At) / 1e6 : double.PositiveInfinity;
            yield return new Sample(record.Client, seconds, left.At, fault.Index);
        }
    }

    protected override IEnumerable<Sample> Samples(Scope scope) => scope.Affected.SelectMany(entry => Of(scope.Context, entry.Fault, entry.Client));

    protected override string Why(JudgeContext context, Sample sample) => double.IsPositiveInfinity(sample.Value)
        ? "left without a word, and the server still listed it at the end"
        : $"was listed for {Words.Seconds(sample.Value)} after it had left";
}
