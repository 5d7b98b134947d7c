using Harness.Clients;
using static Harness.Clients.Machines.ClientInput;

namespace Harness.Tests.Clients;

/// <summary>behaviours.md, ping-timeout: a ping after I of silence, dead when T after it no message came.</summary>
public sealed class PingTimeoutMachineTests
{
    [Fact]
    public void A_ping_goes_out_only_after_silence()
    {
        var script = new MachineScript(Policies.Pings(), topics: 1).At(0, Start).At(1, Opened(1)).At(9, Message(1)).At(18, Push(1, 0, 1)).At(27.9);

        Assert.Empty(script.Times(EffectKind.SendHeartbeat));
        Assert.Equal([28], script.At(28).Times(EffectKind.SendHeartbeat));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(0.5)]
    [InlineData(25)]
    public void Without_a_message_within_the_reply_timer_the_connection_is_dead(double timeout)
    {
        var script = new MachineScript(Policies.Pings(timeout)).At(0, Start).At(1, Opened(1)).At(3, Message(1)).At(13 + timeout);

        Assert.Equal([13], script.Times(EffectKind.SendHeartbeat));
        Assert.Equal([13 + timeout], script.Times(EffectKind.NoteDeclaredDead));
        Assert.Equal([EffectKind.NoteMissed, EffectKind.NoteDeclaredDead, EffectKind.Abort], script.KindsAt(13 + timeout));
    }

    [Fact]
    public void A_message_within_the_reply_timer_starts_the_silence_anew()
    {
        var script = new MachineScript(Policies.Pings()).Opened().At(13.9, Message(1)).At(27.8);

        Assert.Equal([10, 23.9], script.Times(EffectKind.SendHeartbeat));
        Assert.Empty(script.Times(EffectKind.NoteDeclaredDead));
        Assert.Equal([27.9], script.At(28).Times(EffectKind.NoteDeclaredDead));
    }

    [Fact]
    public void Only_the_close_reconnects_one_second_later()
    {
        var script = new MachineScript(Policies.Pings()).Opened().At(14).At(14, Closed(1, isError: false), Closed(1, isError: true)).At(16.9);

        Assert.Equal([0, 15], script.Times(EffectKind.Connect));
    }

    [Fact]
    public void A_little_lateness_does_not_add_up()
    {
        var script = new MachineScript(Policies.Pings()) { Lag = 0.5 }.Opened().At(15);

        Assert.Equal([10.5], script.Times(EffectKind.SendHeartbeat));
        Assert.Equal([14.5], script.Times(EffectKind.NoteDeclaredDead));
    }

    [Fact]
    public void A_ping_that_a_stall_made_late_leaves_the_whole_reply_timer()
    {
        var script = new MachineScript(Policies.Pings()).Opened().At(5).StallUntil(30).At(40);

        Assert.Equal([30], script.Times(EffectKind.SendHeartbeat));
        Assert.Equal([34], script.Times(EffectKind.NoteDeclaredDead));
    }
}
