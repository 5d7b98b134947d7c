using System.Collections.Immutable;
using Harness.Clients;
using Harness.Judging.Impacts;
using Harness.Judging.Measures;
using Harness.Judging.Reading;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Judging.Results;

/// <summary>What reports show of each fault; the figures are those of the metrics, limited to it.</summary>
public static class FaultResults
{
    public static FaultResult Of(JudgeContext context, FaultImpact impact)
    {
        bool noticeable = impact.IsNoticeable;
        bool leaves = impact.Fault.Traits.ClientLeaves;
        return new FaultResult
        {
            Index = impact.Index,
            Kind = impact.Fault.Kind,
            Detail = impact.Fault.Detail,
            Path = impact.Fault.Path.ToString().ToLowerInvariant(),
            Backend = impact.Backend?.ToString().ToLowerInvariant() ?? "",
            Cohorts = impact.Cohorts,
            Onset = Interval(context, impact, window => window.OnsetRequest, window => window.OnsetAck),
            Removed = Interval(context, impact, window => window.RemovalRequest, window => window.RemovalAck),
            Affected = impact.Affected.Length,
            MustDetect = noticeable ? impact.Affected.Count(client => client.MustDetect) : null,
            Detected = noticeable ? impact.Affected.Count(client => client.Detected) : null,
            Undetected = noticeable ? impact.Affected.Count(client => client.Undetected) : null,
            Told = impact.Affected.Count(client => client.Told),
            Detection = noticeable ? Detection(context, impact) : null,
            ControlFalseAlarms = ControlFalseAlarms(context, impact),
            Fallback = Distribution(impact, client => FallbackTimeSource.Of(impact, client)),
            Recovery = Distribution(impact, client => RecoveryTimeSource.Of(impact, client)),
            RecoveryBoundSeconds = impact.IsRecoverable ? RecoveryBound(context, impact) : null,
            Recovered = impact.IsRecoverable ? impact.Affected.Count(client => client.Recovery is { At: not null }) : null,
            Unrecovered = impact.IsRecoverable ? impact.Affected.Count(client => client.Recovery is { At: null }) : null,
            Delivery = DeliveryReader.Read(context, impact),
            PresenceStale = leaves && MeasuresPresence(context) ? Distribution(impact, client => PresenceStaleSource.Of(context, impact, client)) : null,
        };
    }

    private static DetectionResult Detection(JudgeContext context, FaultImpact impact)
    {
        List<Sample> missed = [.. impact.Affected.SelectMany(client => MissedHeartbeatsSource.Of(impact, client))];
        return new DetectionResult
        {
            Seconds = Distributions.Of(impact.Affected.SelectMany(client => DetectionTimeSource.Of(impact, client))),
            MissedHeartbeats = Distributions.Of(missed),
            Bars = [.. missed
                .Where(sample => double.IsFinite(sample.Value))
                .GroupBy(sample => (int)sample.Value)
                .OrderBy(group => group.Key)
                .Select(group => new HistogramBar(group.Key, group.Select(sample => sample.Client).Distinct().Count()))],
        };
    }

    private static int? ControlFalseAlarms(JudgeContext context, FaultImpact impact)
    {
        if (impact.Windows.IsEmpty || context.Clients.All(client => context.SideOf(client) == CohortSide.Hit))
        {
            return null;
        }

        long from = impact.Windows.Values.Min(window => window.OnsetRequest);
        long? removed = impact.Windows.Values.All(window => window.RemovalAck is not null) ? impact.Windows.Values.Max(window => window.RemovalAck) : null;
        return context.FalseAlarms.Count(alarm => context.SideOf(alarm.Record) == CohortSide.Control
            && alarm.At >= from
            && (removed is not { } off || alarm.At <= off + (alarm.Record.Times.LatestSilence ?? 0)));
    }

    private static Distribution? Distribution(FaultImpact impact, Func<AffectedClient, IEnumerable<Sample>> samples) =>
        Distributions.Of(impact.Affected.SelectMany(samples)) is { Count: > 0 } distribution ? distribution : null;

    private static TimeInterval? Interval(JudgeContext context, FaultImpact impact, Func<FaultWindow, long?> from, Func<FaultWindow, long?> to)
    {
        ImmutableArray<FaultWindow> windows = [.. impact.Windows.Values.Where(window => from(window) is not null)];
        return windows.IsEmpty
            ? null
            : new TimeInterval(context.Time.Seconds(windows.Min(from)!.Value), context.Time.Seconds(windows.Max(to)!.Value));
    }

    /// <summary>The longest that a client is allowed; without affected clients, what the policy computes for the plan.</summary>
    private static double RecoveryBound(JudgeContext context, FaultImpact impact)
    {
        TimeSpan outage = impact.Fault.Traits.HitsNewConnections ? impact.Fault.For ?? TimeSpan.Zero : TimeSpan.Zero;
        return impact.Affected.Max(client => client.Recovery?.Bound) / 1e6
            ?? context.Scenario.Populations.Max(population => population.Clients.Policy.RecoveryBound(outage)).TotalSeconds;
    }

    /// <summary>Whether the target tells its presence: it did, or the scenario relies on it.</summary>
    private static bool MeasuresPresence(JudgeContext context) =>
        context.Clients.Any(client => client.PresenceDropped is not null)
        || context.Scenario.Assertions.Any(assertion => assertion.Metric.Needs.HasFlag(MetricNeeds.Presence));
}
