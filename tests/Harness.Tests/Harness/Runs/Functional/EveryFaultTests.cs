using Harness.Faults.Kinds;
using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Runs;
using Harness.Scenarios;
using static Harness.Tests.Runs.Functional.RunScenarios;

namespace Harness.Tests.Runs.Functional;

/// <summary>Sound clients under each of the faults that network, server and clients can have: nothing fails, and the facts show that the fault was there.</summary>
[Collection(RunsCollection.Name)]
public sealed class EveryFaultTests(RunGroups runs)
{
    private static readonly string[] _told = [RecoveryBound, Unrecovered, FallbackTime, FalseAlarms, Lost, NeverOpened];

    private static readonly RunnableScenario[] _network =
    [
        Build("partition-short", Rounds + WithPolls, "partition: { at: 2500ms, for: 800ms, share: 30% }", Unnoticed),
        Build("partition-long", Rounds + WithPolls, "partition: { at: 2500ms, for: 4500ms, share: 30% }", [.. Noticed, FallbackTime]),
        Build("flapping", Rounds + WithPolls, "flapping: { at: 2500ms, for: 4500ms, share: 30%, on: 400ms, off: 500ms }", Unnoticed),
        Build("reset", Rounds + WithPolls, "reset: { at: 2500ms, share: 30% }", _told),
        Build("refuse", Rounds + WithPolls, "reset: { at: 2500ms, share: 30% }\n  - refuse: { at: 2400ms, for: 2s, share: 100% }", _told),
        Build("idle-cutoff", Rounds + WithPolls, "idle-cutoff: { at: 2500ms, for: 2s, share: 30%, timeout: 300ms }", _told),
        Build("data-limit", Rounds + WithPolls, "data-limit: { at: 2500ms, for: 2500ms, share: 30%, bytes: 30 }", _told),
        Build("slow", Rounds + WithPolls, "bandwidth: { at: 2500ms, for: 4500ms, share: 30%, rate: 1 }", Unnoticed),
        Build("slicing", Rounds + WithPolls, "slicing: { at: 2500ms, for: 4500ms, share: 30%, size: 3, delay: 10ms }", Unnoticed),
    ];

    private static readonly RunnableScenario[] _servers =
    [
        Build("zombie", Rounds + WithPolls, "zombie: { at: 2500ms, share: 30% }", [.. Noticed, FallbackTime]),
        Build("lost-pushes", Rounds + ", fallback: { on_push_silence: 1s, every: 500ms, timeout: 1s }", "lost-pushes: { at: 2500ms, for: 4500ms, share: 30%, loss: 100% }", [.. Unnoticed, "staleness.max <= 4s"]),
        Build("busy", Rounds + WithPolls, "busy: { at: 2500ms, for: 4500ms, likelihood: 50%, of: requests }", [FalseAlarms, Reconnects, NeverOpened]),
        WithNodes(2, Build("node-crash", Rotating + WithPolls, "restart: { at: 3s, for: 3s }", [.. _told, "recovery.time.max <= 2500ms"]), new NodeCrashFault { At = TimeSpan.FromSeconds(3), For = TimeSpan.FromSeconds(3), Share = 1, Node = 1 }),
        Build("restart", Rounds + WithPolls, "restart: { at: 3s, for: 1s }", [.. _told, "presence.offline == 0"]),
        Build("slow-close", Rounds + WithPolls, "slow-close: { at: 2500ms, for: 3s, share: 30%, delay: 700ms }\n  - restart: { at: 3s, for: 1s }", _told),
        Build("auth-refused", Rounds + WithPolls, "auth-refused: { at: 2500ms, share: 30% }", [FalseAlarms, NeverOpened, "reconnects.failed.per_client.max <= 1", "updates.lost == 0: { cohort: control }"]),
        Build("auth-message", Rounds + WithPolls, "auth-refused: { at: 2500ms, share: 30%, form: message }", [FalseAlarms, NeverOpened, "updates.lost == 0: { cohort: control }"]),
        Build("suspend-rounds", Rounds + WithPolls, "suspend: { at: 2500ms, for: 4500ms, share: 30% }", Unnoticed),
        Build("suspend-ping", Ping, "suspend: { at: 2500ms, for: 4500ms, share: 30% }", Unnoticed),
    ];

    private static string Rotating => Rounds.Replace("reconnect: {", "reconnect: { rotates_nodes: true,", StringComparison.Ordinal);

