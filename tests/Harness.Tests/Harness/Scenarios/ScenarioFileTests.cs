using Harness.Clients;
using Harness.Faults.Kinds;
using Harness.Metrics;
using Harness.Scenarios;
using Harness.Scenarios.Files;

namespace Harness.Tests.Scenarios;

public sealed class ScenarioFileTests
{
    private const string Everything = """
        name: everything
        description: Every key there is.
        clients:
          preset: heartbeat-rounds
          count: 200
          heartbeat: { interval: 500ms, misses: 4, message: beat, at_once: false }
          reconnect: { delay: 1s, delay_after_error: 100ms, factor: 1.5, max_delay: 1.5s, jitter: 20%, attempt_timeout: 3s, locked: false }
          fallback: { on_push_silence: 1m, on_loss: 0s, after_failed_attempts: 3, every: 2s, timeout: 700ms }
          fetch_on_open: false
          flaws: [one-round-too-many, never-polls]
        topics: { count: 8, updates: 60/min, per_client: 2 }
        load:
          - ramp: { over: 2s, to: 100 }
          - hold: { for: 1m }
          - ramp: { over: 0.01h }
        cohorts: 20
        drain: 1500ms
        target: { presence_threshold: 7s }
        faults:
          - latency: { at: 1s, for: 2s, share: 0.05, path: all, latency: 20ms, jitter: 10ms }
          - silent-drop: { at: 5s, for: 20s, share: 50% }
          - half-open: { at: 40s, share: 10%, gone: server }
        assertions:
          - detection.within_bound
          - heartbeat.rtt.p999  <  250ms: { cohort: control }
          - detection.undetected == 0: { fault: 1, cohort: hit }
          - "polls.silence >= 3"
        expect: failed( polls.silence,  invariant   one-open-socket )
        """;

    [Fact]
    public void Every_key_arrives()
    {
        LoadResult result = ScenarioFile.Parse(Everything, "f.yaml");

        Assert.Empty(result.Errors);
        LoadedScenario loaded = Assert.Single(result.Scenarios);
        Assert.Equal(("f.yaml", Everything), (loaded.Path, loaded.Source));
        Scenario scenario = loaded.Scenario;
        Assert.Equal(("everything", "Every key there is."), (scenario.Name, scenario.Description));
        Assert.Equal(20, scenario.Cohorts);
        Assert.Equal(TimeSpan.FromSeconds(1.5), scenario.Drain);
        Assert.Equal(TimeSpan.FromSeconds(7), scenario.Target.PresenceThreshold);
        Assert.Equal(new TopicSettings { Count = 8, UpdatesPerSecond = 1, PerClient = 2 }, scenario.Topics);
        Assert.Equal(
            [
                new RampStage { Over = TimeSpan.FromSeconds(2), To = 100 },
                new HoldStage { For = TimeSpan.FromMinutes(1) },
                new RampStage { Over = TimeSpan.FromSeconds(36) },
            ],
            scenario.Load);
    }

    [Fact]
    public void Clients_are_the_preset_with_the_changes_of_the_file()
    {
        ClientSettings clients = ScenarioFile.Parse(Everything, "f.yaml").Scenarios[0].Scenario.Clients;

        Assert.Equal(200, clients.Count);
        Assert.Equal(
            new ClientPolicy
            {
                Preset = "heartbeat-rounds",
                Heartbeat = new HeartbeatPolicy { Message = "beat", Interval = TimeSpan.FromMilliseconds(500), Misses = 4, AtOnce = false },
                Reconnect = new ReconnectPolicy
                {
                    Delay = TimeSpan.FromSeconds(1),
                    DelayAfterError = TimeSpan.FromMilliseconds(100),
                    Factor = 1.5,
                    MaxDelay = TimeSpan.FromSeconds(1.5),
                    Jitter = 0.2,
                    AttemptTimeout = TimeSpan.FromSeconds(3),
                    Locked = false,
                },
                Fallback = new FallbackPolicy
                {
                    OnPushSilence = TimeSpan.FromMinutes(1),
                    OnLoss = TimeSpan.Zero,
                    AfterFailedAttempts = 3,
                    Every = TimeSpan.FromSeconds(2),
                    Timeout = TimeSpan.FromMilliseconds(700),
                },
                FetchOnOpen = false,
            },
            clients.Policy);
    }

