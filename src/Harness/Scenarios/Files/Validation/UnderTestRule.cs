using System.Collections.Immutable;
using Harness.Faults.Kinds;
using Harness.Metrics;

namespace Harness.Scenarios.Files.Validation;

/// <summary>
/// What a client of somebody's own cannot be asked for: it tells of its connections, not of its heartbeats, versions and polls, and its timers are its own.
/// </summary>
internal static class UnderTestRule
{
    private const string Client = "a client under test";

    private static readonly ImmutableArray<Metric> _ofHeartbeats =
        [MetricNames.MissedHeartbeats, MetricNames.DetectionWithinBound, MetricNames.HeartbeatRtt, MetricNames.HeartbeatsMissed];

    private static readonly ImmutableArray<Metric> _ofTraffic = [MetricNames.TrafficReceived, MetricNames.TrafficSent];

    public static void Check(Scenario scenario, Findings findings)
    {
        if (scenario.Clients.UnderTest is null)
        {
            return;
        }

        for (int i = 0; i < scenario.Assertions.Length; i++)
        {
            Metric metric = scenario.Assertions[i].Metric;
            if (_ofHeartbeats.Contains(metric))
            {
                findings.Error($"assertions[{i}]", $"{metric.Name} is not measured: {Client} does not tell of its heartbeats; assert {MetricNames.DetectionTime.Name} or {MetricNames.Undetected.Name}");
            }
            else if (_ofTraffic.Contains(metric))
            {
                findings.Error($"assertions[{i}]", $"{metric.Name} is not measured: {Client} has its own sockets");
            }
            else if (metric.Needs.HasFlag(MetricNeeds.Fallback))
            {
                findings.Error($"assertions[{i}]", $"{metric.Name} is not measured: {Client} does not tell of its polls");
            }
        }

        // Its own matter, not the faults' or the topics': a population beside it may well have them.
        string[] why =
        [
            .. scenario.Faults.Select((fault, i) => (fault, i)).Where(entry => entry.fault is HalfOpenFault or SuspendFault)
                .Select(entry => $"cannot be hit by faults[{entry.i}], {entry.fault.Kind}: it is made with the client's help, and {Client} gives none"),
            .. scenario.Topics.PerClient > 0 ? [$"needs topics.per_client 0, but it is {scenario.Topics.PerClient}: {Client} does not tell what it holds of topics"] : Array.Empty<string>(),
        ];
        if (why.Length > 0)
        {
            findings.Error("clients.under_test", string.Join("; it ", why));
        }

        if (scenario.Clients.Policy.Send is not null)
        {
            findings.Error("clients.send", $"does not apply: {Client} sends what session code sends");
        }

        if (scenario.Clients.Policy.Transport == ClientTransport.Poll)
        {
            findings.Error("clients.transport", $"must be websocket: {Client} is judged by its connections");
        }
    }
}
