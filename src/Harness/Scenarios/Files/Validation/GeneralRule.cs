using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>The name (it becomes a folder's name), the number of cohorts, the drain, the target's settings.</summary>
internal static class GeneralRule
{
    private const int LongestName = 64;
    private const int MostCohorts = 100;
    private const int MostNodes = 16;
    private const int MostPushBytes = 1_000_000;
    private const int LongestSendQueue = 100_000;

    /// <summary>What a name looks like, for the schema.</summary>
    internal static readonly TextShape NameShape = new() { Pattern = "^[A-Za-z0-9_-]{1,64}$" };

    public static void Check(Scenario scenario, Findings findings)
    {
        if (!IsName(scenario.Name))
        {
            findings.Error("name", $"must be 1 to {LongestName} letters, digits, '-' and '_', but is {Units.Quote(scenario.Name)}");
        }

        findings.Within("cohorts", scenario.Cohorts, 1, MostCohorts);
        if (scenario.Cohorts > scenario.Count && !scenario.Faults.IsEmpty)
        {
            findings.Error("cohorts", $"must be at most the number of clients, {scenario.Count}, but is {scenario.Cohorts}: a fault would hit cohorts without clients", "clients.count");
        }

        findings.AtLeast("drain", scenario.Drain, TimeSpan.Zero);
        if (scenario.Drain > Units.Longest)
        {
            // Only a time scale makes it so long; timers would not hold it.
            findings.Error("drain", $"must be at most {Units.Show(Units.Longest)}, but is {Units.Show(scenario.Drain)}");
        }

        findings.MoreThanZero("target.presence_threshold", scenario.Target.PresenceThreshold);
        findings.Within("target.nodes", scenario.Target.Nodes, 1, MostNodes);
        findings.Within("target.push_bytes", scenario.Target.PushBytes, 0, MostPushBytes);
        findings.Within("target.send_queue", scenario.Target.SendQueue, 1, LongestSendQueue);
        findings.MoreThanZero("target.idle_close", scenario.Target.IdleClose ?? TimeSpan.MaxValue);
        findings.MoreThanZero("target.server_heartbeat.interval", scenario.Target.ServerHeartbeat?.Interval ?? TimeSpan.MaxValue);
        findings.MoreThanZero("target.server_heartbeat.timeout", scenario.Target.ServerHeartbeat?.Timeout ?? TimeSpan.MaxValue);
        findings.Within("target.max_clients", scenario.Target.MaxClients ?? 1, 1, 1_000_000);
        findings.Within("target.slow_past.clients", scenario.Target.SlowPast?.Clients ?? 1, 1, 1_000_000);
        findings.MoreThanZero("target.slow_past.delay", scenario.Target.SlowPast?.Delay ?? TimeSpan.MaxValue);
    }

    internal static bool IsName(string name) => name.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
