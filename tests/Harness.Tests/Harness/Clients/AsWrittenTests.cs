using Harness.Clients;
using Harness.Journal;

namespace Harness.Tests.Clients;

/// <summary>The two listings of the field notes, flaws included: what they do is read from the listing, line by line. Seconds.</summary>
public sealed class AsWrittenTests
{
    private readonly List<(double At, ClientEffect Effect)> _log = [];

    [Fact]
    public void One_loss_by_error_makes_a_second_socket_at_once_and_a_third_after_five_seconds()
    {
        IClientMachine machine = Rounds();
        Play(machine, 0, ClientInput.Start, ClientInput.Opened(1));

        Play(machine, 10, ClientInput.Closed(1, isError: true));
        Play(machine, 10.1, ClientInput.Opened(2));
        Play(machine, 16, ClientInput.Opened(3));

        Assert.Equal([0, 10, 15], Times(EffectKind.Connect));
        Assert.Empty(Times(EffectKind.Abort));
    }

    [Fact]
    public void A_close_frame_alone_makes_one_socket()
    {
        IClientMachine machine = Rounds();
        Play(machine, 0, ClientInput.Start, ClientInput.Opened(1));

        Play(machine, 10, ClientInput.Closed(1, new ConnectionEnd(CloseCause.CloseFrame, 1001)));
        Play(machine, 60);

        Assert.Equal([0, 15], Times(EffectKind.Connect).Take(2));
    }

    [Fact]
    public void On_a_silent_drop_the_rounds_stop_at_one_and_nothing_is_ever_declared()
    {
        IClientMachine machine = Rounds();
        Play(machine, 0, ClientInput.Start, ClientInput.Opened(1));
        Play(machine, 1, ClientInput.Reply(1));

        Play(machine, 10_000);

        // One on open, one 30 s after the last message, and no more.
        Assert.Equal([0, 31], Times(EffectKind.SendHeartbeat));
        Assert.Empty(Times(EffectKind.NoteDeclaredDead));
    }

    [Fact]
    public void The_timer_of_a_lost_socket_fires_on_the_next_one_that_is_not_open()
    {
        IClientMachine machine = Rounds();
        Play(machine, 0, ClientInput.Start, ClientInput.Opened(1));

        Play(machine, 29, ClientInput.Closed(1, isError: true));
        Play(machine, 31);

        // Due at 30, on socket 2, which is still connecting.
        (double at, ClientEffect beat) = _log.Last(entry => entry.Effect.Kind == EffectKind.SendHeartbeat);
        Assert.Equal((30, 2), (at, beat.Connection));
    }

    [Fact]
    public void Rounds_are_counted_on_a_closed_socket_too_by_the_timers_that_were_left()
    {
        ClientPolicy policy = Policies.Preset("heartbeat-rounds-as-written") with { Heartbeat = Policies.Preset("heartbeat-rounds").Heartbeat! with { Misses = 2 } };
        IClientMachine machine = ClientMachines.Create(policy with { AsWritten = AsWritten.HeartbeatRounds }, 0, 1);
        Play(machine, 0, ClientInput.Start, ClientInput.Opened(1));
        Play(machine, 1, ClientInput.Closed(1, isError: true));
        Play(machine, 1.5, ClientInput.Opened(2));
        Play(machine, 7, ClientInput.Opened(3));

        // Timers of sockets 1 and 2 fire at 30 and 31.5 on socket 3, which is open: the second is the round that closes.
        Play(machine, 32);

        Assert.Equal([31.5], Times(EffectKind.NoteDeclaredDead));
    }

    [Fact]
    public void An_attempt_that_hangs_is_not_aborted_when_the_lock_ends()
    {
        IClientMachine machine = Rounds();
        Play(machine, 0, ClientInput.Start, ClientInput.Opened(1));
        Play(machine, 10, ClientInput.Closed(1, isError: true));
        Play(machine, 41);

        Assert.Equal([0, 10, 20, 30, 40], Times(EffectKind.Connect));
        Assert.Empty(Times(EffectKind.Abort));
    }

    [Fact]
    public void A_socket_that_opens_while_a_newer_one_connects_throws_in_its_listener()
    {
        IClientMachine machine = Rounds();
        Play(machine, 0, ClientInput.Start, ClientInput.Opened(1));
        Play(machine, 10, ClientInput.Closed(1, isError: true));

        // Socket 2 opens after the lock ended and socket 3 was made: the heartbeat goes to 3 and throws, so the lock stays and the next attempt comes.
        Play(machine, 21, ClientInput.Opened(2));
        Play(machine, 31);

        Assert.Equal(3, _log.Last(entry => entry.Effect.Kind == EffectKind.SendHeartbeat && entry.At == 21).Effect.Connection);
        Assert.Equal([0, 10, 20, 30], Times(EffectKind.Connect));
    }

    [Fact]
    public void Each_close_of_the_first_ReconnectingWebSocket_builds_another_beside_it()
    {
        IClientMachine machine = ClientMachines.Create(Policies.Preset("ping-timeout-as-written") with { AsWritten = AsWritten.PingTimeout }, 0, 1);
        Play(machine, 0, ClientInput.Start, ClientInput.Opened(1));

        Play(machine, 10, ClientInput.Closed(1, isError: true));
        Play(machine, 10.1, ClientInput.Opened(2));
        Play(machine, 11.1, ClientInput.Opened(3));

        // Built at once by the close; retried by the first after its second.
        Assert.Equal([0, 10, 11], Times(EffectKind.Connect));
        Assert.Empty(Times(EffectKind.Abort));
    }

    [Fact]
    public void A_first_attempt_that_fails_is_a_close_and_a_failed_retry_is_not()
    {
        IClientMachine machine = ClientMachines.Create(Policies.Preset("ping-timeout-as-written") with { AsWritten = AsWritten.PingTimeout }, 0, 1);

        Play(machine, 0, ClientInput.Start, ClientInput.AttemptFailed(1));
        Play(machine, 0.1, ClientInput.AttemptFailed(2));
        Play(machine, 1, ClientInput.AttemptFailed(3));
        Play(machine, 1.05);

        Assert.Equal([0, 0, 1], Times(EffectKind.Connect));
    }

    private static IClientMachine Rounds() => ClientMachines.Create(Policies.Preset("heartbeat-rounds-as-written") with { AsWritten = AsWritten.HeartbeatRounds, Fallback = null }, 0, 1);

    private double[] Times(EffectKind kind) => [.. _log.Where(entry => entry.Effect.Kind == kind).Select(entry => entry.At)];

    /// <summary>Goes on to that time, timers included, and gives the inputs there.</summary>
    private void Play(IClientMachine machine, double seconds, params ReadOnlySpan<ClientInput> inputs)
    {
        long end = (long)Math.Round(seconds * 1e6);
        while (machine.NextDue <= end)
        {
            Step(machine, machine.NextDue, ClientInput.TimerDue);
        }

        foreach (ClientInput input in inputs)
        {
            Step(machine, end, input);
        }
    }

    private void Step(IClientMachine machine, long now, in ClientInput input)
    {
        var effects = new List<ClientEffect>();
        machine.Step(now, input, effects);
        _log.AddRange(effects.Select(effect => (now / 1e6, effect)));
    }
}
