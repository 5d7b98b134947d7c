using System.Collections.Immutable;
using Harness.Journal;
using Harness.Judging;
using Harness.Reporting;
using Harness.Runs;
using static Harness.Tests.Runs.Functional.RunScenarios;

namespace Harness.Tests.Runs.Functional;

/// <summary>What a run leaves can be read, and says the same again.</summary>
[Collection(LightRunsCollection.Name)]
public sealed class RecordTests(RunGroups runs)
{
    private const ulong Seed = RunGroups.Seed;

    private static readonly RunnableScenario _first = Short("first", Undetected, NeverOpened);
    private static readonly RunnableScenario _second = Short("second", Undetected, "detection.missed_heartbeats.max <= 1");

    [Fact]
    public async Task Judging_the_journal_again_gives_the_same_verdict_for_each_of_its_scenarios()
    {
        RunOutcome outcome = await RunAsync();
        RunJournal all = JournalFile.Read(Path.Combine(outcome.Folder, "journal.bin"));

        Assert.Equal(["first/run", "first/worker-0", "second/run", "second/worker-0"], all.Roles);
        foreach ((RunnableScenario runnable, ScenarioResult told) in new[] { _first, _second }.Zip(outcome.Result.Scenarios))
        {
            ScenarioResult again = Judge.Run(new JudgedRun
            {
                Scenario = runnable.Scenario,
                FaultCohorts = RunPlan.Create(runnable.Scenario, Seed).FaultCohorts,
                Journal = PartOf(all, runnable.Scenario.Name),
            });

            Assert.Equal(told.Verdict, again.Verdict);
            Assert.Equal(Summary(told), Summary(again));
            Assert.Equal(18, again.Faults.Single().Affected);
        }

        Assert.False(outcome.Result.Scenarios[1].Assertions[1].Passed, "three misses are more than one");
    }

    [Fact]
    public async Task The_written_result_is_the_result_and_lists_both_scenarios()
    {
        RunOutcome outcome = await RunAsync();
        RunResult written = RunJson.Read(Path.Combine(outcome.Folder, "run.json"));

        Assert.Equal(outcome.Result.Verdict, written.Verdict);
        Assert.Equal(Seed, written.Seed);
        Assert.Equal(["first", "second"], written.Scenarios.Select(scenario => scenario.Name));
        Assert.Equal("in-process", written.Environment.Workers);
        Assert.All(Reports.Files, file => Assert.True(File.Exists(Path.Combine(outcome.Folder, file)), file));
        Assert.False(Directory.Exists(Path.Combine(outcome.Folder, ".roles")), "the roles' own journals are merged and gone");
    }

    [Fact]
    public async Task Equal_seeds_give_equal_plans_and_hit_the_same_cohorts_and_another_seed_does_not()
    {
        RunOutcome outcome = await RunAsync();
        ImmutableArray<ScenarioResult> same = RunJson.Read(Path.Combine(outcome.Folder, "run.json")).Scenarios;

        Assert.Equal(same[0].PlanDigest, same[1].PlanDigest);
        Assert.Equal(same[0].Faults[0].Cohorts, same[1].Faults[0].Cohorts);
        // The plan said so before anything ran, and the facts say that those cohorts it was.
        RunPlan plan = RunPlan.Create(_first.Scenario, Seed);
        Assert.Equal(plan.Digest, same[0].PlanDigest);
        Assert.Equal(plan.FaultCohorts[0], EdgesOf(outcome));

        RecordedRun other = (await OtherAsync())["first"];
        Assert.NotEqual(same[0].PlanDigest, other.Result.PlanDigest);
        Assert.Equal(RunPlan.Create(_first.Scenario, Seed + 1).FaultCohorts[0], EdgesOf(other.Outcome));
        Assert.NotEqual(plan.FaultCohorts[0], EdgesOf(other.Outcome));
    }

    private Task<RunOutcome> RunAsync()
    {
        // Beside the two in a row, as it takes as long as one of them.
        _ = OtherAsync();
        return runs.InARowAsync("record", [_first, _second]);
    }

    private Task<Dictionary<string, RecordedRun>> OtherAsync() => runs.SideBySideAsync("other seed", () => [_first], Seed + 1);

    private static IEnumerable<int> EdgesOf(RunOutcome outcome) => JournalFile.Read(Path.Combine(outcome.Folder, "journal.bin")).Facts
        .Where(fact => fact is { Kind: FactKind.FaultEdge, B: (int)FaultEdge.Onset })
        .Select(fact => fact.Subject)
        .Distinct()
        .Order();

    /// <summary>The facts of one scenario's roles, as that scenario's own journal had them.</summary>
    private static RunJournal PartOf(RunJournal all, string scenario)
    {
        int[] roles = [.. Enumerable.Range(0, all.Roles.Length).Where(role => all.Roles[role].StartsWith(scenario + "/", StringComparison.Ordinal))];
        return new RunJournal(
            [.. roles.Select(role => all.Roles[role])],
            [.. all.Facts.Where(fact => roles.Contains(fact.Role)).Select(fact => fact with { Role = (short)(fact.Role - roles[0]) })]);
    }

    private static IEnumerable<string> Summary(ScenarioResult result) =>
    [
        .. result.Assertions.Select(a => $"{a.Expression} {a.Actual} {a.Passed} {a.Offenders}"),
        .. result.Invariants.Select(i => $"{i.Name} {i.Violations}"),
        .. result.Faults.Select(f => $"{f.Onset} {f.Removed} {f.Affected} {f.Detected} {f.Told} {f.Detection?.Seconds} {f.Recovery} {f.Fallback}"),
        $"{result.FalseAlarms} {result.Generator.StalledShare} {result.Generator.TimerLagP99Seconds}",
    ];
}
