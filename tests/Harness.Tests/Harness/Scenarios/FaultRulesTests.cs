using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Target;
using TargetSettings = Harness.Scenarios.TargetSettings;

namespace Harness.Tests.Scenarios;

/// <summary>What the kinds of faults, and the target's settings, ask of a scenario.</summary>
public sealed class FaultRulesTests
{
    [Theory]
    [InlineData("idle-cutoff: { at: 1s, for: 1s, share: 30%, timeout: 0s }", "faults[0].timeout must be more than 0s, but is 0s")]
    [InlineData("flapping: { at: 1s, for: 1s, share: 30%, on: 1ms, off: 2ms }", "faults[0].on must be at least 10ms, but is 1ms", "faults[0].off must be at least 10ms, but is 2ms")]
    [InlineData("bandwidth: { at: 1s, for: 1s, share: 30%, rate: 0 }", "faults[0].rate must be at least 1, but is 0 (a partition passes nothing)")]
    [InlineData("slicing: { at: 1s, for: 1s, share: 30%, size: 0, delay: -1s }", "faults[0].size must be at least 1, but is 0", "faults[0].delay must be at least 0s, but is -1s")]
    [InlineData("data-limit: { at: 1s, for: 1s, share: 30%, bytes: 0 }", "faults[0].bytes must be at least 1, but is 0")]
    [InlineData("slow-close: { at: 1s, for: 1s, share: 30%, delay: 0s }", "faults[0].delay must be more than 0s, but is 0s")]
    [InlineData("lost-pushes: { at: 1s, for: 1s, share: 30%, loss: 0% }", "faults[0].loss must be more than 0% and at most 100%, but is 0%")]
    [InlineData("busy: { at: 1s, for: 1s, likelihood: 120% }", "faults[0].likelihood must be more than 0% and at most 100%, but is 120%")]
    [InlineData("busy: { at: 1s, for: 1s, likelihood: 20%, share: 30% }", "faults[0].share is not known; known are at, for, likelihood and of")]
    [InlineData("restart: { at: 1s, for: 1s, path: http }", "faults[0].path is not known; known are at and for")]
    [InlineData("node-crash: { at: 1s, for: 1s }", "faults[0] node-crash needs target.nodes of at least 2, but it is 1 (restart crashes them all)")]
    [InlineData("reset: { at: 1s, for: 1s, share: 30% }", "faults[0].for does not apply: reset is an event that is not removed")]
    [InlineData("restart: { at: 1s, for: 5s }, restart: { at: 3s, for: 5s }", "faults[1].at is 3s, but faults[0] is on from 1s to 6s, and there can be one restart at a time")]
    [InlineData("auth-refused: { at: 1s, share: 30% }, auth-refused: { at: 3s, share: 30% }", "faults[1].at is 3s, but faults[0] is on from 1s on, and there can be one auth-refused at a time")]
    [InlineData("suspend: { at: 1s, for: 1s, share: 30% }, suspend: { at: 3s, for: 5s, share: 30% }")]
    public void Each_kind_has_its_rules(string faults, params string[] errors) =>
        Assert.Equal(errors.Select(error => $"f.yaml:4: {error}"), Parse(faults).Errors);

    [Theory]
    [InlineData("busy: { at: 1s, for: 1s, likelihood: 20% }", "recovery.unrecovered == 0", "recovery.unrecovered needs a fault that clients lose their connections to (one that they are meant to notice, or reset, idle-cutoff, data-limit, node-crash, restart)")]
    [InlineData("auth-refused: { at: 1s, share: 30% }", "recovery.within_bound", "recovery.within_bound needs a fault that clients lose their connections to (one that they are meant to notice, or reset, idle-cutoff, data-limit, node-crash, restart)")]
    [InlineData("reset: { at: 1s, share: 30% }", "recovery.within_bound", "")]
    [InlineData("flapping: { at: 1s, for: 20s, share: 30%, on: 1s, off: 1s }", "detection.undetected == 0", "detection.undetected needs 3.05s of silence (the policy detects within 3s, tolerance 50ms), but faults[0] comes and goes, and is on for 1s at a time")]
    [InlineData("flapping: { at: 1s, for: 20s, share: 30%, on: 4s, off: 1s }", "detection.undetected == 0", "")]
    [InlineData("reset: { at: 1s, share: 30% }", "detection.undetected == 0", "detection.undetected needs a fault that clients are meant to notice (silent-drop, one-way-drop, half-open with gone: server, partition, flapping, zombie)")]
    public void An_assertion_needs_a_fault_that_gives_it_values(string fault, string assertion, string error) =>
        Assert.Equal(error.Length == 0 ? [] : [$"f.yaml:5: assertions[0] {error}"], Parse(fault, assertion).Errors);

    [Fact]
    public void Durations_of_each_kind_are_scaled()
    {
        Scenario scenario = Parse(
            "idle-cutoff: { at: 1s, for: 1s, share: 30%, timeout: 4s }, flapping: { at: 1s, for: 1s, share: 30%, on: 1s, off: 2s }, bandwidth: { at: 1s, for: 1s, share: 30%, rate: 3 }, "
            + "slicing: { at: 1s, for: 1s, share: 30%, size: 3, delay: 2ms }, slow-close: { at: 1s, for: 1s, share: 30%, delay: 4s }",
            "false_alarms == 0").Scenarios[0].Scenario.Scale(0.5);

        Assert.Equal(
            ["after 2s of silence, FIN", "500ms on, 1s off", "6 KB/s each way", "3 bytes each 1ms", "2s late"], scenario.Faults.Select(fault => fault.Detail));
    }

