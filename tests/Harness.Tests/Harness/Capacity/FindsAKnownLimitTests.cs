using System.Collections.Immutable;
using System.Text.Json;
using Harness.Capacity;
using Harness.Capacity.Levers;
using Harness.Capacity.Probing;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Tests.Scenarios;

namespace Harness.Tests.Capacity;

/// <summary>
/// The reference target with a known size, on real sockets: it has to be found within 5 %. Small and short, because CI has two cores; what such a machine
/// spoils is run again, which is what a search does anyway.
/// </summary>
[Collection("alone")]
public sealed class FindsAKnownLimitTests
{
    private const int Limit = 60;

    private static readonly SideBySide<(string Target, string Why)> _searches = new(
        one => FindAsync(one.Target, one.Why),
        ("max_clients: 60", "handshakes of"),
        ("slow_past: { clients: 60, delay: 800ms }", "heartbeat.rtt.p99 <= 400ms, but is"));

    [Theory]
    [InlineData("max_clients: 60", "handshakes of")]
    [InlineData("slow_past: { clients: 60, delay: 800ms }", "heartbeat.rtt.p99 <= 400ms, but is")]
    public Task A_known_limit_is_found_within_five_percent(string target, string why) => _searches.AskAsync((target, why));

    private static async Task FindAsync(string target, string why)
    {
        using var folder = new TemporaryFolder();
        Scenario scenario = ScenarioFile.Parse(
            $$"""
            name: sized
            clients: { preset: heartbeat-rounds, count: 50, heartbeat: { interval: 1s, misses: 3 }, fallback: none }
            topics: { count: 1, updates: 0/s, per_client: 0 }
            load: [ ramp: { over: 400ms }, hold: { for: 1s } ]
            drain: 100ms
            target: { {{target}} }
            assertions: [ heartbeat.rtt.p99 <= 400ms ]
            """,
            "sized.yaml").Scenarios.Single().Scenario;
        var plan = new CapacityPlan
        {
            Scenario = scenario,
            Lever = LeverRegistry.Find("clients")!,
            Search = new SearchSettings { From = scenario.Clients.Count, Most = 1000, Factor = 1.3, MostSpoilt = 20 },
            Shape = new StepShape { Hold = TimeSpan.FromSeconds(1.5), Ramp = TimeSpan.FromSeconds(0.4) },
            Objectives = Objectives.Of(scenario, [], _ => true),
        };

        CapacityOutcome outcome = await new CapacityRun(plan, new RunOptions { Processes = false, OutputFolder = folder.Path, Seed = 7 }, _ => { }).RunAsync(TestContext.Current.CancellationToken);

        FoundCapacity found = outcome.Result.Found;
        string story = string.Join('\n', outcome.Result.Steps.Select(step => $"{step.Level} {step.Outcome} {step.Why}"));
        Assert.True(found.End == SearchEnd.Target, $"{found.End}: {found.LimitedBy}\n{story}");
        Assert.True(found.Number is >= Limit - 3 and <= Limit, $"{found.Number}\n{story}");
        Assert.True(found.Broke is > Limit and <= Limit + 3, $"{found.Broke}\n{story}");
        Assert.Contains(why, found.LimitedBy, StringComparison.Ordinal);
        await ReportsAsync(outcome);
    }

    private static async Task ReportsAsync(CapacityOutcome outcome)
    {
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(outcome.Folder, "run.json"), TestContext.Current.CancellationToken));
        Assert.Equal(("capacity", "passed"), (json.RootElement.GetProperty("kind").GetString(), json.RootElement.GetProperty("verdict").GetString()));
        Assert.Equal(outcome.Result.Found.Number, json.RootElement.GetProperty("found").GetProperty("number").GetInt64());
        Assert.Equal(["index.html", "junit.xml", "run.json", "steps", "summary.md"], Directory.EnumerateFileSystemEntries(outcome.Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
        ImmutableArray<CapacityStep> steps = outcome.Result.Steps;
        Assert.All(steps, step => Assert.True(File.Exists(Path.Combine(outcome.Folder, step.Folder, "index.html")), step.Folder));
        Assert.Empty(Directory.GetFiles(outcome.Folder, "journal.bin", SearchOption.AllDirectories));
    }
}
