using System.Collections.Immutable;
using Harness.Capacity;
using Harness.Capacity.Levers;
using Harness.Judging;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Scenarios.Files.Validation;
using Harness.Scenarios.Stages;

namespace Harness.Tests.Capacity;

/// <summary>Levers, the shape of a step, objectives, costs, verdicts.</summary>
public sealed class CapacityPartsTests
{
    private static Scenario Parse(string more, string clients = "preset: heartbeat-rounds, count: 100, heartbeat: { interval: 1s }") => ScenarioFile.Parse(
        $$"""
        name: s
        clients: { {{clients}} }
        {{more}}
        """,
        "s.yaml") is { Scenarios: [var only], Errors: [] } ? only.Scenario : throw new InvalidOperationException(string.Join('\n', ScenarioFile.Parse($"name: s\nclients: {{ {clients} }}\n{more}", "s.yaml").Errors));

    private const string Load = "load: [ ramp: { over: 2s, to: 40 }, hold: { for: 1s }, ramp: { over: 1s }, hold: { for: 20s } ]";

    [Fact]
    public void Levers_have_names_of_their_own_and_are_found_by_them()
    {
        Assert.Equal(["clients", "arrivals", "messages"], LeverRegistry.All.Select(lever => lever.Name));
        Assert.All(LeverRegistry.All, lever => Assert.Same(lever, LeverRegistry.Find(lever.Name)));
        Assert.Null(LeverRegistry.Find("client"));
    }

    [Fact]
    public void Clients_are_as_many_as_the_level_says_and_a_fault_needs_one_in_each_cohort()
    {
        ILever lever = LeverRegistry.Find("clients")!;
        Scenario scenario = Parse(Load);

        Assert.Equal((100L, 1L), (lever.Of(scenario), lever.Least(scenario)));
        Assert.Equal(250, lever.At(scenario, 250).Clients.Count);
        Assert.Equal(10, lever.Least(Parse(Load + "\nfaults: [ silent-drop: { at: 6s, for: 5s, share: 20% } ]")));
    }

    [Theory]
    [InlineData("topics: { count: 5, updates: 20/s, per_client: 1 }", "", 20, 60, 60, 0)]
    [InlineData("topics: { count: 5, updates: 0/s, per_client: 1 }", ", send: { every: 2s }", 50, 100, 0, 1)]
    [InlineData("topics: { count: 5, updates: 20/s, per_client: 0 }", ", send: { every: 2s }", 50, 25, 10, 4)]
    [InlineData("topics: { count: 5, updates: 20/s, per_client: 1 }", ", send: { every: 2s }", 20, 80, 80, 0.5)]
    public void Messages_are_publications_or_what_clients_send(string topics, string send, long own, long level, double updates, double every)
    {
        ILever lever = LeverRegistry.Find("messages")!;
        Scenario scenario = Parse($"{Load}\n{topics}", "preset: heartbeat-rounds, count: 100, heartbeat: { interval: 1s }" + send);
        Scenario changed = lever.At(scenario, level);

        Assert.Equal(own, lever.Of(scenario));
        Assert.Equal(updates, changed.Topics.UpdatesPerSecond, 1e-6);
        Assert.Equal(every, changed.Clients.Played.Send?.Every.TotalSeconds ?? 0, 1e-3);
        Assert.Equal(changed.Clients.Policy.Send, changed.Clients.Played.Send);
        Assert.Equal(100, changed.Clients.Count);
    }

    [Fact]
    public void Messages_are_what_is_said_in_a_chat_room_where_nothing_is_published()
    {
        ILever lever = LeverRegistry.Find("messages")!;
        Scenario scenario = Parse($"{Load}\ntopics: {{ updates: 0/s, per_client: 0 }}\nchat: {{ groups: 5, messages: 40/s }}");

        Assert.Equal(40, lever.Of(scenario));
        Assert.Equal(100, lever.At(scenario, 100).Chat!.MessagesPerSecond, 1e-9);
        Assert.Equal((100, 5), (lever.At(scenario, 100).Clients.Count, lever.At(scenario, 100).Chat!.Groups));
    }

