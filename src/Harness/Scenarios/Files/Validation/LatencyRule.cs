using Harness.Clients;
using Harness.Faults.Kinds;
using Harness.Metrics;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>Where latency takes an answer past the policy's own limit, declaring a loss is right, so <c>false_alarms</c> must not be asserted.</summary>
internal static class LatencyRule
{
    public static void Check(Scenario scenario, Findings findings)
    {
        ClientPolicy policy = scenario.Clients.Policy;
        if (!findings.AreUsable("clients.preset", "clients.heartbeat") || policy is not { Heartbeat: { LeastSilence: { } threshold } heartbeat })
        {
            return;
        }

        // From a heartbeat to the declaration: T for a reply timer, (N − 1)·I for rounds, S − I for a watchdog. An answer is later by
        // a round trip, a heartbeat of the server by one way.
        TimeSpan allowed = threshold - heartbeat.Interval;
        bool roundTrip = heartbeat.Sender == HeartbeatSender.Client;
        for (int i = 0; i < scenario.Assertions.Length; i++)
        {
            Assertion assertion = scenario.Assertions[i];
            if (assertion.Metric != MetricNames.FalseAlarms || assertion.Cohort == CohortSide.Control)
            {
                continue;
            }

            for (int f = 0; f < scenario.Faults.Length; f++)
            {
                if (scenario.Faults[f] is LatencyFault { Path: not FaultPath.Http } latency
                    && (assertion.Fault ?? f) == f
                    && (roundTrip ? 2 : 1) * (latency.Latency + latency.Jitter) is var added
                    && added >= allowed)
                {
                    findings.Error(
                        $"assertions[{i}]",
                        $"{MetricNames.FalseAlarms.Name} cannot be judged: faults[{f}] adds up to {Units.Show(added)} to {(roundTrip ? "a round trip, 2 × (" : "a heartbeat of the server, ")}{Units.Show(latency.Latency)} + {Units.Show(latency.Jitter)}{(roundTrip ? ")" : "")}, "
                        + $"and the policy declares a loss {Units.Show(allowed)} after a heartbeat",
                        $"faults[{f}]");
                }
            }
        }
    }
}
