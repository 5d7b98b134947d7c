using Harness.Clients;
using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

/// <summary>The journals that the flawed clients of <see cref="ClientFlaws"/> leave, each failing by the right assertion, and the sound one that passes all.</summary>
public sealed class FlawTests
{
    private static readonly Dictionary<string, Action<ClientScript>> _journals = new()
    {
        ["sound"] = c => c.Opens(0.5).Holds(0.51, 1, FetchReason.Open).Misses(12.6).Misses(13.6, 2).Misses(14.6, 3).Declares(14.6, 11.6)
            .Polls(14.61).Holds(18.61, 2, FetchReason.PollLoss).TriesInVain(15.6, 25.6).Opens(25.61, AttemptCause.LockEnded).Holds(30.01, 3),
        ["never-declares"] = c => c.Opens(0.5).Holds(0.51, 1, FetchReason.Open).Misses(12.6).Misses(13.6, 2).Misses(14.6, 3).Misses(15.6, 4)
            .IsTold(24.011).Opens(25.1).Holds(25.11, 2, FetchReason.Open).Holds(30.01, 3),
        ["one-round-too-many"] = c => c.Opens(0.5).Holds(0.51, 1, FetchReason.Open).Declares(15.6, 11.6)
            .Polls(15.61).Holds(18.61, 2, FetchReason.PollLoss).TriesInVain(16.6, 24.7).Opens(25.1, AttemptCause.LockEnded).Holds(30.01, 3),
        ["never-polls"] = c => c.Opens(0.5).Holds(0.51, 1, FetchReason.Open).Declares(14.6, 11.6)
            .TriesInVain(15.6, 24).Opens(25.1, AttemptCause.LockEnded).Holds(25.11, 2, FetchReason.Open).Holds(30.01, 3),
        ["never-fetches-on-open"] = c => c.Opens(0.5).Holds(2, 1).Declares(14.6, 11.6)
            .Polls(14.61).TriesInVain(15.6, 24).Opens(25.1, AttemptCause.LockEnded),
        ["impatient"] = c => c.Opens(0.5).Holds(0.51, 1, FetchReason.Open).Declares(12.3, 12.2).Polls(12.4).Opens(13.3).Holds(18.5, 2).Holds(30.01, 3),
    };

    private static string[] FailedBy(string journal, bool latency)
    {
        RunBuilder run = new RunBuilder().Publishes(0, 1, 0.2).Publishes(0, 2, 18).Publishes(0, 3, 30);
        run = latency ? run.Latency() : run.SilentDrop()
            .Asserts(MetricNames.MissedHeartbeats, Comparison.LessOrEqual, 3, Stat.Max)
            .Asserts(MetricNames.DetectionWithinBound)
            .Asserts(MetricNames.Undetected, limit: 0)
            .Asserts(MetricNames.FallbackTime, Comparison.LessOrEqual, 2, Stat.P99)
            .Asserts(MetricNames.RecoveryWithinBound)
            .Asserts(MetricNames.Unrecovered, limit: 0);
        run.Asserts(MetricNames.FalseAlarms, limit: 0).Asserts(MetricNames.UpdatesLost, limit: 0);
        ScenarioResult result = run.Client(0, _journals[journal]).Undisturbed().Judge();
        string[] failed = [.. result.Assertions.Where(assertion => !assertion.Passed).Select(assertion => assertion.Expression)];
        Assert.All(result.Invariants, invariant => Assert.True(invariant.Passed, invariant.Name));
        Assert.Equal(failed.Length == 0 ? Verdict.Passed : Verdict.Failed, result.Verdict);
        return failed;
    }

    [Theory]
    [InlineData("sound", false)]
    [InlineData("never-declares", false, "detection.missed_heartbeats.max", "detection.within_bound", "detection.undetected", "fallback.time.p99")]
    [InlineData("one-round-too-many", false, "detection.missed_heartbeats.max", "detection.within_bound")]
    [InlineData("never-polls", false, "fallback.time.p99")]
    [InlineData("never-fetches-on-open", false, "recovery.within_bound", "recovery.unrecovered", "updates.lost")]
    [InlineData("impatient", true, "false_alarms")]
    public void Each_fails_by_the_right_assertion(string journal, bool latency, params string[] assertions) =>
        Assert.Equal(assertions, FailedBy(journal, latency));

    [Fact]
    public void Every_flaw_is_here() => Assert.All(ClientFlaws.All, flaw => Assert.Contains(flaw.Name, _journals.Keys));
}