    [Fact]
    public void Arrivals_are_varied_where_there_are_some_and_held_at_one_rate_after_a_lifetime()
    {
        Scenario scenario = ScenarioFile.Parse(
            """
            name: s
            populations:
              - { name: come, preset: heartbeat-rounds, count: 100, heartbeat: { interval: 1s }, load: [ ramping-arrivals: { from: 0/s, to: 40/s, over: 5s }, arrivals: { rate: 40/s, for: 5s } ], lifetime: { constant: { time: 4s } } }
              - { name: stay, preset: heartbeat-rounds, count: 20, heartbeat: { interval: 1s }, load: [ ramp: { over: 2s }, hold: { for: 8s } ] }
            """,
            "s.yaml").Scenarios.Single().Scenario;
        ILever lever = LeverRegistry.Find("arrivals")!;
        Scenario step = new StepShape { Hold = TimeSpan.FromSeconds(7) }.Apply(lever.At(scenario, 90), scenario);

        Assert.Equal(30, lever.Of(scenario));
        Assert.Null(LeverRegistry.Find("clients")!.Of(scenario));
        Assert.Equal(new ArrivalsStage { Rate = 90, For = TimeSpan.FromSeconds(11) }, Assert.IsType<ArrivalsStage>(Assert.Single(step.Populations[0].Load)));
        Assert.Equal([4.0, 7.0], step.Populations[1].Load.Select(stage => stage.Length.TotalSeconds));
        Assert.True(ScenarioValidator.Validate(step).IsValid);
        Assert.Null(lever.Of(Parse(Load)));
    }

    [Fact]
    public void What_comes_down_at_its_end_is_full_before()
    {
        Scenario scenario = Parse("load: [ ramp: { over: 2s }, hold: { for: 10s }, ramp: { over: 2s, to: 0 } ]\nfaults: [ silent-drop: { at: 4s, for: 3s, share: 20% } ]");
        Scenario step = new StepShape { Hold = TimeSpan.FromSeconds(3) }.Apply(scenario.WithClients(200), scenario);

        Assert.Equal([4.0, 12.0], step.Populations[0].Load.Select(stage => stage.Length.TotalSeconds));
        Assert.Equal(6, step.Faults[0].At.TotalSeconds);
    }

    [Fact]
    public void What_has_no_messages_has_none_to_vary() => Assert.Null(LeverRegistry.Find("messages")!.Of(Parse($"{Load}\ntopics: {{ updates: 0/s }}")));

    [Theory]
    [InlineData(30, null, 1)]      // no less than a second
    [InlineData(600, null, 10)]    // 60 a second, the steeper of the two ramps
    [InlineData(600, 4.0, 4)]
    public void A_step_ramps_no_steeper_than_the_scenario_unless_it_is_told_to(int clients, double? ramp, double seconds)
    {
        Scenario scenario = Parse(Load);
        Scenario step = new StepShape { Hold = TimeSpan.FromSeconds(7), Ramp = ramp is { } given ? TimeSpan.FromSeconds(given) : null }.Apply(scenario.WithClients(clients), scenario);

        Assert.Equal([seconds, 7.0], step.Populations[0].Load.Select(stage => stage.Length.TotalSeconds));
        Assert.True(ScenarioValidator.Validate(step).IsValid);
    }

