using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>Presence that forgets clients between two heartbeats says nothing of those who are gone.</summary>
internal static class PresenceRule
{
    public static void Check(Scenario scenario, Findings findings)
    {
        if (scenario.Clients.Policy.Heartbeat is { } heartbeat
            && scenario.Target.PresenceThreshold <= heartbeat.Interval
            && scenario.Faults.Any(fault => fault.Traits.ClientLeaves))
        {
            findings.Warning(
                "target.presence_threshold",
                $"is {Units.Show(scenario.Target.PresenceThreshold)}, but heartbeats come every {Units.Show(heartbeat.Interval)}: healthy clients count as offline",
                "clients.preset",
                "clients.heartbeat.interval");
        }
    }
}
