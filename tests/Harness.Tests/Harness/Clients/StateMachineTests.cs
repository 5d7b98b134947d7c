using Harness.Clients;
using Harness.Journal;
using static Harness.Clients.Machines.ClientInput;

namespace Harness.Tests.Clients;

/// <summary>The states that the live view and the report's time line count.</summary>
public sealed class StateMachineTests
{
    [Fact]
    public void A_client_passes_through_every_state_and_says_so_once_each()
    {
        ClientPolicy policy = Policies.Rounds() with
        {
            Fallback = new FallbackPolicy { OnLoss = TimeSpan.FromSeconds(1), Every = TimeSpan.FromSeconds(2), Timeout = TimeSpan.FromSeconds(1) },
        };
        var script = new MachineScript(policy, topics: 1);
        Assert.Equal(ClientState.Idle, script.Machine.State);

        script.At(0, Start).At(1, Opened(1)).At(1.02, Message(1))
            .At(22, Message(1))      // suspect at 21.02: the heartbeat of 11.02 was unanswered
            .At(60)                  // dead at 52
            .At(60.5, Opened(2))
            .At(70, CloseByUser);

        Assert.Equal(
            [
                (0, ClientState.Connecting), (1, ClientState.Open), (21.02, ClientState.Suspect), (22, ClientState.Open),
                (42, ClientState.Suspect), (52, ClientState.Reconnecting), (53, ClientState.Polling), (60.5, ClientState.Open), (70, ClientState.Closed),
            ],
            script.States());
    }

    [Fact]
    public void A_first_attempt_that_fails_makes_a_reconnecting_client()
    {
        var script = new MachineScript(Policies.Pings()).At(0, Start).At(0.5, AttemptFailed(1)).At(3);

        Assert.Equal([(0, ClientState.Connecting), (0.5, ClientState.Reconnecting)], script.States());
    }

    [Fact]
    public void Polling_goes_on_beside_waiting_and_attempting()
    {
        var fallback = new FallbackPolicy { OnLoss = TimeSpan.Zero, Every = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(1) };
        var script = new MachineScript(Policies.Quiet(fallback), topics: 1).Opened().At(0.1, FetchAnswered(0, 1, FetchReason.Open))
            .At(10, Closed(1, isError: false)).At(16, AttemptFailed(2)).At(17);

        Assert.Equal(ClientState.Polling, script.Machine.State);
        Assert.Equal([ClientState.Connecting, ClientState.Open, ClientState.Polling], script.States().Select(entry => entry.State).Where(state => state != ClientState.Reconnecting));
    }
}
