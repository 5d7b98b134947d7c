using System.Collections.Immutable;
using Harness.Engines;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Scenarios.Files;

namespace Harness.Tests.Engines;

/// <summary>Load profiles as NBomber's load simulations, by the table in docs/nbomber.md.</summary>
public sealed class LoadSimulationsTests
{
    private const string Lifetime = "lifetime: { uniform: { min: 2s, max: 5s } }";

    [Theory]
    [InlineData("ramp: { over: 8s }", "RampingConstant(copies: 100, during: 00:00:08) | KeepConstant(copies: 100, during: 00:00:02)")]
    [InlineData("ramp: { over: 8s, to: 40 }", "RampingConstant(copies: 40, during: 00:00:08) | KeepConstant(copies: 40, during: 00:00:02)")]
    [InlineData("keep: { for: 30s, clients: 60 }", "KeepConstant(copies: 60, during: 00:00:32)")]
    [InlineData("ramp: { over: 8s } | hold: { for: 30s }", "RampingConstant(copies: 100, during: 00:00:08) | KeepConstant(copies: 100, during: 00:00:32)")]
    [InlineData("ramp: { over: 8s } | ramp: { over: 4s, to: 10 }", "RampingConstant(copies: 100, during: 00:00:08) | RampingConstant(copies: 10, during: 00:00:04) | KeepConstant(copies: 10, during: 00:00:02)")]
    [InlineData("keep: { for: 5s } | pause: { for: 3s }", "KeepConstant(copies: 100, during: 00:00:05) | Pause(during: 00:00:05)")]
    [InlineData("step: { steps: 3, every: 5s }", "KeepConstant(copies: 33, during: 00:00:05) | KeepConstant(copies: 67, during: 00:00:05) | KeepConstant(copies: 100, during: 00:00:07)")]
    [InlineData("keep: { for: 5s, clients: 10 } | spike: { for: 6s, rise: 2s }", "KeepConstant(copies: 10, during: 00:00:05) | RampingConstant(copies: 100, during: 00:00:02) | KeepConstant(copies: 100, during: 00:00:04) | KeepConstant(copies: 10, during: 00:00:02)")]
    [InlineData("arrivals: { rate: 5/s, for: 10s }", "Inject(rate: 5, interval: 00:00:01, during: 00:00:10) | Pause(during: 00:00:02)")]
    [InlineData("arrivals: { rate: 2.5/s, for: 10s }", "Inject(rate: 5, interval: 00:00:02, during: 00:00:10) | Pause(during: 00:00:02)")]
    [InlineData("arrivals: { rate: 5/s, for: 10s } | hold: { for: 5s }", "Inject(rate: 5, interval: 00:00:01, during: 00:00:10) | Pause(during: 00:00:07)")]
    [InlineData("arrivals: { rate: 5/s, for: 4s } | ramp: { over: 2s, to: 10 }", "Inject(rate: 5, interval: 00:00:01, during: 00:00:04) | KeepConstant(copies: 5, during: 00:00:01) | KeepConstant(copies: 10, during: 00:00:03)")] // There it would begin at 5.
    public void A_stage_is_the_simulation_of_the_table(string stages, string simulations) =>
        Assert.Equal(simulations, string.Join(" | ", Of(Scenario(stages))));

