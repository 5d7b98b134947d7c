using System.Diagnostics;
using Harness.Clients;
using Harness.Scenarios;
using Harness.Reporting;
using Harness.Simulation;

namespace Harness.Tests.Simulation;

public sealed class SimulatorTests
{
    private const int Few = 1_000;

    [Theory]
    [InlineData("heartbeat-rounds", 1)]
    [InlineData("heartbeat-rounds", 0.02)]
    [InlineData("ping-timeout", 1)]
    [InlineData("ping-timeout", 0.02)]
    public void A_sound_client_is_never_accused(string preset, double timeScale)
    {
        SimulationResult result = Simulator.Run(Simulated.Of(preset).Scale(timeScale), 1, 12_000, cancellation: TestContext.Current.CancellationToken);

        Assert.True(result.Findings.IsEmpty, string.Join("; ", result.Findings));
        Assert.Null(result.Smallest);
        Assert.Equal((12_000, 0), (result.Schedules, result.Broken));
    }

    /// <summary>Every preset that plays its policy and does not give up by it.</summary>
    public static TheoryData<string> Sound =>
        [.. PresetRegistry.All.Where(preset => preset is { AsWritten: AsWritten.No, Policy.Reconnect.MaxAttempts: null }).Select(preset => preset.Name)];

    [Theory]
    [MemberData(nameof(Sound))]
    public void No_preset_is_accused(string preset)
    {
        SimulationResult result = Simulator.Run(Simulated.Of(preset), 1, 3_000, cancellation: TestContext.Current.CancellationToken);

        Assert.True(result.Findings.IsEmpty, string.Join("; ", result.Findings));
    }

    [Theory]
    [InlineData("signalr-timing")]
    [InlineData("dotnet-client")]
    public void A_client_that_gives_up_is_found_to_stay_away(string preset) => Assert.Contains(
        Simulator.Run(Simulated.Of(preset), 1, Few, cancellation: TestContext.Current.CancellationToken).Findings, finding => finding.Rule == "recovery.unrecovered == 0");

    [Theory]
    [InlineData("heartbeat-rounds", "never-declares", "detection.within_bound")]
    [InlineData("heartbeat-rounds", "one-round-too-many", "detection.within_bound")]
    [InlineData("heartbeat-rounds", "never-polls", "fallback.time.max <= ")]
    [InlineData("heartbeat-rounds", "never-fetches-on-open", "recovery.within_bound")]
    [InlineData("heartbeat-rounds", "impatient", "false_alarms == 0")]
    [InlineData("ping-timeout", "never-declares", "detection.within_bound")]
    [InlineData("ping-timeout", "one-round-too-many", "detection.within_bound")]
    [InlineData("ping-timeout", "never-fetches-on-open", "recovery.within_bound")]
    [InlineData("ping-timeout", "impatient", "false_alarms == 0")]
    public void Every_flaw_is_found_by_the_rule_that_it_breaks(string preset, string flaw, string rule)
    {
        SimulationResult result = Simulator.Run(Simulated.Of(preset, flaw), 1, Few, cancellation: TestContext.Current.CancellationToken);

        Assert.StartsWith(rule, result.Findings[0].Rule, StringComparison.Ordinal);
        Assert.StartsWith(rule, result.Smallest!.Rule, StringComparison.Ordinal);
        Assert.True(result.Smallest.IsReproducible, $"{result.Smallest.PerturbedBreaking} of {result.Smallest.Perturbed}");
        Assert.Single(result.Smallest.Played.Schedule.Faults);
        Assert.Empty(result.Smallest.Played.Schedule.Ends);
    }

    [Fact]
    public void Every_flaw_is_here() => Assert.All(ClientFlaws.All, flaw => Assert.Contains(
        typeof(SimulatorTests).GetMethod(nameof(Every_flaw_is_found_by_the_rule_that_it_breaks))!.GetCustomAttributes(typeof(InlineDataAttribute), false),
        data => ((InlineDataAttribute)data).Data.Contains(flaw.Name)));

    [Theory]
    [InlineData("heartbeat-rounds", AsWritten.HeartbeatRounds, "detection.undetected == 0", "one-open-socket", "one-reconnect-per-loss", "no-heartbeat-when-not-open")]
    [InlineData("ping-timeout", AsWritten.PingTimeout, "one-open-socket", "one-reconnect-per-loss")]
    public void The_listings_as_written_are_caught_within_a_second(string preset, AsWritten listing, params string[] rules)
    {
        Scenario scenario = Simulated.AsWritten(preset, listing);
        long started = Stopwatch.GetTimestamp();
        SimulationResult result = Simulator.Run(scenario, 1, 500, cancellation: TestContext.Current.CancellationToken);

        // 500 schedules are a twentieth of a second when quiet; the wall clock is only looked at with room for a machine that is not.
        Assert.All(rules, rule => Assert.Contains(result.Findings, finding => finding.Rule == rule));
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 30);
    }

    [Fact]
    public void Equal_seeds_give_equal_results()
    {
        string[] results = [.. Enumerable.Range(0, 2).Select(_ => RunJson.Write(SimulationReport.Of(
            Simulator.Run(Simulated.Of("ping-timeout", "one-round-too-many"), 77, Few, cancellation: TestContext.Current.CancellationToken), "x", "", "y", null, DateTimeOffset.UnixEpoch, TimeSpan.Zero)))];

        Assert.Equal(results[0], results[1]);
        Assert.Contains("\"kind\": \"simulation\"", results[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_finding_is_found_again_by_its_seed_alone()
    {
        Scenario scenario = Simulated.Of("ping-timeout", "never-declares");
        SimulationResult result = Simulator.Run(scenario, 1, Few, cancellation: TestContext.Current.CancellationToken);

        Assert.All(result.Findings, finding =>
        {
            PlayedSchedule played = Simulator.Replay(scenario, finding.FirstSeed);
            Assert.Contains(played.Broken, broken => broken.Rule == finding.Rule && broken.Why.Length > 0);
            Assert.Contains(played.Timeline, told => told.What.Contains("begins on its cohort", StringComparison.Ordinal) || told.What.StartsWith("the server ends", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Progress_is_told_and_a_cancelled_simulation_ends()
    {
        List<SimulationProgress> told = [];
        Simulator.Run(Simulated.Of("ping-timeout"), 1, Few, told.Add, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([250, 500, 750, 1000, 1000], told.Select(progress => progress.Done));

        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Simulator.Run(Simulated.Of("ping-timeout"), 1, int.MaxValue, _ => stop.Cancel(), cancellation: stop.Token));
    }
}
