using Harness.Judging;
using Harness.Runs;
using static Harness.Tests.Runs.Functional.RunScenarios;

namespace Harness.Tests.Runs.Functional;

/// <summary>What the scenarios of the other paths assert holds for sound clients, and each kind of it can fail: under a flaw, or where nothing makes up for a fault.</summary>
[Collection(RunsCollection.Name)]
public sealed class PathsShownToFailTests(RunGroups runs)
{
    private const string FetchesFailed = "fetches.failed >= 1: { cohort: hit }";
    private const string NoFetchFailed = "fetches.failed == 0";
    private const string DataLate = "updates.delay.max >= 150ms: { cohort: hit }";

    private const string Slicing = "slicing: { at: 2500ms, for: 4500ms, share: 30%, size: 3, delay: 10ms }";
    private const string SlowRequests = "bandwidth: { at: 2500ms, for: 4500ms, share: 30%, path: http, rate: 1 }";
    private const string HalfAnswers = "data-limit: { at: 2500ms, for: 4500ms, share: 30%, path: http, bytes: 100 }";
    private const string ServerGone = "half-open: { at: 2500ms, share: 30%, path: all, gone: server }";

    private static readonly (RunnableScenario Scenario, string[] Failed)[] _runs =
    [
        (Build("all-never-declares", Rounds + WithPolls, On(SilentDrop, "all"), [.. Noticed, FallbackTime], "never-declares"), [MostMissed, WithinBound, Undetected, FallbackTime]),
        (Build("all", Rounds + WithPolls, On(SilentDrop, "all"), [.. Noticed, FallbackTime, FetchesFailed]), []),
        (Build("gone-on-all", Patient + WithPolls, ServerGone, [.. Noticed, "fallback.time.p99 <= 3s"]), []),
        (Build("gone-on-all-never-polls", Patient + WithPolls, ServerGone, [.. Noticed, "fallback.time.p99 <= 3s"], "never-polls"), ["fallback.time.p99 <= 3s"]),
        (Build("slicing-impatient", Rounds + WithPolls, Slicing, Unnoticed, "impatient"), [FalseAlarms, Reconnects]),
        (Build("slow-requests", Rounds + WithPolls, SlowRequests, [.. Unnoticed, DataLate, NoFetchFailed]), []),
        (Build("half-answers", Rounds + WithPolls, HalfAnswers, [.. Unnoticed, FetchesFailed]), []),
        (Build("half-answers-counted", Rounds + WithPolls, HalfAnswers, [.. Unnoticed, NoFetchFailed]), [NoFetchFailed]),
        // Each topic changes once: what was announced while requests were lost is not announced again, and nobody polls.
        (Build("lost-requests-unpolled", Rounds + WithoutPolls, On(OneWayDrop("upstream"), "http"), [.. Unnoticed, FetchesFailed], topics: QuietTopics), [Lost]),
    ];

    public static TheoryData<string> Names => [.. _runs.Select(run => run.Scenario.Scenario.Name)];

    private static string Patient => Rounds.Replace("delay: 500ms, max_delay: 500ms", "delay: 1500ms, max_delay: 1500ms", StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Exactly_the_assertions_that_are_meant_for_it_fail(string name)
    {
        RecordedRun run = (await runs.SideBySideAsync("paths", () => _runs.Select(each => each.Scenario)))[name];
        string[] expected = _runs.Single(each => each.Scenario.Scenario.Name == name).Failed;

        Assert.True(run.Failed.SequenceEqual(expected), run.Story);
        Assert.True(run.Broken.Length == 0, run.Story);
        Assert.Contains(run.Result.Verdict, (Verdict[])[expected.Length > 0 ? Verdict.Failed : Verdict.Passed, Verdict.Invalid]);
    }

    private static string On(string fault, string path) => fault.Replace("path: websocket", $"path: {path}", StringComparison.Ordinal);
}
