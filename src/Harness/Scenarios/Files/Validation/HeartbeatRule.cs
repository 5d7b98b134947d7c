using Harness.Clients;

namespace Harness.Scenarios.Files.Validation;

/// <summary>Heartbeats: often enough to be measured, seldom enough to be timed, and one rule that declares.</summary>
internal static class HeartbeatRule
{
    /// <summary>Below this, the timers' own grain decides about misses.</summary>
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(100);

    private const int MostMisses = 1000;

    public static void Check(Scenario scenario, Findings findings)
    {
        if (scenario.Clients.Policy.Heartbeat is not { } heartbeat)
        {
            return;
        }

        findings.AtLeast("clients.heartbeat.interval", heartbeat.Interval, _shortest);
        if (heartbeat.Message.Length == 0)
        {
            findings.Error("clients.heartbeat.message", "must not be empty");
        }

        if (heartbeat is { Misses: not null, ReplyTimeout: not null })
        {
            findings.Error("clients.heartbeat", "must have misses or timeout, but has both");
        }

        if (heartbeat.ReplyTimeout is { } timeout)
        {
            findings.MoreThanZero("clients.heartbeat.timeout", timeout);
        }

        if (heartbeat.Misses is { } misses)
        {
            findings.Within("clients.heartbeat.misses", misses, 1, MostMisses);
            if (misses == 1)
            {
                findings.Warning(
                    "clients.heartbeat.misses",
                    "is 1: the first heartbeat goes out after one interval of silence and closes the connection with it, healthy or not",
                    "clients.preset");
            }
        }
    }
}
