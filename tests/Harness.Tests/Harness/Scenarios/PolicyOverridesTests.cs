using Harness.Clients;
using Harness.Scenarios.Files;

namespace Harness.Tests.Scenarios;

/// <summary>Every property of a policy has a key, and a key that takes nothing away takes nothing away.</summary>
public sealed class PolicyOverridesTests
{
    [Fact]
    public void Every_property_of_the_heartbeats()
    {
        HeartbeatPolicy heartbeat = Read("ping-timeout", """
            heartbeat:
                sender: server
                form: text
                message: hello
                interval: 2s
                pace: after_silence
                at_once: false
                random_start: false
                answer: server_heartbeat
                timeout: none
                silence: 5s
                check_every: 1s
                check_spread: 50%
            """).Heartbeat!;

        Assert.Equal(
            new HeartbeatPolicy
            {
                Sender = HeartbeatSender.Server, Message = "hello", Interval = Seconds(2), Answer = AnswerRule.ServerHeartbeat, Silence = Seconds(5), CheckEvery = Seconds(1), CheckSpread = 0.5,
            },
            heartbeat);
    }

    [Theory]
    [InlineData("heartbeat: { form: ping, pace: fixed, answer: reply, random_start: true, at_once: true }", HeartbeatForm.Ping, HeartbeatPace.Fixed, AnswerRule.Reply, true)]
    [InlineData("heartbeat: { interval: 2s }", HeartbeatForm.Text, HeartbeatPace.AfterSilence, AnswerRule.AnyMessage, false)]
    public void Form_pace_and_answer(string block, HeartbeatForm form, HeartbeatPace pace, AnswerRule answer, bool starts)
    {
        HeartbeatPolicy heartbeat = Read("ping-timeout", block).Heartbeat!;

        Assert.Equal((form, pace, answer, starts, starts), (heartbeat.Form, heartbeat.Pace, heartbeat.Answer, heartbeat.AtOnce, heartbeat.RandomStart));
    }

    [Theory]
    [InlineData("ping-timeout", "heartbeat: { timeout: none, misses: 3 }", 90.0)]
    [InlineData("heartbeat-rounds", "heartbeat: { misses: none, timeout: 4s }", 34.0)]
    [InlineData("stomp-timing", "heartbeat: { silence: none, sender: client, misses: 3 }", 30.0)]
    [InlineData("joewalnes", "heartbeat: { interval: 7s, timeout: 2s }", 9.0)]
    [InlineData("dotnet-client", "heartbeat: { form: ping, timeout: 20s }", 50.0)]
    [InlineData("ping-timeout", "heartbeat: none", null)]
    [InlineData("ping-timeout", "heartbeat: { timeout: none }", null)]
    public void One_rule_that_declares_can_take_the_place_of_another(string preset, string block, double? silence) =>
        Assert.Equal(silence, Read(preset, block).SilenceThreshold?.TotalSeconds);

    [Fact]
    public void Every_property_of_the_reconnects()
    {
        ReconnectPolicy reconnect = Read("ping-timeout", """
            reconnect:
                first_delays: [0s, 500ms]
                delay: 2s
                delay_after_error: 3s
                factor: 2
                max_delay: 9s
                jitter: 30%
                jitter_shape: above
                cap_after_jitter: true
                spread_over_clients: 40%
                attempt_timeout: 4s
                locked: false
                max_attempts: 6
                reset_after: 7s
                close_timeout: 8s
                rotates_nodes: true
            """).Reconnect;

        Assert.Equal([TimeSpan.Zero, Seconds(0.5)], reconnect.FirstDelays);
        Assert.Equal(
            new ReconnectPolicy
            {
                FirstDelays = reconnect.FirstDelays, Delay = Seconds(2), DelayAfterError = Seconds(3), Factor = 2, MaxDelay = Seconds(9), Jitter = 0.3, JitterShape = JitterShape.Above, CapAfterJitter = true,
                SpreadOverClients = 0.4, AttemptTimeout = Seconds(4), MaxAttempts = 6, ResetAfter = Seconds(7), CloseTimeout = Seconds(8), RotatesNodes = true, Rules = reconnect.Rules,
            },
            reconnect);
        Assert.Equal(JitterShape.Full, Read("ping-timeout", "reconnect: { jitter_shape: full }").Reconnect.JitterShape);
    }