    [Theory]
    [InlineData("idle_close: 0s", "target.idle_close must be more than 0s, but is 0s")]
    [InlineData("server_heartbeat: { interval: 0s }", "target.server_heartbeat.interval must be more than 0s, but is 0s", "target.server_heartbeat.timeout must be more than 0s, but is 0s")]
    [InlineData("server_heartbeat: { timeout: 1s }", "target.server_heartbeat.interval is missing")]
    [InlineData("flaws: [replies-late, replies-lat]", "target.flaws[1] \"replies-lat\" is not known; did you mean \"replies-late\"?")]
    [InlineData("max_clients: 0", "target.max_clients must be at least 1, but is 0")]
    [InlineData("slow_past: { clients: 3 }", "target.slow_past.delay is missing")]
    [InlineData("idle_clos: 1s", "target.idle_clos is not known; did you mean \"idle_close\"?")]
    [InlineData("push_bytes: 1000001, send_queue: 0", "target.push_bytes must be at most 1000000, but is 1000001", "target.send_queue must be at least 1, but is 0")]
    [InlineData("restart_clears: no", "target.restart_clears must be true or false, but is \"no\"")]
    public void Target_settings_have_their_rules(string target, params string[] errors) =>
        Assert.Equal(errors.Select(error => $"f.yaml:4: {error}"), ParseTarget(target).Errors);

    [Fact]
    public void A_node_that_crashes_is_one_of_those_there_are() => Assert.Equal(
        ["f.yaml:5: faults[1].node must be at most 2, but is 3"],
        ScenarioFile.Parse(
            """
            name: a
            clients: { preset: lazy-reconnect, count: 100 }
            load: [ ramp: { over: 60s } ]
            target: { nodes: 3 }
            faults: [ node-crash: { at: 1s, for: 1s, node: 2 }, node-crash: { at: 5s, for: 1s, node: 3 } ]
            """, "f.yaml").Errors);

    [Fact]
    public void Target_settings_are_read_and_scaled()
    {
        TargetSettings target = ParseTarget("presence_threshold: 4s, idle_close: 10s, server_heartbeat: { interval: 2s, timeout: 1s, form: frame }, restart_clears: false, push_bytes: 2000, send_queue: 8, max_clients: 40, slow_past: { clients: 30, delay: 400ms }, flaws: [replies-late]")
            .Scenarios[0].Scenario.Scale(0.5).Target;

        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), false), (target.PresenceThreshold, target.IdleClose, target.RestartClears));
        Assert.Equal(new ServerHeartbeatSettings(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(500), Frame: true), target.ServerHeartbeat);
        Assert.Equal((40, new SlowPastSettings(30, TimeSpan.FromMilliseconds(200))), (target.MaxClients, target.SlowPast));
        Assert.Equal(["replies-late"], target.Flaws);
        Assert.Equal((2000, 8), (target.PushBytes, target.SendQueue));
        Assert.Equal(["idle_close", "server_heartbeat", "restart_clears", "push_bytes", "send_queue", "max_clients", "slow_past", "flaws"], target.KeysThatNeedControl());
        Assert.Empty(new TargetSettings().KeysThatNeedControl());
    }

    [Fact]
    public void The_servers_heartbeat_follows_from_the_policy_unless_it_is_given()
    {
        ServerHeartbeatSettings? Of(string clients) => ScenarioFile.Parse(
            $$"""
            name: a
            clients: { count: 10, {{clients}} }
            load: [ ramp: { over: 5s } ]
            """, "f.yaml").Scenarios[0].Scenario is { } scenario ? scenario.Target.HeartbeatFor(scenario.Clients.Policy) : null;

        Assert.Null(Of("preset: heartbeat-rounds"));
        Assert.Equal(new ServerHeartbeatSettings(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30)), Of("preset: server-ping"));
        Assert.Equal(new ServerHeartbeatSettings(TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(20)), Of("preset: engine-io-timing"));
    }

    [Fact]
    public void The_servers_flaws_are_those_of_the_reference_back_end() =>
        Assert.Equal(TargetFlaws.All.Select(flaw => flaw.Name), ServerFlaws.All);

    private static LoadResult ParseTarget(string target) => ScenarioFile.Parse(
        $$"""
        name: a
        clients: { preset: heartbeat-rounds, count: 100 }
        load: [ ramp: { over: 60s } ]
        target: { {{target}} }
        """, "f.yaml");

    private static LoadResult Parse(string faults, string assertion = "false_alarms == 0") => ScenarioFile.Parse(
        $$"""
        name: a
        clients: { preset: heartbeat-rounds, count: 100, heartbeat: { interval: 1s, misses: 3 } }
        load: [ ramp: { over: 60s } ]
        faults: [ {{faults}} ]
        assertions: [ {{assertion}} ]
        """, "f.yaml");
}
