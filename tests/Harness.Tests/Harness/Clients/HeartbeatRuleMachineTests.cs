using Harness.Clients;
using Harness.Journal;

namespace Harness.Tests.Clients;

/// <summary>Who sends heartbeats, when, and what counts as an answer: one table row of inputs for each rule. Seconds.</summary>
public sealed class HeartbeatRuleMachineTests
{
    [Fact]
    public void The_server_sends_and_the_client_answers_each()
    {
        MachineScript script = new MachineScript(Server(silence: 25)).Opened();
        script.At(10, ClientInput.ServerHeartbeat(1)).At(20, ClientInput.ServerHeartbeat(1)).At(44.9);

        Assert.Equal([10, 20], script.Times(EffectKind.SendHeartbeat));
        Assert.Empty(script.Times(EffectKind.NoteDeclaredDead));
        Assert.Equal([45], script.At(45).Times(EffectKind.NoteDeclaredDead));
    }

    [Fact]
    public void A_client_without_an_answer_says_nothing() =>
        Assert.Empty(new MachineScript(Server(silence: 25) with { Heartbeat = Server(25).Heartbeat! with { Message = "" } }).Opened().At(10, ClientInput.ServerHeartbeat(1)).Times(EffectKind.SendHeartbeat));

    [Theory]
    [InlineData(AnswerRule.AnyMessage, 45)]
    [InlineData(AnswerRule.ServerHeartbeat, 35)]
    public void Whether_other_messages_end_the_silence_is_a_rule(AnswerRule answer, double declared)
    {
        ClientPolicy policy = Server(silence: 25);
        MachineScript script = new MachineScript(policy with { Heartbeat = policy.Heartbeat! with { Answer = answer } }).Opened();

        script.At(10, ClientInput.ServerHeartbeat(1)).At(20, ClientInput.Message(1)).At(50);

        Assert.Equal([declared], script.Times(EffectKind.NoteDeclaredDead));
    }

    [Fact]
    public void Heartbeats_of_the_server_that_do_not_come_are_missed_one_after_the_other()
    {
        MachineScript script = new MachineScript(Server(silence: 35)).Opened().At(40);

        // An allowance of a tenth of a second after each was due.
        Assert.Equal([10.1, 20.1, 30.1], script.Times(EffectKind.NoteMissed));
        Assert.Contains((10.1, ClientState.Suspect), script.States());
    }

    [Fact]
    public void A_watchdog_that_looks_now_and_then_is_late_by_up_to_one_look()
    {
        ClientPolicy policy = Server(silence: 25);
        MachineScript script = new MachineScript(policy with { Heartbeat = policy.Heartbeat! with { CheckEvery = TimeSpan.FromSeconds(10) } }).Opened();

        // Looks at 10, 20, 30: the last word came at 6, so the silence is over at 31, and is seen at 40.
        script.At(6, ClientInput.ServerHeartbeat(1)).At(60);

        Assert.Equal([40], script.Times(EffectKind.NoteDeclaredDead));
        Assert.Equal(6e6, script.Log.Single(entry => entry.Effect.Kind == EffectKind.NoteDeclaredDead).Effect.At);
    }

    [Fact]
    public void Looks_that_are_drawn_lie_between_the_look_and_its_spread()
    {
        double[] declared = [.. Enumerable.Range(1, 200).Select(seed => new MachineScript(
            Server(10) with { Heartbeat = Server(10).Heartbeat! with { CheckEvery = TimeSpan.FromSeconds(10), CheckSpread = 1 } }, seed: (ulong)seed).Opened().At(40).Times(EffectKind.NoteDeclaredDead).Single())];

        Assert.All(declared, at => Assert.InRange(at, 10, 20));
        Assert.True(declared.Max() - declared.Min() > 9, "the looks are not drawn");
    }

    [Fact]
    public void A_fixed_pace_is_not_moved_by_messages_and_only_a_reply_answers()
    {
        ClientPolicy policy = Beats(h => h with { Pace = HeartbeatPace.Fixed, Answer = AnswerRule.Reply, Misses = 2, ReplyTimeout = null });
        MachineScript script = new MachineScript(policy).Opened();

        script.At(10.1, ClientInput.Reply(1)).At(15, ClientInput.Message(1)).At(25, ClientInput.Message(1)).At(60);

        // The second heartbeat that finds the one before unanswered closes, whatever else came.
        Assert.Equal([10, 20, 30], script.Times(EffectKind.SendHeartbeat));
        Assert.Equal([30], script.Times(EffectKind.NoteDeclaredDead));
    }

    [Fact]
    public void A_fixed_pace_starts_a_reply_timer_with_each_heartbeat()
    {
        ClientPolicy policy = Beats(h => h with { Form = HeartbeatForm.Ping, Pace = HeartbeatPace.Fixed, Answer = AnswerRule.Reply });
        MachineScript script = new MachineScript(policy).Opened();

        script.At(10.1, ClientInput.Reply(1)).At(21, ClientInput.Message(1)).At(60);

        Assert.Equal([10, 20], script.Times(EffectKind.SendHeartbeat));
        Assert.Equal([24], script.Times(EffectKind.NoteDeclaredDead));
    }

    [Fact]
    public void After_silence_with_replies_only_the_next_heartbeat_counts_from_the_reply()
    {
        MachineScript script = new MachineScript(Beats(h => h with { Answer = AnswerRule.Reply })).Opened();

        script.At(9, ClientInput.Message(1)).At(11, ClientInput.Reply(1)).At(60);

        Assert.Equal([10, 21], script.Times(EffectKind.SendHeartbeat));
        Assert.Equal([25], script.Times(EffectKind.NoteDeclaredDead));
    }

    [Fact]
    public void Pong_frames_are_sent_for_ever_and_nothing_is_missed()
    {
        MachineScript script = new MachineScript(Beats(h => h with { Form = HeartbeatForm.Pong, Pace = HeartbeatPace.Fixed, ReplyTimeout = null })).Opened().At(55);

        Assert.Equal([10, 20, 30, 40, 50], script.Times(EffectKind.SendHeartbeat));
        Assert.Empty(script.Times(EffectKind.NoteMissed));
        Assert.Empty(script.Times(EffectKind.NoteDeclaredDead));
    }

    [Fact]
    public void A_drawn_start_spreads_the_first_heartbeats_over_an_interval()
    {
        ClientPolicy policy = Beats(h => h with { RandomStart = true, Pace = HeartbeatPace.Fixed, Misses = 3, ReplyTimeout = null });

        double[][] beats = [.. Enumerable.Range(1, 200).Select(seed => new MachineScript(policy, seed: (ulong)seed).Opened().At(20).Times(EffectKind.SendHeartbeat))];

        Assert.All(beats, times => Assert.InRange(times[0], 0, 10));
        Assert.All(beats, times => Assert.Equal(10, times[1] - times[0], 1e-6));
        Assert.True(beats.Max(times => times[0]) - beats.Min(times => times[0]) > 9, "the first heartbeats are not drawn");
    }

    private static ClientPolicy Server(double silence) => Beats(h => h with { Sender = HeartbeatSender.Server, Message = "pong", ReplyTimeout = null, Silence = TimeSpan.FromSeconds(silence) });

    /// <summary>A ping after 10 s, a reply timer of 4 s, with a change.</summary>
    private static ClientPolicy Beats(Func<HeartbeatPolicy, HeartbeatPolicy> change) => Policies.Pings() with { Heartbeat = change(Policies.Pings().Heartbeat!), Reconnect = Policies.Quiet().Reconnect };
}