    [Fact]
    public void None_takes_away_what_a_preset_has()
    {
        Assert.Null(Read("signalr-timing", "reconnect: { max_attempts: none }").Reconnect.MaxAttempts);
        Assert.Empty(Read("signalr-timing", "reconnect: { first_delays: [] }").Reconnect.FirstDelays);
        Assert.Null(Read("heartbeat-rounds", "reconnect: { delay_after_error: none }").Reconnect.DelayAfterError);
        Assert.Null(Read("heartbeat-rounds", "fallback: { on_push_silence: none }").Fallback!.OnPushSilence);
        Assert.Null(Read("lazy-reconnect", "send: none\n  reconnect: { on: { 1001: 2s } }").Send);
    }

    [Fact]
    public void Rules_stand_before_those_of_the_preset_and_none_takes_one_away()
    {
        ReconnectPolicy reconnect = Read("phoenix-timing", "send: { every: 5s, message: hi }\n  reconnect: { on: { 1001: at_next_send, 4000-4099: never, 503: 5s, refused: 1s, 401: none } }").Reconnect;

        Assert.Equal(
            [
                new("1001", ReconnectAction.AtNextSend), new("4000-4099", ReconnectAction.Never), new("503", ReconnectAction.After, Seconds(5)), new("refused", ReconnectAction.After, Seconds(1)),
                new("1000", ReconnectAction.Never), new(ReconnectRule.Authentication, ReconnectAction.Never), new("403", ReconnectAction.Never),
            ],
            reconnect.Rules);
    }

    [Fact]
    public void Every_property_of_fallback_and_sends()
    {
        ClientPolicy policy = Read("ping-timeout", """
            send: { every: 3s, message: hi }
              fallback:
                on_push_silence: 1s
                on_loss: 2s
                after_failed_attempts: 3
                every: 4s
                timeout: 5s
                spread: 6s
                topics: 1
                long_poll: true
                until_fresh: true
            """);

        Assert.Equal(new SendPolicy { Every = Seconds(3), Message = "hi" }, policy.Send);
        Assert.Equal(
            new FallbackPolicy
            {
                OnPushSilence = Seconds(1), OnLoss = Seconds(2), AfterFailedAttempts = 3, Every = Seconds(4), Timeout = Seconds(5), Spread = Seconds(6), Topics = 1, LongPoll = true, UntilFresh = true,
            },
            policy.Fallback);
    }

    [Fact]
    public void A_transport_of_polls_has_no_heartbeats_and_no_sends()
    {
        ClientPolicy policy = Read("lazy-reconnect", "transport: poll\n  fallback: { every: 2s, timeout: 1s }");

        Assert.Equal((ClientTransport.Poll, null, null), (policy.Transport, policy.Heartbeat, policy.Send));
        Assert.Equal(ClientTransport.WebSocket, Read("ajax-polling", "transport: websocket\n  fallback: { on_loss: 0s }\n  heartbeat: { interval: 2s, misses: 2 }").Transport);
    }

    [Fact]
    public void A_listing_is_judged_by_the_changed_policy_and_plays_itself_with_its_values()
    {
        LoadResult result = ScenarioFile.Parse(Text("heartbeat-rounds-as-written", "heartbeat: { interval: 1s, misses: 3 }\n  reconnect: { delay: 2s, attempt_timeout: 4s }"), "f.yaml");

        Assert.Empty(result.Errors);
        Harness.Scenarios.ClientSettings clients = Assert.Single(result.Scenarios).Scenario.Clients;
        Assert.Equal(Seconds(3), clients.Policy.SilenceThreshold);
        Assert.Equal(clients.Policy with { AsWritten = AsWritten.HeartbeatRounds }, clients.Played);
        Assert.Equal(AsWritten.No, clients.Policy.AsWritten);
    }

    private static string Text(string preset, string block) => $"name: f\nclients:\n  preset: {preset}\n  count: 10\n  {block}\nload: [ ramp: {{ over: 1s }} ]\ntopics: {{ updates: 1/s }}\n";

    private static ClientPolicy Read(string preset, string block)
    {
        LoadResult result = ScenarioFile.Parse(Text(preset, block), "f.yaml");
        Assert.Empty(result.Errors);
        return Assert.Single(result.Scenarios).Scenario.Clients.Policy;
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