    [Fact]
    public void A_fault_lies_as_far_from_the_end_of_the_ramp_as_in_the_scenario_and_has_its_room()
    {
        // All clients are there at 4 s; the fault is on from 2 s to 12 s after that, and 8 s are left to recover.
        Scenario scenario = Parse(Load + "\nfaults: [ silent-drop: { at: 6s, for: 10s, share: 20% }, latency: { at: 1s, for: 1s, share: 20%, latency: 5ms } ]");
        Scenario step = new StepShape { Hold = TimeSpan.FromSeconds(3) }.Apply(scenario.WithClients(600), scenario);

        Assert.Equal([10.0, 20.0], step.Populations[0].Load.Select(stage => stage.Length.TotalSeconds));
        Assert.Equal([12.0, 2.5], step.Faults.Select(fault => fault.At.TotalSeconds));
    }

    [Theory]
    [InlineData("keep: { for: 60s }", 21)] // there from its first instant: the fault is 20 s later
    [InlineData("spike: { for: 60s, rise: 4s }", 17)]
    [InlineData("step: { steps: 4, every: 5s }, hold: { for: 40s }", 6)]
    [InlineData("ramp: { over: 5s }, hold: { for: 55s }", 20)]
    public void When_a_stage_is_full_is_its_own_to_say(string load, double at)
    {
        Scenario scenario = Parse($"load: [ {load} ]\nfaults: [ silent-drop: {{ at: 20s, for: 10s, share: 20% }} ]");
        Scenario step = new StepShape { Hold = TimeSpan.FromSeconds(3) }.Apply(scenario, scenario);

        Assert.Equal(at, step.Faults[0].At.TotalSeconds, 1e-3);
    }

    [Fact]
    public void Objectives_are_those_asked_for_or_the_scenarios_and_what_goes_without_saying()
    {
        Scenario scenario = Parse(Load + "\nassertions: [ heartbeat.rtt.p99 <= 250ms, clients.never_opened <= 3 ]");
        static bool Any(Scenario _) => true;

        Assert.Equal(["heartbeat.rtt.p99 <= 250ms", "clients.never_opened <= 3", "false_alarms == 0"], Objectives.Of(scenario, [], Any).Select(objective => objective.Expression));
        Assert.Equal(["reconnects == 0", "clients.never_opened == 0", "false_alarms == 0"], Objectives.Of(scenario, [Asked("reconnects == 0")], Any).Select(objective => objective.Expression));
        Assert.Equal(["reconnects == 0"], Objectives.Of(scenario, [Asked("reconnects == 0")], _ => false).Select(objective => objective.Expression));
        static Assertion Asked(string text) => AssertionText.TryParse(text, out Assertion? read, out _) ? read : throw new InvalidOperationException(text);
    }

    [Fact]
    public void A_cost_is_the_slope_of_what_was_measured()
    {
        TargetCost? cost = Cost(false, Step(100, 0.1, 50_000), Step(200, 0.2, 60_000), Step(400, 0.4, 80_000), Step(400, 0.4, 80_000));

        Assert.Equal(4, cost!.Steps);
        Assert.Equal(100, cost.Bytes!.Value, 1e-6);
        Assert.Equal(0.001, cost.Cores!.Value, 1e-9);
        Assert.Null(Cost(false, Step(100, 0.1, 50_000), Step(199, 0.1, 50_000)));
        Assert.Null(Cost(false));
        Assert.Null(Cost(false, Step(100, 0.1, 50_000), Step(200, 0.1, 40_000))!.Bytes);
    }

    [Fact]
    public void Memory_that_a_higher_level_has_left_behind_says_nothing_about_a_lower_one()
    {
        CapacityStep[] steps = [Step(100, 0.1, 50_000), Step(200, 0.2, 60_000), Step(800, 0.9, 500_000, ProbeOutcome.Broke), Step(400, 0.4, 500_000), Step(100_000, 0, 0, ProbeOutcome.Impossible)];

        Assert.Equal(100, Cost(true, steps)!.Bytes!.Value, 1e-6);
        Assert.Equal(0.001, Cost(true, steps)!.Cores!.Value, 1e-9);
        Assert.True(Cost(false, steps)!.Bytes > 1000);
        Assert.Null(Cost(true, Step(400, 0.4, 500_000, ProbeOutcome.Broke), Step(100, 0.1, 500_000), Step(200, 0.2, 500_000))!.Bytes);
    }

