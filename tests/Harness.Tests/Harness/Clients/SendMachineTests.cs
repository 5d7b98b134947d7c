using Harness.Clients;
using static Harness.Clients.Machines.ClientInput;

namespace Harness.Tests.Clients;

/// <summary>behaviours.md: a send while connecting is deferred until open, never thrown, never lost.</summary>
public sealed class SendMachineTests
{
    [Fact]
    public void A_send_on_an_open_socket_goes_out_at_once()
    {
        var script = new MachineScript(Policies.Quiet()).Opened().At(3, Send);

        Assert.Equal([(3, 1)], Sent(script));
    }

    [Fact]
    public void Sends_wait_for_the_open_in_order_over_failed_attempts()
    {
        var script = new MachineScript(Policies.Rounds())
            .At(0, Send, Start).At(1, Send).At(2, AttemptFailed(1)).At(3, Send).At(12, AttemptFailed(2)).At(13, Send).At(21, Opened(3)).At(22, Send);

        Assert.Equal([(21, 1), (21, 2), (21, 3), (21, 4), (22, 5)], Sent(script));
        Assert.Equal([false, false, false, false, true], script.Log.Where(entry => entry.Effect.Kind == EffectKind.NoteSendAsked).Select(entry => entry.Effect.Flag));
    }

    [Fact]
    public void A_send_after_a_loss_waits_for_the_next_open()
    {
        var script = new MachineScript(Policies.Quiet()).Opened().At(3, Closed(1, isError: false), Send).At(9, Opened(2));

        Assert.Equal([(9, 1)], Sent(script));
    }

    [Fact]
    public void A_client_with_topics_subscribes_once_on_every_connection()
    {
        var script = new MachineScript(Policies.Rounds(), topics: 2)
            .At(0, Start).At(1, AttemptFailed(1)).At(11, Opened(2)).At(20, Closed(2, isError: true)).At(21, Opened(3));

        Assert.Equal([(11, 1), (21, 2)], Sent(script));
    }

    private static (double At, int Number)[] Sent(MachineScript script) =>
        [.. script.Log.Where(entry => entry.Effect.Kind == EffectKind.Send).Select(entry => (entry.At, entry.Effect.Number))];
}
