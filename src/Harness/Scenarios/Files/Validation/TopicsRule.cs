using System.Globalization;
using Harness.Clients;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>Topics, and whether their pushes leave a client silent for long enough to send a heartbeat at all.</summary>
internal static class TopicsRule
{
    private const double MostUpdates = 1_000_000;

    public static void CheckRanges(Scenario scenario, Findings findings)
    {
        TopicSettings topics = scenario.Topics;
        findings.Within("topics.count", topics.Count, 1, 1_000_000);
        findings.Within("topics.per_client", topics.PerClient, 0);
        if (topics.PerClient > topics.Count)
        {
            findings.Error("topics.per_client", $"must be at most topics.count, {topics.Count}, but is {topics.PerClient}", "topics.count");
        }

        if (!(topics.UpdatesPerSecond is >= 0 and <= MostUpdates))
        {
            findings.Error("topics.updates", string.Create(CultureInfo.InvariantCulture, $"must be from 0/s to {MostUpdates}/s, but is {topics.UpdatesPerSecond}/s"));
        }
    }

    /// <summary>Of one policy.</summary>
    public static void Check(Scenario scenario, Findings findings)
    {
        TopicSettings topics = scenario.Topics;
        if (scenario.Clients.Policy.Heartbeat is { Sender: HeartbeatSender.Client, Pace: HeartbeatPace.AfterSilence, Answer: AnswerRule.AnyMessage } heartbeat
            && topics.UpdatesPerSecond * topics.PerClient / topics.Count is var pushes
            && pushes * heartbeat.Interval.TotalSeconds > 1)
        {
            findings.Warning(
                "topics",
                string.Create(CultureInfo.InvariantCulture, $"push to each client {pushes:0.##} times a second, but its heartbeat waits for {Units.Show(heartbeat.Interval)} of silence: it is never sent"),
                "clients.preset",
                "clients.heartbeat.interval",
                "clients.heartbeat");
        }
    }
}
