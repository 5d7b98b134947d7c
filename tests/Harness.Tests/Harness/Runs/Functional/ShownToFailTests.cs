using System.Collections.Immutable;
using Harness.Journal;
using Harness.Judging;
using Harness.Runs;
using static Harness.Tests.Runs.Functional.RunScenarios;

namespace Harness.Tests.Runs.Functional;

/// <summary>A harness that cannot fail is worth nothing: each flaw is found, and named by the assertions that it breaks and by no other.</summary>
[Collection(RunsCollection.Name)]
public sealed class ShownToFailTests(RunGroups runs)
{
    public static TheoryData<string, string, string[]> Cases => new()
    {
        { "rounds", "sound", [] },
        { "rounds", "never-declares", [MostMissed, WithinBound, Undetected, FallbackTime] },
        { "rounds", "one-round-too-many", [MostMissed, WithinBound] },
        { "rounds", "never-polls", [FallbackTime] },
        { "ping", "sound", [] },
        { "ping", "never-declares", [MostMissed, WithinBound, Undetected] },
        { "ping", "one-round-too-many", [MostMissed, WithinBound] },
        { "quiet-rounds", "sound", [] },
        { "quiet-rounds", "never-fetches-on-open", [RecoveryBound, Unrecovered, Lost] },
        { "quiet-ping", "sound", [] },
        { "quiet-ping", "never-fetches-on-open", [RecoveryBound, Unrecovered, Lost] },
        { "oneway-upstream", "sound", [] },
        { "oneway-upstream", "never-declares", [MostMissed, WithinBound, Undetected, FallbackTime] },
        { "oneway-downstream", "sound", [] },
        { "oneway-downstream", "never-declares", [MostMissed, WithinBound, Undetected, FallbackTime] },
        { "latency-rounds", "sound", [] },
        { "latency-rounds", "impatient", [FalseAlarms, Reconnects] },
        { "latency-ping", "sound", [] },
        { "latency-ping", "impatient", [FalseAlarms, Reconnects] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_flaw_breaks_the_assertions_that_are_meant_for_it_and_a_sound_client_none(string clients, string flaw, string[] expected)
    {
        RecordedRun run = await RunAsync(clients, flaw);

        Assert.True(run.Failed.SequenceEqual(expected), run.Story);
        Assert.True(run.Broken.Length == 0, run.Story);
        Assert.Contains(run.Result.Verdict, (Verdict[])[expected.Length > 0 ? Verdict.Failed : Verdict.Passed, Verdict.Invalid]);
    }

    [Theory]
    [InlineData("rounds")]
    [InlineData("ping")]
    public async Task A_close_that_the_removal_of_a_toxic_sends_is_told_and_not_detected(string clients)
    {
        FaultResult fault = (await RunAsync(clients, "never-declares")).Result.Faults.Single();

        Assert.Equal(18, fault.Affected);
        Assert.Equal(0, fault.Detected);
        Assert.Equal(18, fault.Undetected);
        Assert.Equal(18, fault.Told);

        FaultResult sound = (await RunAsync(clients, "sound")).Result.Faults.Single();
        Assert.Equal((18, 18, 0, 0), (sound.Affected, sound.Detected, sound.Undetected, sound.Told));
    }

    [Theory]
    [InlineData("rounds", "never-declares", Undetected, "told, not detected")]
    [InlineData("ping", "one-round-too-many", MostMissed, "declares connection 1 dead after")]
    public async Task Evidence_names_clients_that_were_hit_with_their_last_heartbeats_and_times_in_order(string clients, string flaw, string expression, string what)
    {
        RecordedRun run = await RunAsync(clients, flaw);
        AssertionResult failed = run.Result.Assertions.Single(assertion => assertion.Expression == expression);

        Assert.Equal(18, failed.Offenders);
        Assert.InRange(failed.Evidence.Length, 2, 18);
        Assert.All(failed.Evidence, client =>
        {
            Assert.Contains(client.Cohort, run.Result.Faults[0].Cohorts);
            Assert.Equal(client.Client % 10, client.Cohort);
            Assert.Equal(client.Events.OrderBy(told => told.Seconds), client.Events);
            Assert.Contains(client.Events, told => told.What.Contains(what, StringComparison.Ordinal));
            Assert.Contains(client.Events, told => told.What == "heartbeat sent, not answered" && told.Seconds is > 2.4 and < 7);
            TimedEvent onset = Assert.Single(client.Events, told => told.What == "silent-drop begins on its cohort");
            Assert.InRange(onset.Seconds, 2.4, 4);
        });
    }

    [Theory]
    [InlineData("oneway-upstream", true)]
    [InlineData("oneway-downstream", false)]
    public async Task A_one_way_drop_lets_pushes_through_or_not(string clients, bool pushesArrive)
    {
        RecordedRun run = await RunAsync(clients, "never-declares");
        ImmutableArray<Fact> facts = JournalFile.Read(Path.Combine(run.Outcome.Folder, "journal.bin")).Facts;
        long on = facts.Where(fact => fact is { Kind: FactKind.FaultEdge, B: (int)FaultEdge.Onset }).Max(fact => fact.At) + 200_000;
        long off = facts.Where(fact => fact is { Kind: FactKind.FaultEdge, B: (int)FaultEdge.Removal }).Min(fact => fact.C);

        Assert.Equal(pushesArrive, facts.Any(fact => fact.Kind == FactKind.VersionHeld && fact.B == (int)FetchReason.Push
            && fact.At > on && fact.At < off && run.Result.Faults[0].Cohorts.Contains(fact.Subject % 10)));
    }

    private async Task<RecordedRun> RunAsync(string clients, string flaw)
    {
        Dictionary<string, RecordedRun> recorded = await runs.SideBySideAsync("flaws", () => Cases.Select(row => row.Data).Select(data => Scenario(data.Item1, data.Item2)));
        return recorded[$"{clients}-{flaw}"];
    }

    private static RunnableScenario Scenario(string clients, string flaw)
    {
        string? played = flaw == "sound" ? null : flaw;
        return clients switch
        {
            "rounds" => Build($"{clients}-{flaw}", Rounds + WithPolls, SilentDrop, [.. Noticed, FallbackTime], played),
            "quiet-rounds" => Build($"{clients}-{flaw}", Rounds + WithoutPolls, SilentDrop, Noticed, played, QuietTopics),
            "quiet-ping" => Build($"{clients}-{flaw}", Ping, SilentDrop, Noticed, played, QuietTopics),
            "oneway-upstream" => Build($"{clients}-{flaw}", Rounds + WithPolls, OneWayDrop("upstream"), [.. Noticed, FallbackTime], played, QuietTopics),
            "oneway-downstream" => Build($"{clients}-{flaw}", Rounds + WithPolls, OneWayDrop("downstream"), [.. Noticed, FallbackTime], played),
            "ping" => Build($"{clients}-{flaw}", Ping, SilentDrop, Noticed, played),
            "latency-rounds" => Build($"{clients}-{flaw}", Rounds + WithPolls, Latency, Unnoticed, played),
            _ => Build($"{clients}-{flaw}", Ping, Latency, Unnoticed, played),
        };
    }
}
