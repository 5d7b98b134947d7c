using System.Collections.Immutable;
using Harness.Clients;
using Harness.Metrics;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>An assertion on recovery says little where the run ends before the policy's own bound has passed.</summary>
internal static class RecoveryRoomRule
{
    private static readonly ImmutableArray<Metric> _recovery = [MetricNames.RecoveryWithinBound, MetricNames.Unrecovered, MetricNames.RecoveryTime];

    public static void Check(Scenario scenario, Findings findings)
    {
        if (!findings.AreUsable("clients.preset", "clients.heartbeat", "clients.reconnect"))
        {
            return;
        }

        ClientPolicy policy = scenario.Clients.Policy;
        TimeSpan end = scenario.Duration + scenario.Drain;
        for (int i = 0; i < scenario.Assertions.Length; i++)
        {
            if (!_recovery.Contains(scenario.Assertions[i].Metric))
            {
                continue;
            }

            foreach ((int index, Fault fault) in Noticeable.Taking(scenario, scenario.Assertions[i]))
            {
                // What hits connections only once is over at once: recovery counts from the loss there, so a detection comes on top.
                TimeSpan? lasts = fault.Traits.HitsNewConnections ? fault.For : null;
                TimeSpan from = fault.At + (lasts ?? (fault.Traits.EndsConnections ? TimeSpan.Zero : policy.WorstCaseDetection + policy.Heartbeat?.Interval) ?? TimeSpan.Zero);
                TimeSpan bound = policy.RecoveryBound(lasts ?? TimeSpan.Zero);
                if (from + bound > end)
                {
                    findings.Warning(
                        $"assertions[{i}]",
                        $"{scenario.Assertions[i].Metric.Name} has too little room: the policy may need {Units.Show(bound)} after {Units.Show(from)} to recover from faults[{index}], "
                        + $"but load and drain end at {Units.Show(end)}",
                        "load",
                        "drain",
                        $"faults[{index}]");
                }
            }
        }
    }
}