    public static TheoryData<string> Names => [.. _network.Concat(_servers).Select(runnable => runnable.Scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_sound_client_breaks_nothing(string name)
    {
        RecordedRun run = await RunAsync(name);

        Assert.True(run.Failed.Length == 0 && run.Broken.Length == 0, run.Story);
        Assert.Contains(run.Result.Verdict, (Verdict[])[Verdict.Passed, Verdict.Invalid]);
        Assert.Equal(name switch { "busy" or "restart" => 60, "node-crash" => 30, _ => 18 }, run.Result.Faults[0].Affected);
    }

    [Theory]
    [InlineData("reset", CloseCause.Reset)]
    [InlineData("refuse", CloseCause.Reset)]
    [InlineData("idle-cutoff", CloseCause.Fin)]
    [InlineData("data-limit", CloseCause.Fin)]
    [InlineData("node-crash", CloseCause.Fin)]
    [InlineData("restart", CloseCause.Fin)]
    [InlineData("auth-refused", CloseCause.Fin)]
    public async Task A_fault_that_ends_connections_is_told_to_those_that_it_hits(string name, CloseCause cause)
    {
        RecordedRun run = await RunAsync(name);
        FaultResult fault = run.Result.Faults[0];
        Fact[] gone = [.. Facts(run, FactKind.SocketGone).Where(fact => fact.B != (int)CloseCause.Own)];

        Assert.Equal(fault.Affected, fault.Told);
        Assert.Null(fault.Undetected);
        Assert.All(gone, fact => Assert.Contains(fact.Subject % 10, fault.Cohorts));
        Assert.Contains(gone, fact => fact.B == (int)cause);
        Assert.Equal(name != "auth-refused", fault.Recovery is not null);
    }

    [Theory]
    [InlineData("partition-short", 0)]
    [InlineData("partition-long", 18)]
    [InlineData("flapping", 0)]
    [InlineData("zombie", 18)]
    public async Task A_silence_is_detected_if_it_is_long_enough(string name, int detected)
    {
        RecordedRun run = await RunAsync(name);
        FaultResult fault = run.Result.Faults[0];

        Assert.Equal((detected, 0, 0), (fault.Detected, fault.Undetected, fault.Told));
        Assert.Equal(name == "zombie", fault.Removed is null);
    }

    [Theory]
    [InlineData("partition-short", 0.3)]
    [InlineData("flapping", 0.2)]
    public async Task What_is_held_arrives_late(string name, double seconds) =>
        Assert.InRange((await RoundTripsAsync(name, margin: -1)).Max(), seconds, 10);

    [Theory]
    [InlineData("slow", 0.045)] // 29 bytes there and 25 back, a millisecond each
    [InlineData("slicing", 0.1)]
    public async Task What_is_slow_makes_every_heartbeat_late(string name, double seconds) =>
        Assert.InRange((await RoundTripsAsync(name, margin: 1)).Min(), seconds, 10);

    [Fact]
    public async Task New_connections_are_refused_while_the_port_is_closed_and_open_ones_stay()
    {
        RecordedRun run = await RunAsync("refuse");
        Fact[] refused = [.. Facts(run, FactKind.AttemptFailed)];

        Assert.NotEmpty(refused);
        Assert.All(refused, fact => Assert.Contains((CloseCause)fact.B, (CloseCause[])[CloseCause.Refused, CloseCause.Reset]));
        Assert.Equal(18, run.Result.Faults[0].Told);
    }

    [Fact]
    public async Task Who_comes_back_at_once_after_a_reset_is_not_reset_again()
    {
        RecordedRun run = await RunAsync("reset");

        Assert.Empty(Facts(run, FactKind.AttemptFailed));
        Assert.Equal(60 + 18, Facts(run, FactKind.Opened).Length);
    }

    [Fact]
    public async Task An_end_that_is_held_back_reaches_clients_late()
    {
        RecordedRun run = await RunAsync("slow-close");
        long crashed = Facts(run, FactKind.FaultEdge).First(edge => edge is { A: 1, B: (int)FaultEdge.Onset }).C;
        ILookup<bool, double> after = Facts(run, FactKind.SocketGone).ToLookup(fact => run.Result.Faults[0].Cohorts.Contains(fact.Subject % 10), fact => (fact.At - crashed) / 1e6);

        Assert.Equal((18, 42), (after[true].Count(), after[false].Count()));
        Assert.InRange(after[true].Min(), 0.69, 5);
        Assert.True(after[false].Min() < 0.69, $"{after[false].Min()} s");
    }

    [Fact]
    public async Task The_clients_of_a_node_that_crashes_come_back_on_the_next_one_while_it_is_down()
    {
        RecordedRun run = await RunAsync("node-crash");
        (long onset, long removed) = Window(run);
        Fact[] told = [.. Facts(run, FactKind.SocketGone)];
        Fact[] back = [.. Facts(run, FactKind.Opened).Where(fact => fact.At > onset)];

        // Ten cohorts, two nodes: every second ten of the clients were on the second.
        Assert.Equal(Enumerable.Range(0, 60).Where(client => client / 10 % 2 == 1), told.Select(fact => fact.Subject).Order());
        Assert.Equal(told.Select(fact => fact.Subject).Order(), back.Select(fact => fact.Subject).Order());
        Assert.All(back, fact => Assert.InRange(fact.At, onset, removed));
    }

    [Fact]
    public async Task Pushes_that_are_lost_are_made_up_for_by_polls()
    {
        RecordedRun run = await RunAsync("lost-pushes");
        (long onset, long removed) = Window(run);
        Fact[] held = [.. Facts(run, FactKind.VersionHeld).Where(fact => fact.D > onset && fact.At < removed && run.Result.Faults[0].Cohorts.Contains(fact.Subject % 10))];

        Assert.NotEmpty(held);
        Assert.All(held, fact => Assert.Equal((int)FetchReason.PollSilence, fact.B));
    }

    [Fact]
    public async Task A_busy_server_answers_503_to_some()
    {
        RecordedRun run = await RunAsync("busy");

        Assert.Contains(Facts(run, FactKind.FetchFailed), fact => fact.C == 503);
        Assert.NotEmpty(Facts(run, FactKind.VersionHeld));
    }

    [Theory]
    [InlineData("auth-refused")]
    [InlineData("auth-message")]
    public async Task Who_is_refused_gives_up_and_tries_no_more(string name)
    {
        RecordedRun run = await RunAsync(name);
        Fact[] gaveUp = [.. Facts(run, FactKind.GaveUp)];

        Assert.Equal(18, gaveUp.Length);
        Assert.All(gaveUp, fact => Assert.Equal((int)GiveUpReason.Authentication, fact.B));
        Assert.All(gaveUp, fact => Assert.DoesNotContain(Facts(run, FactKind.AttemptStarted), attempt => attempt.Subject == fact.Subject && attempt.At > fact.At));
        Assert.Null(run.Result.Faults[0].Unrecovered);
    }

    [Theory]
    [InlineData("suspend-rounds")]
    [InlineData("suspend-ping")]
    public async Task A_suspended_client_sends_nothing_and_beats_again_when_it_wakes(string name)
    {
        RecordedRun run = await RunAsync(name);
        Fact[] suspended = [.. Facts(run, FactKind.Suspended)];
        Fact[] woken = [.. Facts(run, FactKind.Woken)];

        Assert.Equal((18, 18), (suspended.Length, woken.Length));
        Assert.All(suspended, fact => Assert.Contains(fact.Subject % 10, run.Result.Faults[0].Cohorts));
        Assert.All(suspended.Zip(woken), pair => Assert.InRange(pair.Second.At - pair.First.At, 4_000_000, 8_000_000));
        Assert.DoesNotContain(Facts(run, FactKind.DeclaredDead, FactKind.SocketGone), fact => fact.At < woken[0].At + 2_000_000);
    }

    /// <summary>Round trips of the clients that were hit, in seconds, by the seconds of the run that lie so many within the fault; a negative margin is one around it.</summary>
    private async Task<IEnumerable<double>> RoundTripsAsync(string name, int margin)
    {
        RecordedRun run = await RunAsync(name);
        (long onset, long removed) = Window(run);
        return Facts(run, FactKind.HistogramBucket)
            .Where(fact => fact.A == (int)Series.HeartbeatRtt && run.Result.Faults[0].Cohorts.Contains(fact.Subject))
            .Where(fact => fact.At >= onset + (margin * 1_000_000) && fact.At + 1_000_000 <= removed - (margin * 1_000_000))
            .Select(fact => LogHistogram.ValueOf(fact.B) / 1e6);
    }

    private static Fact[] Facts(RecordedRun run, params FactKind[] kinds)
    {
        System.Collections.Immutable.ImmutableArray<Fact> facts = JournalFile.Read(Path.Combine(run.Outcome.Folder, "journal.bin")).Facts;
        long closing = facts.First(fact => fact is { Kind: FactKind.PhaseBegan, A: (int)RunPhase.Closing }).At;
        return [.. facts.Where(fact => kinds.Contains(fact.Kind) && fact.At < closing)];
    }

    private static (long Onset, long Removed) Window(RecordedRun run)
    {
        Fact[] edges = Facts(run, FactKind.FaultEdge);
        return (edges.Where(edge => edge.B == (int)FaultEdge.Onset).Max(edge => edge.At), edges.Where(edge => edge.B == (int)FaultEdge.Removal).Min(edge => edge.C));
    }

    private static RunnableScenario WithNodes(int nodes, RunnableScenario runnable, Fault fault) =>
        runnable with { Scenario = runnable.Scenario with { Target = runnable.Scenario.Target with { Nodes = nodes }, Faults = [fault] } };

    private async Task<RecordedRun> RunAsync(string name) => (_network.Any(runnable => runnable.Scenario.Name == name)
        ? await runs.SideBySideAsync("network faults", () => _network)
        : await runs.SideBySideAsync("server faults", () => _servers))[name];
}