    public static TheoryData<string, string> Loads => new(
        from load in (string[])
        [
            "ramp: { over: 8s }",
            "ramp: { over: 8s } | hold: { for: 10s }",
            "ramp: { over: 4s } | ramp: { over: 4s, to: 10 } | ramp: { over: 4s, to: 60 }",
            "keep: { for: 12s, clients: 60 }",
            "keep: { for: 5s } | pause: { for: 3s } | keep: { for: 5s, clients: 40 }",
            "step: { steps: 4, every: 3s }",
            "keep: { for: 5s, clients: 10 } | spike: { for: 6s, rise: 2s } | hold: { for: 5s }",
            "sine: { min: 20, max: 100, period: 20s, for: 40s }",
            "sine: { min: 20, max: 100, period: 7s, for: 20s }",
            "arrivals: { rate: 5/s, for: 20s }",
            "arrivals: { rate: 2.5/s, for: 20s }",
            "arrivals: { rate: 2.5/s, for: 5s } | hold: { for: 5s }",
            "arrivals: { rate: 7/min, for: 90s }",
            "arrivals: { rate: 5/s, for: 20s, sessions: 37 }",
            "ramping-arrivals: { to: 20/s, over: 10s }",
            "ramping-arrivals: { from: 3/s, to: 8/s, over: 20s }",
            "poisson-arrivals: { rate: 5/s, for: 20s }",
            "random-arrivals: { min: 2/s, max: 9/s, for: 20s }",
            "keep: { for: 5s, clients: 30 } | arrivals: { rate: 5/s, for: 10s } | hold: { for: 5s }",
            "step: { steps: 4, every: 2500ms } | hold: { for: 4s }",
            "keep: { for: 4s, clients: 10 } | spike: { for: 6s, rise: 1500ms } | hold: { for: 4s }",
            "ramp: { over: 2600ms } | hold: { for: 8500ms }",
            "arrivals: { rate: 5/s, for: 2400ms } | hold: { for: 3s }",
            "ramp: { over: 300ms } | hold: { for: 2600ms }",
        ]
        from lifetime in (string[])["", Lifetime]
        select (load, lifetime));

    [Theory]
    [MemberData(nameof(Loads))]
    public void Every_session_has_a_copy_in_time(string load, string lifetime)
    {
        Scenario scenario = Scenario(load, lifetime);
        LoadSimulation[] simulations = [.. Of(scenario, seed: 7)];

        double?[] late = Ticks.Play(simulations, RunPlan.Create(scenario, 7).Sessions);

        Assert.NotEmpty(late);
        Assert.DoesNotContain(null, late);
        // A place that is taken away, and the copy with it, may be the wrong one: then the session of another place waits for its turn.
        Assert.InRange(late.Max()!.Value, 0, 0.25);
        Assert.All(simulations, each => Assert.True(each.During.Ticks % TimeSpan.TicksPerSecond == 0 && each.During > TimeSpan.Zero, each.ToString()));
        Assert.Equal(Math.Ceiling(scenario.Duration.TotalSeconds) + 2, simulations.Sum(each => each.During.TotalSeconds));
    }

    [Fact]
    public void A_population_that_starts_later_and_ends_earlier_waits_before_and_keeps_its_places_after()
    {
        Scenario scenario = Load("""
            name: two
            count: 20
            populations:
              - { name: long, weight: 50%, preset: ping-timeout, load: [keep: { for: 60s }] }
              - { name: short, weight: 50%, preset: ping-timeout, start: 10s, load: [ramp: { over: 5s }] }
            """);

        Assert.Equal("KeepConstant(copies: 10, during: 00:01:02)", string.Join(" | ", Of(scenario)));
        Assert.Equal(
            "Pause(during: 00:00:10) | RampingConstant(copies: 10, during: 00:00:05) | KeepConstant(copies: 10, during: 00:00:47)",
            string.Join(" | ", Of(scenario, population: 1)));
    }

    private static ImmutableArray<LoadSimulation> Of(Scenario scenario, int population = 0, ulong seed = 1) =>
        LoadSimulations.Of(scenario, population, RunPlan.Create(scenario, seed));

    private static Scenario Scenario(string stages, string lifetime = "") => Load($$"""
        name: loaded
        clients: { preset: ping-timeout, count: 100{{(lifetime.Length > 0 ? ", " + lifetime : "")}} }
        load:
          - {{stages.Replace(" | ", "\n  - ", StringComparison.Ordinal)}}
        """);

    private static Scenario Load(string text)
    {
        LoadResult loaded = ScenarioFile.Parse(text, "loaded");
        Assert.True(loaded.IsValid, string.Join(Environment.NewLine, loaded.Errors));
        return loaded.Scenarios[0].Scenario;
    }
}
