using System.Collections.Immutable;
using Harness.Capacity;
using Harness.Capacity.Levers;
using Harness.Capacity.Probing;
using Harness.Judging;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Tests.Reporting;
using Harness.Tests.Runs.Functional;

namespace Harness.Tests.Capacity.Probing;

/// <summary>What becomes of a search that does not come to its end, and of levels that cannot be made.</summary>
[Collection(RunsCollection.Name)]
public sealed class CapacityRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("harness-capacity-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CapacityPlan Plan(string lever, string load, SearchSettings search, string more = "")
    {
        Scenario scenario = ScenarioFile.Parse(
            $$"""
            name: cut
            clients: { preset: heartbeat-rounds, count: 5, heartbeat: { interval: 1s, misses: 3 }, fallback: none }
            topics: { count: 1, updates: 0/s, per_client: 0 }
            load: [ {{load}} ]
            drain: 100ms
            {{more}}
            """,
            "cut.yaml").Scenarios.Single().Scenario;
        return new CapacityPlan
        {
            Scenario = scenario,
            Lever = LeverRegistry.Find(lever)!,
            Search = search,
            Shape = new StepShape { Hold = TimeSpan.FromSeconds(1), Ramp = TimeSpan.FromSeconds(0.2) },
            Objectives = Objectives.Of(scenario, [], _ => true),
        };
    }

    private Task<CapacityOutcome> RunAsync(CapacityPlan plan, Action<CapacityProgress>? show = null) =>
        new CapacityRun(plan, new RunOptions { Processes = false, OutputFolder = _folder }, show ?? (_ => { })).RunAsync(TestContext.Current.CancellationToken);

    [Fact]
    public async Task Whatever_ends_a_search_with_a_step_done_leaves_its_report_and_is_thrown_again()
    {
        var thrown = new InvalidOperationException("the disk is on fire");
        CapacityOutcome outcome = await RunAsync(
            Plan("clients", "ramp: { over: 400ms }, hold: { for: 1s }", new SearchSettings { From = 5, Most = 100 }),
            progress => _ = progress is { Steps.Length: 1, Level: not null } ? throw thrown : 0);

        Assert.Same(thrown, outcome.Failure);
        Assert.Equal((Verdict.Incomplete, SearchEnd.Incomplete), (outcome.Result.Verdict, outcome.Result.Found.End));
        Assert.Contains("the disk is on fire", outcome.Result.Note, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(outcome.Folder, "index.html")));
        Assert.Single(outcome.Result.Steps);
    }

    [Fact]
    public async Task A_level_that_breaks_a_rule_of_scenarios_is_beyond_the_generator_and_says_which()
    {
        // No more than 100,000 can arrive in a second: neither level is even tried.
        CapacityOutcome outcome = await RunAsync(Plan("arrivals", "arrivals: { rate: 10/s, for: 2s }", new SearchSettings { From = 200_000, Least = 150_000, Most = 1_000_000 }));

        Assert.Equal(SearchEnd.Generator, outcome.Result.Found.End);
        Assert.Contains("at most 100000/s, but is 150000/s", outcome.Result.Found.LimitedBy, StringComparison.Ordinal);
        Assert.All(outcome.Result.Steps, step => Assert.Equal(ProbeOutcome.Impossible, step.Outcome));
    }

    [Fact]
    public void A_run_that_did_not_end_says_why()
    {
        RunOutcome Ran(EnvironmentException? failure, Verdict verdict, params ImmutableArray<string> notes) =>
            new(SampleRuns.Run(verdict, SampleRuns.SilentDrop() with { Verdict = verdict, Notes = notes }), _folder, failure);
        var died = new EnvironmentException("worker-0 died");

        Assert.Equal((true, died), StepRun.WhyIncomplete(Ran(died, Verdict.Incomplete, "worker-0 died"), CancellationToken.None));
        Assert.Equal("The journal of worker-0 ends early.", StepRun.WhyIncomplete(Ran(null, Verdict.Incomplete, "The journal of worker-0 ends early."), CancellationToken.None).Why!.Message);
        Assert.Equal((true, null), StepRun.WhyIncomplete(Ran(null, Verdict.Incomplete, "Interrupted."), new CancellationToken(canceled: true)));
        Assert.Equal((false, null), StepRun.WhyIncomplete(Ran(null, Verdict.Invalid, "Timers were late."), CancellationToken.None));
    }
}
