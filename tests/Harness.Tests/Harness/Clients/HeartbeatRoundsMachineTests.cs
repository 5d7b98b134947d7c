using Harness.Clients;
using static Harness.Clients.Machines.ClientInput;

namespace Harness.Tests.Clients;

/// <summary>behaviours.md, heartbeat-rounds: at once on open, after I of silence, dead at N·I.</summary>
public sealed class HeartbeatRoundsMachineTests
{
    [Fact]
    public void A_heartbeat_goes_out_at_once_on_open_and_then_after_an_interval_of_silence()
    {
        var script = new MachineScript(Policies.Rounds()).At(0, Start).At(1, Opened(1)).At(1.02, Message(1)).At(20);

        Assert.Equal([1, 11.02], script.Times(EffectKind.SendHeartbeat));
    }

    [Fact]
    public void Without_at_once_the_first_heartbeat_waits_for_the_interval()
    {
        ClientPolicy policy = Policies.Rounds();
        var script = new MachineScript(policy with { Heartbeat = policy.Heartbeat! with { AtOnce = false } }).At(0, Start).At(1, Opened(1)).At(20);

        Assert.Equal([11], script.Times(EffectKind.SendHeartbeat));
    }

    [Fact]
    public void Any_message_restarts_the_timer()
    {
        var script = new MachineScript(Policies.Rounds(), topics: 1).Opened()
            .At(6, Message(1)).At(15, Push(1, 0, 3)).At(24, Push(1, 0, 2)).At(33, Message(1)).At(42.9);

        Assert.Equal([0], script.Times(EffectKind.SendHeartbeat));
        Assert.Equal([0, 43], script.At(43).Times(EffectKind.SendHeartbeat));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void The_nth_unanswered_heartbeat_closes_after_n_intervals_of_silence(int misses)
    {
        var script = new MachineScript(Policies.Rounds(misses)).Opened().At(0.02, Message(1)).At(100);

        Assert.Equal([0, .. Enumerable.Range(1, misses).Select(n => (n * 10) + 0.02)], script.Times(EffectKind.SendHeartbeat)[..(misses + 1)]);
        Assert.Equal((misses * 10) + 0.02, script.Times(EffectKind.NoteDeclaredDead)[0]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void The_heartbeat_on_open_is_no_round_even_if_nobody_answers_it(int misses)
    {
        var script = new MachineScript(Policies.Rounds(misses)).Opened().At(100);

        Assert.Equal(misses * 10, script.Times(EffectKind.NoteDeclaredDead)[0]);
    }

    [Fact]
    public void Any_message_sets_the_count_to_zero()
    {
        var script = new MachineScript(Policies.Rounds()).Opened().At(0.02, Message(1)).At(25, Message(1)).At(54.9);

        Assert.Empty(script.Times(EffectKind.NoteDeclaredDead));
        Assert.Equal([55], script.At(55).Times(EffectKind.NoteDeclaredDead));
    }

    [Fact]
    public void What_is_unanswered_is_counted_when_the_next_is_due()
    {
        var script = new MachineScript(Policies.Rounds()).Opened().At(0.02, Message(1)).At(31);

        Assert.Equal(
            [(20.02, 1), (30.02, 2)],
            script.Log.Where(entry => entry.Effect.Kind == EffectKind.NoteMissed).Select(entry => (entry.At, entry.Effect.Number)));
    }

    [Fact]
    public void The_client_closes_actively_and_reconnects_as_after_a_close()
    {
        var script = new MachineScript(Policies.Rounds()).Opened().At(0.02, Message(1)).At(40);

        Assert.Equal(
            [EffectKind.NoteMissed, EffectKind.SendHeartbeat, EffectKind.NoteDeclaredDead, EffectKind.Abort],
            script.KindsAt(30.02));
        Assert.Equal([0, 35.02], script.Times(EffectKind.Connect));
    }

    [Fact]
    public void A_new_connection_counts_from_zero()
    {
        var script = new MachineScript(Policies.Rounds()).Opened().At(0.02, Message(1)).At(25, Closed(1, isError: true))
            .At(26, Opened(2)).At(26.02, Message(2)).At(56);

        Assert.Empty(script.Times(EffectKind.NoteDeclaredDead));
        Assert.Equal([56.02], script.At(57).Times(EffectKind.NoteDeclaredDead));
    }

    [Fact]
    public void Timers_that_fire_a_little_late_do_not_add_up()
    {
        var script = new MachineScript(Policies.Rounds(5)) { Lag = 0.5 }.Opened().At(0.02, Message(1)).At(51);

        Assert.Equal([0, 10.52, 20.52, 30.52, 40.52, 50.52], script.Times(EffectKind.SendHeartbeat));
        Assert.Equal([50.52], script.Times(EffectKind.NoteDeclaredDead));
    }

    [Fact]
    public void After_a_stall_of_our_own_there_is_one_heartbeat_and_a_whole_count_ahead()
    {
        var script = new MachineScript(Policies.Rounds()).Opened().At(0.02, Message(1)).At(5).StallUntil(47).At(80);

        Assert.Equal([0, 47, 57, 67], script.Times(EffectKind.SendHeartbeat));
        Assert.Equal([67], script.Times(EffectKind.NoteDeclaredDead));
    }

    [Fact]
    public void A_stall_between_two_heartbeats_does_not_declare_early()
    {
        // The second heartbeat, due at 20.02, goes out at 29: the third has to leave its answer a whole interval.
        var script = new MachineScript(Policies.Rounds()).Opened().At(0.02, Message(1)).At(11).StallUntil(29).At(60);

        Assert.Equal([0, 10.02, 29, 39], script.Times(EffectKind.SendHeartbeat));
        Assert.Equal([39], script.Times(EffectKind.NoteDeclaredDead));
    }

    [Fact]
    public void A_heartbeat_says_when_it_was_due()
    {
        var script = new MachineScript(Policies.Rounds()) { Lag = 0.25 }.Opened().At(11);

        Assert.Equal([0, 10_000_000], script.Log.Where(entry => entry.Effect.Kind == EffectKind.SendHeartbeat).Select(entry => entry.Effect.At));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(4)]
    public void What_timers_were_late_is_told_with_the_declaration(double lag)
    {
        var script = new MachineScript(Policies.Rounds(3)) { Lag = lag }.Opened().At(0.02, Message(1)).At(100);

        (double at, ClientEffect declared) = script.Log.First(entry => entry.Effect.Kind == EffectKind.NoteDeclaredDead);
        Assert.Equal(30_000_000, (long)Math.Round(at * 1e6) - declared.Number - declared.At);
    }
}
