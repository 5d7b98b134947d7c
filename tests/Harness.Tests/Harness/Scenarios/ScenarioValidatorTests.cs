using Harness.Clients;
using Harness.Faults.Kinds;
using Harness.Metrics;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Scenarios.Files.Validation;

namespace Harness.Tests.Scenarios;

/// <summary>Scenarios that no file describes: scaled ones and those built in C#.</summary>
public sealed class ScenarioValidatorTests
{
    private static readonly Scenario _sound = ScenarioFile.Parse(BrokenScenarios.Sound, "f.yaml").Scenarios[0].Scenario;

    [Fact]
    public void A_sound_scenario_stays_sound_in_scaled_time() => Assert.Empty(Errors(_sound.Scale(0.25)));

    [Fact]
    public void Time_that_shrinks_a_heartbeat_under_100_ms_is_refused() =>
        Assert.Equal(["clients.heartbeat.interval must be at least 100ms, but is 50ms"], Errors(_sound.Scale(0.05)));

    [Fact]
    public void Fewer_clients_than_cohorts_are_refused_where_a_fault_hits_cohorts()
    {
        Assert.Equal(["cohorts must be at most the number of clients, 5, but is 10: a fault would hit cohorts without clients"], Errors(_sound.WithClients(5)));
        Assert.Empty(Errors(_sound.WithClients(5) with { Faults = [], Assertions = [] }));
    }

    [Fact]
    public void A_policy_without_heartbeats_has_no_detection_to_assert()
    {
        ClientPolicy policy = _sound.Clients.Policy with { Heartbeat = null };

        Assert.Equal(
            ["assertions[0] detection.undetected needs a preset with heartbeats"],
            Errors(_sound with { Clients = _sound.Clients with { Policy = policy, Played = policy } }));
    }

    [Fact]
    public void A_policy_that_never_declares_has_no_bound_to_assert()
    {
        ClientPolicy policy = _sound.Clients.Policy with { Heartbeat = _sound.Clients.Policy.Heartbeat! with { Misses = null } };

        Assert.Equal(
            ["assertions[0] detection.undetected needs a policy that declares a loss, but this one never does"],
            Errors(_sound with { Clients = _sound.Clients with { Policy = policy, Played = policy } }));
    }

    [Theory]
    [InlineData(0.3333, true)]
    [InlineData(1.0 / 3, true)]
    [InlineData(0.3, false)]
    public void A_share_may_be_written_to_a_hundredth_of_a_percent(double share, bool sound)
    {
        Scenario scenario = _sound with { Cohorts = 3, Faults = [_sound.Faults[0] with { Share = share }] };

        Assert.Equal(sound ? [] : ["faults[0].share 30% of 3 cohorts is 0.9; nearest: 33.33%"], Errors(scenario));
    }

    [Fact]
    public void Latency_counts_against_the_reply_timer()
    {
        Scenario scenario = _sound with
        {
            Clients = _sound.Clients with { Policy = PresetRegistry.Find("ping-timeout")!.Policy },
            Faults = [Latency(15)],
            Assertions = [new Assertion { Expression = "false_alarms == 0", Metric = MetricNames.FalseAlarms, Limit = 0 }],
        };

        Assert.Equal(
            ["assertions[0] false_alarms cannot be judged: faults[0] adds up to 30s to a round trip, 2 × (15s + 0s), and the policy declares a loss 30s after a heartbeat"],
            Errors(scenario));
        Assert.Empty(Errors(scenario with { Faults = [Latency(14.9)] }));
        Assert.Empty(Errors(scenario with { Faults = [Latency(15) with { Path = FaultPath.Http }] }));
        Assert.Empty(Errors(scenario with { Assertions = [scenario.Assertions[0] with { Cohort = CohortSide.Control }] }));
    }

    [Fact]
    public void A_short_fault_is_no_matter_where_the_assertion_is_about_another()
    {
        var brief = new SilentDropFault { At = TimeSpan.FromSeconds(30), For = TimeSpan.FromSeconds(1), Share = 0.1 };
        Scenario both = _sound with { Faults = [_sound.Faults[0], brief] };

        Assert.Equal(
            ["assertions[0] detection.undetected needs faults[1].for of at least 3.05s (the policy detects within 3s, tolerance 50ms), but it is 1s"],
            Errors(both));
        Assert.Empty(Errors(both with { Assertions = [both.Assertions[0] with { Fault = 0 }] }));
    }

    [Fact]
    public void Limits_of_assertions_must_exist()
    {
        Scenario limited = _sound with
        {
            Faults = [_sound.Faults[0] with { Share = 1 }, Latency(0.1)],
            Assertions =
            [
                _sound.Assertions[0] with { Fault = 1 },
                _sound.Assertions[1] with { Cohort = CohortSide.Control },
                _sound.Assertions[1] with { Fault = 2 },
                _sound.Assertions[0] with { Cohort = CohortSide.Control, Fault = 0 },
            ],
        };

        Assert.Equal(
            [
                "assertions[0].fault is 1, but faults[1], latency, is not meant to be noticed: detection.undetected has no values there",
                "assertions[1].cohort is control, but faults[0] hits 100% of the cohorts: there is no control group",
                "assertions[2].fault must be from 0 to 1, but is 2: it is the index of a fault",
                "assertions[3].cohort is control, but detection.undetected is about clients that a fault hits",
            ],
            Errors(limited));
    }

    [Fact]
    public void What_follows_from_an_error_is_not_reported_again()
    {
        Scenario broken = _sound with { Clients = _sound.Clients with { Policy = _sound.Clients.Policy with { Heartbeat = _sound.Clients.Policy.Heartbeat! with { Misses = int.MaxValue } } } };

        Assert.Equal(["clients.heartbeat.misses must be at most 1000, but is 2147483647"], Errors(broken));
    }

    private static LatencyFault Latency(double seconds) =>
        new() { At = TimeSpan.FromSeconds(12), For = TimeSpan.FromSeconds(12), Share = 0.3, Latency = TimeSpan.FromSeconds(seconds) };

    private static IEnumerable<string> Errors(Scenario scenario) => ScenarioValidator.Validate(scenario).Errors.Select(error => error.ToString());
}
