using System.Collections.Immutable;
using Harness.Judging.Impacts;
using Harness.Judging.Measures;
using Harness.Judging.Reading;

namespace Harness.Judging.Evidence;

/// <summary>What a client stands out by.</summary>
/// <param name="Sample">Its value is the weight: how much of its bound it used, ∞ for what never happened.</param>
/// <param name="Why">One sentence on it.</param>
public sealed record Remarkable(Sample Sample, string Why)
{
    /// <summary>The clients that stand out, each by its worst, the worst client first: equal weights in the order of their numbers.</summary>
    public static ImmutableArray<Remarkable> Of(JudgeContext context, int most) =>
    [
        .. NeverOpened(context).Concat(FalseAlarms(context)).Concat(UnderFaults(context)).Concat(Misses(context))
            .OrderByDescending(found => found.Sample.Value)
            .ThenBy(found => found.Sample.Client)
            .DistinctBy(found => found.Sample.Client)
            .Take(most),
    ];

    private static IEnumerable<Remarkable> NeverOpened(JudgeContext context) => context.Clients
        .Where(client => client is { HasStarted: true, WasOpen: false } && client.Policy.Heartbeat is not null)
        .Select(client => new Remarkable(new Sample(client.Client, double.PositiveInfinity, client.Judged[0].At), "never opened a connection"));

    /// <summary>Nothing had happened to it, so it weighs more than any slow detection, and less than one that never came.</summary>
    private static IEnumerable<Remarkable> FalseAlarms(JudgeContext context) => context.FalseAlarms
        .Select(alarm => new Remarkable(new Sample(alarm.Record.Client, double.MaxValue, alarm.At), "declared a connection dead that no fault had hit"));

    private static IEnumerable<Remarkable> UnderFaults(JudgeContext context) =>
        context.Faults.SelectMany(fault => fault.Affected.SelectMany(client => Detections(fault, client).Concat(Recoveries(fault, client))));

    private static IEnumerable<Remarkable> Detections(FaultImpact fault, AffectedClient client)
    {
        foreach (Sample sample in DetectionTimeSource.Of(fault, client))
        {
            double? bound = (client.Record.Times.Worst + client.Record.Times.Tolerance) / 1e6;
            yield return double.IsPositiveInfinity(sample.Value)
                ? new Remarkable(sample, $"had to detect {fault.Fault.Kind} and never did")
                : new Remarkable(sample with { Value = sample.Value / bound ?? 0 }, $"detected {fault.Fault.Kind} {Words.Seconds(sample.Value)} after its onset{OfBound(sample.Value, bound)}");
        }
    }

    private static IEnumerable<Remarkable> Recoveries(FaultImpact fault, AffectedClient client)
    {
        foreach (Sample sample in RecoveryTimeSource.Of(fault, client))
        {
            double? bound = client.Recovery!.Bound / 1e6;
            yield return double.IsPositiveInfinity(sample.Value)
                ? new Remarkable(sample, $"had not recovered from {fault.Fault.Kind} by the end")
                : new Remarkable(
                    sample with { Value = bound > 0 ? sample.Value / bound.Value : 0, At = client.Recovery.At ?? sample.At },
                    $"recovered {Words.Seconds(sample.Value)} after {fault.Fault.Kind} was over{OfBound(sample.Value, bound)}");
        }
    }

    /// <summary>A heartbeat or two that were late by themselves matter less than any loss: a hundredth each.</summary>
    private static IEnumerable<Remarkable> Misses(JudgeContext context) => context.MissedOutsideFaults
        .GroupBy(missed => missed.Record.Client)
        .Select(missed => (Worst: missed.MaxBy(each => each.InARow)!, Count: missed.Count()))
        .Select(missed => new Remarkable(
            new Sample(missed.Worst.Record.Client, missed.Count / 100.0, missed.Worst.At),
            $"missed {missed.Count} heartbeat{(missed.Count == 1 ? "" : "s")} while no fault was on for it{(missed.Worst.IsOurs ? ", in a stall of the harness itself" : "")}"));

    private static string OfBound(double value, double? bound) => bound is > 0 and < 1e9 ? $", {Math.Round(value / bound.Value * 100):0} % of its bound" : "";
}
