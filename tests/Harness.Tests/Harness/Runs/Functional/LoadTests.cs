using Harness.Journal;
using Harness.Judging;
using Harness.Runs;
using Harness.Scenarios.Files;
using static Harness.Tests.Runs.Functional.RunScenarios;

namespace Harness.Tests.Runs.Functional;

/// <summary>Clients that come and go, and several kinds of them side by side, on real sockets.</summary>
[Collection(RunsCollection.Name)]
public sealed class LoadTests(RunGroups runs)
{
    private static readonly RunnableScenario[] _scenarios =
    [
        Parse("churn", $$"""
            name: churn
            clients: { count: 40, {{Rounds}}, fallback: none, lifetime: { uniform: { min: 1s, max: 4s } } }
            load:
              - ramp: { over: 1s }
              - poisson-arrivals: { rate: 10/s, for: 4s }
              - ramp: { over: 1s, to: 10 }
              - hold: { for: 2s }
            drain: 1s
            faults:
              - silent-drop: { at: 2s, for: 3500ms, share: 30% }
            assertions:
              - {{FalseAlarms}}
              - {{Lost}}
              - clients.not_started == 0
              - clients.never_opened == 0: { cohort: control }
            """),
        Parse("side-by-side", $$"""
            name: side-by-side
            count: 60
            populations:
              - { name: rounds, weight: 2, {{Rounds}}, fallback: { on_loss: 0s, every: 500ms, timeout: 1s } }
              - { name: pings, weight: 1, {{Ping}}, start: 500ms }
              - { name: polls, count: 10, preset: ajax-polling, fallback: { every: 500ms, timeout: 1s }, load: [ keep: { for: 9s } ] }
            load:
              - ramp: { over: 1s }
              - hold: { for: 9s }
            drain: 1s
            faults:
              - silent-drop: { at: 2500ms, for: 4500ms, share: 30% }
            assertions:
              - detection.undetected == 0: { population: rounds }
              - detection.undetected == 0: { population: pings }
              - detection.missed_heartbeats.max <= 2
              - heartbeat.rtt.max <= 3s: { population: pings, cohort: control }
              - fallback.time.p99 <= 2s: { population: rounds }
              - updates.lost == 0
              - false_alarms == 0
            """),
    ];

    /// <summary>Beside those of <see cref="UnderTestTests"/>, which wait as long.</summary>
    internal static IEnumerable<RunnableScenario> WithClientsUnderTest => [.. _scenarios, .. UnderTestTests.All];

    [Fact]
    public async Task Clients_come_and_go_and_nothing_is_held_against_those_who_went()
    {
        RecordedRun run = await RunAsync("churn");
        PopulationResult population = run.Result.Populations.Single();

        Assert.True(run.Failed.Length == 0 && run.Broken.Length == 0, run.Story);
        Assert.Equal(population.Planned, population.Started);
        Assert.InRange(population.Planned, 90, 200);
        Assert.InRange(population.Closed, 60, population.Planned - 10);
        Assert.InRange(population.Peak, 40, 80);
        Fact[] facts = [.. Facts(run)];
        // Each was closed once, in the order of the plan, and none of them came back afterwards.
        Dictionary<int, long> closed = facts.Where(fact => fact.Kind == FactKind.ClosedByUser).GroupBy(fact => fact.Subject).ToDictionary(client => client.Key, client => client.Min(fact => fact.At));
        Assert.DoesNotContain(facts, fact => fact.Kind == FactKind.AttemptStarted && closed.TryGetValue(fact.Subject, out long at) && fact.At > at);
    }

    [Fact]
    public async Task Each_population_is_judged_by_its_own_policy()
    {
        RecordedRun run = await RunAsync("side-by-side");

        Assert.True(run.Failed.Length == 0 && run.Broken.Length == 0, run.Story);
        Assert.Equal([("rounds", 40, 40), ("pings", 20, 20), ("polls", 10, 10)], run.Result.Populations.Select(population => (population.Name, population.Planned, population.Peak)));
        Assert.Equal(70, run.Result.Clients);
        // Numbers go through the populations: what polls has no socket.
        Assert.DoesNotContain(Facts(run), fact => fact.Kind == FactKind.Opened && fact.Subject >= 60);
        Assert.Contains(Facts(run), fact => fact.Kind == FactKind.VersionHeld && fact.Subject >= 60);
        Assert.Equal(18, run.Result.Faults.Single().Affected);
    }

    private async Task<RecordedRun> RunAsync(string name) => (await runs.SideBySideAsync("loads", () => WithClientsUnderTest))[name];

    private static System.Collections.Immutable.ImmutableArray<Fact> Facts(RecordedRun run) => JournalFile.Read(Path.Combine(run.Outcome.Folder, "journal.bin")).Facts;

    private static RunnableScenario Parse(string name, string text)
    {
        LoadResult loaded = ScenarioFile.Parse(text, name);
        Assert.True(loaded.IsValid, string.Join(Environment.NewLine, loaded.Errors));
        return new RunnableScenario(loaded.Scenarios[0].Scenario, text);
    }
}
