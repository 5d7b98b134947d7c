using System.Diagnostics;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Scenarios.Files.Validation;
using Harness.Scenarios.Stages;

namespace Harness.Tests.Scenarios;

/// <summary>Loads that are short to write and without end to lay down: each is refused before anything of it is expanded.</summary>
public sealed class LoadSizeTests : IDisposable
{
    /// <summary>Each takes far less by itself; other builds may run on the machine.</summary>
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string, string> Loads => new()
    {
        { "count: 100", "sine: { min: 2000000000, period: 10s, for: 60s }", "8: load[0].min must be at most clients.count, 100, but is 2000000000" },
        { "count: 100", "sine: { min: 500, period: 10s, for: 60s }", "8: load[0].min must be at most clients.count, 100, but is 500" },
        { "count: 100", "sine: { period: 0.5ms, for: 3ms }", "8: load[0].period must be at least 1ms, but is 0.5ms" },
        { "count: 100000", "sine: { max: 100000, period: 20ms, for: 60s }", "7: load would start about 300000000 sessions, and a run has at most 1000000: make numbers, rates or times smaller, or lifetimes longer" },
        { "count: 1000000", string.Join("\n  - ", Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? "keep: { for: 1s }" : "pause: { for: 1s }")), "7: load would start about 200000000 sessions, and a run has at most 1000000: make numbers, rates or times smaller, or lifetimes longer" },
        { "count: 10", "random-arrivals: { min: 1/s, max: 2/s, every: 0.0005ms, for: 0.1ms }", "8: load[0].every must be at least 1ms, but is 0.001ms" },
        { "count: 2", string.Join("\n  - ", Enumerable.Repeat("sine: { min: 1, period: 1ms, for: 10s }", 500)), "7: load would take 500000000 steps to lay down, and at most 5000000 are laid down: make periods, every or times longer, or steps fewer" },
        { "count: 10", string.Join("\n  - ", Enumerable.Repeat("step: { steps: 10000, every: 168h }", 153)), "7: load must end within 168h, but ends at 257040000h" },
        { "count: 10", "ramp: { over: 168h }\n  - hold: { for: 1h }", "7: load must end within 168h, but ends at 169h" },
        { "count: 10\n  start: 168h", "ramp: { over: 3.6s }", "7: clients.start must leave the load time to end within 168h, but it ends at 168.001h" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Loads))]
    public void What_cannot_be_laid_down_is_refused_soon(string count, string load, string error)
    {
        var watch = Stopwatch.StartNew();
        LoadResult loaded = Parse(count, load);

        Assert.Equal([$"f.yaml:{error}"], loaded.Errors);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, _soon);
    }

    [Fact]
    public void Of_several_populations_the_one_that_takes_too_long_is_named()
    {
        LoadResult loaded = ScenarioFile.Parse(
            """
            name: base
            populations:
              - { name: one, preset: ping-timeout, count: 1 }
              - { name: two, preset: ping-timeout, count: 1, start: 100h, load: [ keep: { for: 100h } ] }
            topics: { updates: 0/s }
            load:
              - ramp: { over: 1s }
            """, "f.yaml");

        Assert.Equal(["f.yaml:4: populations[1].load must end within 168h, but ends at 200h"], loaded.Errors);
    }

    [Theory]
    [InlineData("at\n604800\n", "speed: 0.0000005", "file lasts longer than the longest duration, 168h, at this speed")]
    [InlineData("at,stays\n1,1000000000\n", "speed: 0.001, lifetime: stays", "file has in row 1 of stays \"1000000000\", which is too long at this speed: at most 1000000000 seconds")]
    public void A_replay_that_is_slowed_down_too_far_is_refused(string csv, string more, string error)
    {
        _folder.Write("arrivals.csv", csv);

        Assert.Equal([$"{_folder.In("f.yaml")}:8: load[0].{error}"], Parse("count: 1", $"replay: {{ file: arrivals.csv, {more} }}", _folder.In("f.yaml")).Errors);
    }

    [Fact]
    public void Files_of_arrivals_are_read_until_there_are_more_than_a_run_has_sessions()
    {
        _folder.Write("arrivals.csv", "at\n" + string.Concat(Enumerable.Range(0, 300_000).Select(i => $"{i}\n")));
        var watch = Stopwatch.StartNew();

        string[] errors = [.. Parse("count: 1", string.Join("\n  - ", Enumerable.Repeat("replay: { file: arrivals.csv }", 900)), _folder.In("f.yaml")).Errors];

        Assert.Contains($"{_folder.In("f.yaml")}:11: load[3].file is one file of arrivals too many: those of a scenario have at most 1000000 rows together", errors);
        Assert.DoesNotContain(errors, error => error.Contains("load[2].", StringComparison.Ordinal));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, _soon);
    }

    [Fact]
    public void More_clients_than_a_run_has_are_refused_before_the_lines_of_a_replay_are_multiplied()
    {
        _folder.Write("arrivals.csv", "at\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i / 1000.0}\n")));
        Scenario scenario = Assert.Single(Parse("count: 1", "replay: { file: arrivals.csv }", _folder.In("f.yaml")).Scenarios).Scenario;
        var watch = Stopwatch.StartNew();

        Assert.Equal(
            ["load would start about 10000000000 sessions, and a run has at most 1000000: make numbers, rates or times smaller, or lifetimes longer"],
            ScenarioValidator.Validate(scenario.WithClients(1_000_000)).Errors.Select(each => each.ToString()));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, _soon);
    }

    [Fact]
    public void Sessions_that_follow_each_other_without_end_are_refused_while_they_are_laid_down()
    {
        Scenario scenario = Assert.Single(Parse("count: 50000\n  lifetime: { lognormal: { median: 10ms, sigma: 4 } }", "keep: { for: 120s }").Scenarios).Scenario;
        var watch = Stopwatch.StartNew();
        UsageException e = Assert.Throws<UsageException>(() => RunPlan.Create(scenario, 1));

        Assert.Equal(
            "base: under --seed 1 the load starts more than 1000000 sessions, those that take a place over included, and a run has at most as many: make numbers, rates or times smaller, or lifetimes longer.", e.Message);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, _soon);
    }

    [Fact]
    public void The_sessions_of_all_populations_are_counted_together()
    {
        Scenario one = Assert.Single(Parse("count: 5000\n  lifetime: { constant: { time: 10ms } }", "keep: { for: 1.5s }").Scenarios).Scenario;
        Scenario two = one with { Populations = [one.Populations[0] with { Load = one.Load }, one.Populations[0] with { Name = "others", Load = one.Load }] };

        Assert.Equal(750_000, RunPlan.Create(one, 1).Sessions.Length);
        Assert.Throws<UsageException>(() => RunPlan.Create(two, 1));
    }

    [Fact]
    public void A_short_spike_of_short_sessions_is_not_taken_for_a_long_one()
    {
        LoadResult loaded = Parse("count: 1000\n  lifetime: { constant: { time: 1s } }", "ramp: { over: 1s, to: 1 }\n  - hold: { for: 2h }\n  - spike: { for: 2s }");

        Assert.Empty(loaded.Errors);
        Assert.InRange(RunPlan.Create(Assert.Single(loaded.Scenarios).Scenario, 1).Sessions.Length, 9_000, 11_000);
    }

    private static LoadResult Parse(string count, string load, string file = "f.yaml") => ScenarioFile.Parse(
        $$"""
        name: base
        topics: { updates: 0/s }
        drain: 0s
        clients:
          preset: ping-timeout
          {{count}}
        load:
          - {{load}}
        """, file);
}