    private static TargetCost? Cost(bool isLasting, params CapacityStep[] steps) => TargetCost.Of("embedded", steps, isLasting);

    private static CapacityStep Step(long level, double cores, long bytes, ProbeOutcome outcome = ProbeOutcome.Held) =>
        new() { Number = 1, Level = level, Outcome = outcome, Target = outcome == ProbeOutcome.Impossible ? null : new RoleUse("target", RoleKind.Target, cores, bytes) };

    [Theory]
    [InlineData(SearchEnd.Target, 60L, 62L, null, Verdict.Passed)]
    [InlineData(SearchEnd.Target, 60L, 62L, 60L, Verdict.Passed)]
    [InlineData(SearchEnd.Target, 60L, 62L, 62L, Verdict.Failed)]
    [InlineData(SearchEnd.Target, 60L, 62L, 100L, Verdict.Failed)]
    [InlineData(SearchEnd.Most, 500L, null, null, Verdict.Passed)]
    [InlineData(SearchEnd.Generator, 500L, null, null, Verdict.Invalid)]
    [InlineData(SearchEnd.Generator, 500L, null, 400L, Verdict.Passed)]
    [InlineData(SearchEnd.Generator, 500L, null, 600L, Verdict.Invalid)]
    [InlineData(SearchEnd.Generator, 500L, 800L, 900L, Verdict.Failed)]
    [InlineData(SearchEnd.Generator, null, null, null, Verdict.Invalid)]
    [InlineData(SearchEnd.Nothing, null, 1L, null, Verdict.Failed)]
    [InlineData(SearchEnd.Incomplete, 60L, null, 50L, Verdict.Incomplete)]
    public void The_verdict_is_the_answer_to_what_was_asked(SearchEnd end, long? number, long? broke, long? atLeast, Verdict verdict) =>
        Assert.Equal(verdict, CapacityVerdict.Of(new FoundCapacity { End = end, Number = number, Broke = broke }, atLeast));

    [Fact]
    public void Cut_short_it_tells_what_had_held_and_broken()
    {
        FoundCapacity found = CapacityFindings.Of(
            [], [new Probe(100, ProbeOutcome.Held), new Probe(200, ProbeOutcome.Broke), new Probe(200, ProbeOutcome.Broke)], new SearchSettings { From = 100, Most = 1000 }, null);

        Assert.Equal((SearchEnd.Incomplete, 100L, 200L, ""), (found.End, found.Number, found.Broke, found.Confidence));
    }

    [Fact]
    public void What_limited_it_is_told_by_the_runs_at_the_ceiling()
    {
        ImmutableArray<CapacityStep> steps =
        [
            new CapacityStep { Number = 1, Level = 60, Outcome = ProbeOutcome.Held }, new CapacityStep { Number = 2, Level = 60, Outcome = ProbeOutcome.Held },
            new CapacityStep { Number = 3, Level = 61, Outcome = ProbeOutcome.Broke, Why = "first" }, new CapacityStep { Number = 4, Level = 61, Outcome = ProbeOutcome.Broke, Why = "rtt" },
        ];
        Probe[] probes = [.. steps.Select(step => new Probe(step.Level, step.Outcome))];
        var settings = new SearchSettings { From = 60, Most = 1000 };
        FoundCapacity found = CapacityFindings.Of(steps, probes, settings, (SearchStep.Done)CapacitySearch.Next(settings, probes));

        Assert.Equal(("rtt", new RunsOf(2, 2), new RunsOf(2, 2)), (found.LimitedBy, found.HeldRuns, found.BrokeRuns));
        Assert.StartsWith("2 of 2 runs held at the lower end", found.Confidence, StringComparison.Ordinal);
    }
}
