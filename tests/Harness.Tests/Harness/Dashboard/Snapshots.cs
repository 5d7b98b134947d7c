using System.Collections.Immutable;
using Harness.Faults.Kinds;
using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Runs;
using Harness.Tests.Reporting;

namespace Harness.Tests.Dashboard;

/// <summary>What a run tells its observers, by hand.</summary>
internal static class Snapshots
{
    public static readonly SilentDropFault Fault = new() { At = TimeSpan.FromSeconds(2), For = TimeSpan.FromSeconds(3), Share = 0.2 };

    public static RunOutset Outset(params string[] scenarios) => new(
        SampleRuns.Passed() with { Scenarios = [], Verdict = Verdict.Incomplete, DurationSeconds = 0 },
        "/reports/20260301-130509-standard",
        [.. scenarios.Select(name => new ScenarioOutset(name, "What it is for.", 100, "heartbeat-rounds", ["detection.undetected == 0", "fallback.time.p99 <= 2s"]))]);

    /// <param name="elapsed">Seconds since the load began.</param>
    /// <param name="open">Open clients; the rest of a hundred is suspect.</param>
    /// <param name="sent">Heartbeats sent so far; all but the missed ones are answered, each after 2 ms.</param>
    public static RunProgress At(double elapsed, int open = 100, long sent = 0, long missed = 0, string scenario = "silent-drop", string phase = "hold") => new()
    {
        Scenario = scenario,
        Number = 1,
        Of = 1,
        Phase = phase,
        Elapsed = TimeSpan.FromSeconds(elapsed),
        Total = TimeSpan.FromSeconds(12),
        Clients = 100,
        States = States(open, 100 - open),
        HeartbeatsPerSecond = 100,
        HeartbeatsSent = sent,
        HeartbeatsAnswered = sent - missed,
        HeartbeatsMissed = missed,
        RoundTrips = sent > missed ? ImmutableSortedDictionary.CreateRange([KeyValuePair.Create(LogHistogram.BucketOf(2000), sent - missed)]) : ImmutableSortedDictionary<int, long>.Empty,
        Roles = [new RoleResult("target", 1.25, 80 << 20)],
        Faults =
        [
            new FaultProgress(Fault, [1, 4], elapsed >= 2 ? TimeSpan.FromMilliseconds(2010) : null, elapsed >= 5 ? TimeSpan.FromMilliseconds(5020) : null),
        ],
    };

    private static ImmutableArray<int> States(int open, int suspect)
    {
        int[] states = new int[Enum.GetValues<ClientState>().Length];
        states[(int)ClientState.Open] = open;
        states[(int)ClientState.Suspect] = suspect;
        return [.. states];
    }
}
