using Harness.Journal;
using Harness.Judging;
using Harness.Runs;
using static Harness.Tests.Runs.Functional.RunScenarios;

namespace Harness.Tests.Runs.Functional;

/// <summary>Sound clients under the other faults and on the other paths: nothing fails, and the facts show that the fault was there.</summary>
[Collection(RunsCollection.Name)]
public sealed class FaultsOnPathsTests(RunGroups runs)
{
    private const string ServerGone = "half-open: { at: 2500ms, share: 30%, gone: server }";

    // Late enough for every client to have sent a heartbeat: before its first one the server does not list it.
    private const string ClientGone = "half-open: { at: 4s, share: 30%, gone: client }";

    private static readonly string[] _left = ["presence.stale.max <= 6s", FalseAlarms, "updates.lost == 0: { cohort: control }", NeverOpened];

    private static readonly RunnableScenario[] _scenarios =
    [
        Build("server-gone-rounds", Rounds + WithPolls, ServerGone, [.. Noticed, FallbackTime]),
        Build("server-gone-ping", Ping, ServerGone, Noticed),
        Build("client-gone-rounds", Rounds + WithPolls, ClientGone, _left),
        Build("client-gone-ping", Ping, ClientGone, _left),
        Build("drop-on-http", Rounds + WithPolls, SilentDrop.Replace("websocket", "http", StringComparison.Ordinal), Unnoticed),
        Build("drop-on-all", Rounds + WithPolls, SilentDrop.Replace("websocket", "all", StringComparison.Ordinal), [.. Noticed, FallbackTime]),
    ];

    public static TheoryData<string> Names => [.. _scenarios.Select(runnable => runnable.Scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_sound_client_breaks_nothing(string name)
    {
        RecordedRun run = await RunAsync(name);

        Assert.True(run.Failed.Length == 0 && run.Broken.Length == 0, run.Story);
        Assert.Contains(run.Result.Verdict, (Verdict[])[Verdict.Passed, Verdict.Invalid]);
        Assert.Equal(18, run.Result.Faults.Single().Affected);
        Assert.Equal(42, run.Result.ControlClients);
    }

    [Theory]
    [InlineData("server-gone-rounds")]
    [InlineData("server-gone-ping")]
    public async Task A_server_that_is_gone_is_detected_by_silence_and_new_connections_work_at_once(string name)
    {
        RecordedRun run = await RunAsync(name);
        FaultResult fault = run.Result.Faults.Single();

        Assert.Equal((18, 0, 0), (fault.Detected, fault.Undetected, fault.Told));
        Assert.Null(fault.Removed);
        // Nobody's attempt after the loss fails: each affected client has opened twice, the others once.
        Fact[] opened = [.. Facts(run).Where(fact => fact.Kind == FactKind.Opened)];
        Assert.Equal(60 + 18, opened.Length);
        Assert.DoesNotContain(Facts(run), fact => fact.Kind == FactKind.AttemptFailed);
        Assert.All(opened.Where(fact => fact.A == 2), fact => Assert.Contains(fact.Subject % 10, fault.Cohorts));
    }

    [Theory]
    [InlineData("client-gone-rounds")]
    [InlineData("client-gone-ping")]
    public async Task A_client_that_is_gone_is_listed_by_the_server_until_its_threshold(string name)
    {
        RecordedRun run = await RunAsync(name);
        FaultResult fault = run.Result.Faults.Single();

        Assert.NotNull(fault.PresenceStale);
        Assert.Equal(18, fault.PresenceStale.Count);
        // The threshold is 3 s, and the last heartbeat, which a push may put off, was less than 2 s before it left.
        Assert.InRange(fault.PresenceStale.Min!.Value, 0.5, 6);
        Assert.Equal(18, Facts(run).Count(fact => fact.Kind == FactKind.Left));
        Assert.Null(fault.Detected);
    }

    [Fact]
    public async Task A_drop_on_the_http_path_fails_fetches_of_the_clients_that_are_hit_and_no_heartbeat()
    {
        RecordedRun run = await RunAsync("drop-on-http");
        Fact[] failed = [.. Facts(run).Where(fact => fact.Kind == FactKind.FetchFailed)];

        Assert.NotEmpty(failed);
        Assert.All(failed, fact => Assert.Contains(fact.Subject % 10, run.Result.Faults[0].Cohorts));
        Assert.DoesNotContain(Facts(run), fact => fact.Kind == FactKind.DeclaredDead);
        Assert.Null(run.Result.Faults[0].Undetected);
    }

    [Fact]
    public async Task A_drop_on_all_paths_fails_polls_until_it_is_removed()
    {
        RecordedRun run = await RunAsync("drop-on-all");
        FaultResult fault = run.Result.Faults.Single();
        long removed = Facts(run).Where(fact => fact is { Kind: FactKind.FaultEdge, B: (int)FaultEdge.Removal }).Min(fact => fact.C);
        long onset = Facts(run).Where(fact => fact is { Kind: FactKind.FaultEdge, B: (int)FaultEdge.Onset }).Max(fact => fact.At);

        Assert.Contains(Facts(run), fact => fact is { Kind: FactKind.FetchFailed, B: (int)FetchReason.PollLoss } && fact.At > onset && fact.At < removed);
        Assert.DoesNotContain(Facts(run), fact =>
            fact.Kind is FactKind.VersionHeld or FactKind.FetchAnswered && fault.Cohorts.Contains(fact.Subject % 10) && fact.D > onset && fact.At < removed);
        Assert.NotNull(fault.Fallback);
    }

    private static System.Collections.Immutable.ImmutableArray<Fact> Facts(RecordedRun run) =>
        JournalFile.Read(Path.Combine(run.Outcome.Folder, "journal.bin")).Facts;

    private async Task<RecordedRun> RunAsync(string name) => (await runs.SideBySideAsync("faults", () => _scenarios))[name];
}
