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
                string message = WhyNobodyMust(scenario, policy, heartbeat, index, fault);
                if (message.Length > 0)
                {
                    string[] from = ["load", $"faults[{index}].for", $"faults[{index}].at", .. fault.Traits.PushesArrive ? ["topics", $"faults[{index}].direction"] : Array.Empty<string>()];
                    findings.Error($"assertions[{i}]", $"{MetricNames.Undetected.Name} needs {message}", from);
                }
            }
        }
    }

    /// <summary>What is missing for a client that has to detect; empty if nothing is.</summary>
    private static string WhyNobodyMust(Scenario scenario, ClientPolicy policy, HeartbeatPolicy heartbeat, int index, Fault fault)
    {
        if (policy.WorstCaseDetection is not { } bound)
        {
            return "a policy that declares a loss, but this one never does";
        }

        string detects = $"the policy detects within {Units.Show(bound)}, tolerance {Units.Show(policy.Tolerance)}";
        TimeSpan silence = bound + policy.Tolerance;
        if (fault.Traits.LongestSilence is { } longest && longest < silence)
        {
            return $"{Units.Show(silence)} of silence ({detects}), but faults[{index}] comes and goes, and is on for {Units.Show(longest)} at a time";
        }

        if (fault.For is not { } length)
        {
            TimeSpan rest = scenario.Duration - fault.At;
            return rest >= silence + heartbeat.Interval ? ""
                : $"at least {Units.Show(silence + heartbeat.Interval)} from faults[{index}].at to the end of the load "
                  + $"({detects}, one interval {Units.Show(heartbeat.Interval)}), but there are {Units.Show(rest)}";
        }

        if (!fault.Traits.PushesArrive || scenario.Topics.Pushes is not { } pushes)
        {
            return length >= silence ? "" : $"faults[{index}].for of at least {Units.Show(silence)} ({detects}), but it is {Units.Show(length)}";
        }

        // A push that still arrives is an answer. In the worst case one comes just before the client would have declared, and its bunch after it.
        return pushes.Quiet < silence
            ? $"{Units.Show(silence)} without a push ({detects}), but faults[{index}] lets pushes through and topics push to each client every {Units.Show(pushes.Quiet)} or sooner"
            : length >= silence + silence + pushes.Bunch ? ""
            : $"faults[{index}].for of at least {Units.Show(silence + silence + pushes.Bunch)} ({detects}, and from the last push that still arrives), but it is {Units.Show(length)}";
    }
}