    [Fact]
    public void Flaws_change_what_is_played_and_not_what_is_judged()
    {
        ClientSettings clients = ScenarioFile.Parse(Everything, "f.yaml").Scenarios[0].Scenario.Clients;

        Assert.Equal(["one-round-too-many", "never-polls"], clients.Flaws);
        Assert.Equal(clients.Policy with { Heartbeat = clients.Policy.Heartbeat! with { Misses = 5 }, Fallback = null }, clients.Played);
    }

    [Fact]
    public void Faults_have_their_own_settings()
    {
        Scenario scenario = ScenarioFile.Parse(Everything, "f.yaml").Scenarios[0].Scenario;

        Assert.Equal<Fault>(
            [
                new LatencyFault
                {
                    At = TimeSpan.FromSeconds(1),
                    For = TimeSpan.FromSeconds(2),
                    Share = 0.05,
                    Path = FaultPath.All,
                    Latency = TimeSpan.FromMilliseconds(20),
                    Jitter = TimeSpan.FromMilliseconds(10),
                },
                new SilentDropFault { At = TimeSpan.FromSeconds(5), For = TimeSpan.FromSeconds(20), Share = 0.5, Path = FaultPath.WebSocket },
                new HalfOpenFault { At = TimeSpan.FromSeconds(40), Share = 0.1, Gone = GoneSide.Server },
            ],
            scenario.Faults);
    }

    [Fact]
    public void Assertions_keep_their_words_and_limits()
    {
        Scenario scenario = ScenarioFile.Parse(Everything, "f.yaml").Scenarios[0].Scenario;

        Assert.Equal(
            [
                new Assertion { Expression = "detection.within_bound", Metric = MetricNames.DetectionWithinBound, Comparison = Comparison.Equal, Limit = 1 },
                new Assertion
                {
                    Expression = "heartbeat.rtt.p999 < 250ms {cohort: control}",
                    Metric = MetricNames.HeartbeatRtt,
                    Stat = Stat.P999,
                    Comparison = Comparison.Less,
                    Limit = 0.25,
                    Cohort = CohortSide.Control,
                },
                new Assertion
                {
                    Expression = "detection.undetected == 0 {fault: 1, cohort: hit}",
                    Metric = MetricNames.Undetected,
                    Limit = 0,
                    Fault = 1,
                    Cohort = CohortSide.Hit,
                },
                new Assertion { Expression = "polls.silence >= 3", Metric = MetricNames.SilencePolls, Comparison = Comparison.GreaterOrEqual, Limit = 3 },
            ],
            scenario.Assertions);
        Assert.Equal(["polls.silence", "invariant one-open-socket"], scenario.Expect);
    }

    [Fact]
    public void A_preset_alone_keeps_its_values_and_fallback_none_takes_polling_away()
    {
        const string Text = """
            name: plain
            clients: { preset: heartbeat-rounds, count: 10, fallback: none }
            load: [ ramp: { over: 1s } ]
            """;

        Scenario scenario = Assert.Single(ScenarioFile.Parse(Text, "f.yaml").Scenarios).Scenario;

        Assert.Equal(PresetRegistry.Find("heartbeat-rounds")!.Policy with { Fallback = null }, scenario.Clients.Policy);
        Assert.Empty(scenario.Faults);
        Assert.Equal(10, scenario.Cohorts);
        Assert.Equal(TimeSpan.FromSeconds(2), scenario.Drain);
    }

    [Fact]
    public void A_preset_without_fallback_needs_all_of_it()
    {
        const string Text = """
            name: plain
            clients: { preset: ping-timeout, count: 10, fallback: { every: 1s } }
            load: [ ramp: { over: 1s } ]
            """;

        Assert.Equal(["f.yaml:2: clients.fallback.timeout is missing"], ScenarioFile.Parse(Text, "f.yaml").Errors);
        Assert.Equal(
            ["f.yaml:2: clients.fallback must have on_push_silence, on_loss or after_failed_attempts, or it never polls (fallback: none says so)"],
            ScenarioFile.Parse(Text.Replace("every: 1s", "every: 1s, timeout: 1s", StringComparison.Ordinal), "f.yaml").Errors);
    }
}
