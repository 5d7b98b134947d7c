using Harness.Journal;
using Harness.Judging;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Simulation;
using Harness.Tests.Runs.Functional;

namespace Harness.Tests.Simulation;

[Collection(LightRunsCollection.Name)]
public sealed class ReproductionTests(RunGroups runs)
{
    private const string Latency = "faults: [ latency: { at: 2s, for: 2s, share: 20%, latency: 150ms, jitter: 20ms } ]";

    private const string HalfOpen = "faults: [ half-open: { at: 2s, share: 20% }, one-way-drop: { at: 2s, for: 3s, share: 20%, direction: upstream } ]";

    private static ShrunkFinding Find(Scenario scenario) => Simulator.Run(scenario, 1, 1_000, cancellation: TestContext.Current.CancellationToken).Smallest!;

    [Theory]
    [InlineData("never-declares", null)]
    [InlineData("never-fetches-on-open", null)]
    [InlineData("impatient", Latency)]
    [InlineData("one-round-too-many", HalfOpen)]
    public void The_file_loads_as_the_scenario_that_it_stands_for(string flaw, string? faults)
    {
        string source = faults is null ? Simulated.File(flaw) : Simulated.File(flaw, faults);
        Scenario scenario = Simulated.Parse(source);
        ShrunkFinding finding = Find(scenario);

        string text = Reproduction.Write(scenario, source, 1, finding, out string why) ?? "";
        Assert.True(why.Length == 0, why);
        LoadResult loaded = ScenarioFile.Parse(text, "written.yaml");
        Assert.Empty(loaded.Errors);
        Scenario written = loaded.Scenarios[0].Scenario;
        Scenario built = Reproduction.Build(scenario, finding, out _)!;
        Assert.Equal((built.Name, built.Description, built.Drain, built.Cohorts), (written.Name, written.Description, written.Drain, written.Cohorts));
        Assert.Equal(built.Faults.AsEnumerable(), written.Faults);
        Assert.Equal(built.Load.AsEnumerable(), written.Load);
        Assert.Equal(built.Topics, written.Topics);
        Assert.Equal((Reproduction.Clients, flaw), (written.Clients.Count, Assert.Single(written.Clients.Flaws)));
        Assert.Equal(finding.Rule, Assert.Single(written.Assertions).Expression);
    }

    [Fact]
    public void A_file_of_scaled_time_is_written_in_the_time_of_its_source()
    {
        string source = Simulated.File("never-declares");
        Scenario scenario = Simulated.Parse(source).Scale(0.5);
        ShrunkFinding finding = Find(scenario);

        Scenario written = Simulated.Parse(Reproduction.Write(scenario, source, 0.5, finding, out _)!);
        Assert.Equal(TimeSpan.FromMilliseconds(400), written.Clients.Policy.Heartbeat!.Interval);
        Assert.Equal(finding.Played.Schedule.Faults[0].For, written.Scale(0.5).Faults[0].For);
    }

    [Fact]
    public void What_a_scenario_cannot_have_is_said()
    {
        Scenario scenario = Simulated.Parse(Simulated.File("never-declares"));
        ShrunkFinding finding = Find(scenario);
        Schedule schedule = finding.Played.Schedule;

        Assert.Equal("no fault of a scenario ends connections from the server's side", WhyNot(schedule with { Ends = [new ServerEnd(TimeSpan.FromSeconds(1), CloseCause.Fin, 0, TimeSpan.Zero)] }));
        Assert.Equal("it needs publications at instants that no rate gives", WhyNot(schedule with { Publications = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.5)] }));
        Assert.Null(Reproduction.Write(scenario, "{ name: x, clients: { count: 1 } }", 1, finding, out string why));
        Assert.Equal("the scenario that was simulated has no block 'clients:' of its own to be taken over", why);

        string WhyNot(Schedule other)
        {
            Assert.Null(Reproduction.Build(scenario, finding with { Played = finding.Played with { Schedule = other } }, out string why));
            return why;
        }
    }

    [Fact]
    public async Task It_fails_on_real_sockets_by_the_same_rule()
    {
        string source = Simulated.File("one-round-too-many");
        Scenario scenario = Simulated.Parse(source);
        ShrunkFinding finding = Find(scenario);
        Assert.True(finding.IsReproducible);
        Scenario written = Simulated.Parse(Reproduction.Write(scenario, source, 1, finding, out _)!);

        RunOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 3)
            .Select(seed => runs.RunAsync([new RunnableScenario(written)], new RunOptions { Seed = (ulong)seed }, _ => { }, TestContext.Current.CancellationToken)));
        foreach (RunOutcome outcome in outcomes)
        {
            var run = new RecordedRun(outcome);
            Assert.True(run.Failed.SequenceEqual([finding.Rule]), run.Story);
            Assert.Contains(run.Result.Verdict, (Verdict[])[Verdict.Failed, Verdict.Invalid]);
        }
    }
}
