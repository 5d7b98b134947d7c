using Harness.Clients;
using Harness.Metrics;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>
/// An assertion on <c>detection.undetected</c> needs a fault that is on for longer than the policy may take; with a shorter one
/// nobody must detect, and "0 undetected" would say nothing.
/// </summary>
internal static class DetectionTimeRule
{
    public static void Check(Scenario scenario, Findings findings)
    {
        if (!findings.AreUsable("clients.preset", "clients.heartbeat"))
        {
            return;
        }

        ClientPolicy policy = scenario.Clients.Policy;
        for (int i = 0; i < scenario.Assertions.Length; i++)
        {
            if (scenario.Assertions[i].Metric != MetricNames.Undetected || policy.Heartbeat is not { } heartbeat)
            {
                continue;
            }

            foreach ((int index, Fault fault) in Noticeable.Of(scenario, scenario.Assertions[i]))
            {
                string message = policy.WorstCaseDetection is not { } bound
                    ? $"{MetricNames.Undetected.Name} needs a policy that declares a loss, but this one never does"
                    : fault.For is { } length
                        ? length >= bound + policy.Tolerance ? ""
                            : $"{MetricNames.Undetected.Name} needs faults[{index}].for of at least {Units.Show(bound + policy.Tolerance)} "
                              + $"(the policy detects within {Units.Show(bound)}, tolerance {Units.Show(policy.Tolerance)}), but it is {Units.Show(length)}"
                        : scenario.Duration - fault.At is var rest && rest >= bound + policy.Tolerance + heartbeat.Interval ? ""
                            : $"{MetricNames.Undetected.Name} needs at least {Units.Show(bound + policy.Tolerance + heartbeat.Interval)} from faults[{index}].at to the end of the load "
                              + $"(the policy detects within {Units.Show(bound)}, tolerance {Units.Show(policy.Tolerance)}, one interval {Units.Show(heartbeat.Interval)}), but there are {Units.Show(rest)}";
                if (message.Length > 0)
                {
                    findings.Error($"assertions[{i}]", message, "load", $"faults[{index}].for", $"faults[{index}].at");
                }
            }
        }
    }
}
