using Harness.Clients;
using Harness.Journal;
using static Harness.Clients.Machines.ClientInput;

namespace Harness.Tests.Clients;

/// <summary>behaviours.md and semantics.md on reconnects: one pending attempt per loss, the lock, the backoff.</summary>
public sealed class ReconnectMachineTests
{
    [Theory]
    [InlineData(false, 8)]
    [InlineData(true, 3)]
    public void Rounds_wait_five_seconds_after_a_close_and_none_after_an_error(bool isError, double expected)
    {
        var script = new MachineScript(Policies.Rounds()).Opened().At(3, Closed(1, isError)).At(12);

        Assert.Equal([0, expected], script.Times(EffectKind.Connect));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_error_and_a_close_of_one_loss_cause_one_attempt(bool errorFirst)
    {
        var script = new MachineScript(Policies.Rounds()).Opened()
            .At(3, Closed(1, errorFirst), Closed(1, !errorFirst))
            .At(3.1, Closed(1, true), Closed(1, false))
            .At(12);

        Assert.Equal(2, script.Times(EffectKind.Connect).Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Under_the_lock_an_attempt_that_failed_early_waits_for_the_locks_end(bool isError)
    {
        var script = new MachineScript(Policies.Rounds()).Opened().At(3, Closed(1, isError: false)).At(8.5, AttemptFailed(2, isError)).At(19);

        Assert.Equal([0, 8, 18], script.Times(EffectKind.Connect));
    }

    [Fact]
    public void When_the_lock_ends_a_hung_attempt_is_aborted_and_the_next_starts_at_once()
    {
        var script = new MachineScript(Policies.Rounds()).Opened().At(3, Closed(1, isError: false)).At(39);

        Assert.Equal([0, 8, 18, 28, 38], script.Times(EffectKind.Connect));
        Assert.Equal([EffectKind.NoteAttemptTimeout, EffectKind.Abort, EffectKind.Connect], script.KindsAt(18));
    }

    [Fact]
    public void An_open_ends_the_lock()
    {
        var script = new MachineScript(Policies.Rounds()).Opened().At(3, Closed(1, isError: true)).At(4, Opened(2)).At(5, Closed(2, isError: true)).At(6);

        Assert.Equal([0, 3, 5], script.Times(EffectKind.Connect));
    }

    [Fact]
    public void ReconnectingWebSocket_waits_half_as_long_again_after_each_failure_and_thirty_seconds_at_most()
    {
        double[] gaps = GapsWhenRefused(new MachineScript(Policies.Pings()).Opened().At(5, Closed(1, isError: false)), attempts: 14);

        Assert.Equal([1, 1.5, 2.25, 3.375, 5.0625, 7.59375, 11.390625, 17.085938, 25.628906, 30, 30, 30, 30, 30], gaps, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void ReconnectingWebSocket_waits_one_second_first_also_when_the_very_first_attempt_fails()
    {
        var script = new MachineScript(Policies.Pings()).At(0, Start).At(0.1, AttemptFailed(1)).At(1.2, AttemptFailed(2)).At(3);

        Assert.Equal([0, 1.1, 2.7], script.Times(EffectKind.Connect));
    }

    [Fact]
    public void An_open_resets_the_backoff()
    {
        var script = new MachineScript(Policies.Pings()).Opened().At(5, Closed(1, isError: false));
        GapsWhenRefused(script, attempts: 6);
        double last = script.Times(EffectKind.Connect)[^1];

        script.At(last + 0.1, Opened(script.Connection)).At(last + 1, Closed(script.Connection, isError: true)).At(last + 3);

        Assert.Equal(last + 2, script.Times(EffectKind.Connect)[^1], 1e-6);
    }

    [Fact]
    public void ReconnectingWebSocket_gives_a_hung_attempt_two_seconds_and_then_waits()
    {
        var script = new MachineScript(Policies.Pings()).Opened().At(5, Closed(1, isError: false)).At(14);

        Assert.Equal([0, 6, 9.5, 13.75], script.Times(EffectKind.Connect));
        Assert.Equal([8, 11.5], script.Times(EffectKind.NoteAttemptTimeout));
        Assert.Equal([EffectKind.NoteAttemptTimeout, EffectKind.Abort], script.KindsAt(8));
    }

    [Fact]
    public void The_old_socket_is_gone_before_a_new_one_opens()
    {
        ClientPolicy policy = Policies.Rounds() with { Reconnect = Policies.Rounds().Reconnect with { Delay = TimeSpan.Zero } };
        var script = new MachineScript(policy).Opened().At(0.02, Message(1)).At(31);

        Assert.Equal([EffectKind.NoteDeclaredDead, EffectKind.Abort, EffectKind.Connect], script.KindsAt(30.02)[^3..]);
    }

    [Fact]
    public void Inputs_of_an_old_connection_change_nothing()
    {
        // That they cause no effect is EffectRules' part; that they move no timer is seen in the times.
        var script = new MachineScript(Policies.Rounds(), topics: 1).Opened().At(0.02, Message(1)).At(3, Closed(1, isError: true)).At(4, Opened(2)).At(4.02, Message(2))
            .At(9, Message(1), Push(1, 0, 7), Closed(1, isError: false), Opened(1), AttemptFailed(1))
            .At(14.01);

        Assert.Equal([0, 4], script.Times(EffectKind.SendHeartbeat));
        Assert.Equal([0, 4, 14.02], script.At(14.02).Times(EffectKind.SendHeartbeat));
        Assert.Equal(2, script.Connection);
    }

    [Fact]
    public void A_late_failure_of_an_aborted_attempt_starts_nothing()
    {
        var script = new MachineScript(Policies.Rounds()).Opened().At(3, Closed(1, isError: false)).At(18).At(18.5, AttemptFailed(2), Opened(2)).At(27.9);

        Assert.Equal([0, 8, 18], script.Times(EffectKind.Connect));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8.5)]
    [InlineData(20)]
    public void A_client_closed_by_its_user_stays_closed(double at)
    {
        // At 0 it is open, at 3 it waits, at 8.5 it attempts, at 20 it is open again.
        var script = new MachineScript(Policies.Rounds(), topics: 1).Opened();
        if (at > 0)
        {
            script.At(2, Closed(1, isError: false));
        }

        if (at > 10)
        {
            script.At(9, Opened(2));
        }

        script.At(at, CloseByUser);
        int effects = script.Log.Count;
        script.At(at + 1, Closed(script.Connection, isError: false), Opened(script.Connection), AttemptFailed(script.Connection), Start, Send, TimerDue).At(1000);

        Assert.Equal(effects, script.Log.Count);
        Assert.Single(script.Times(EffectKind.NoteClosedByUser));
        Assert.Equal(at is 0 or 20 ? [at] : [], script.Times(EffectKind.Close));
        Assert.Equal(at == 8.5 ? [at] : [], script.Times(EffectKind.Abort));
        Assert.Equal(ClientState.Closed, script.Machine.State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8.5)]
    public void A_client_that_leaves_says_nothing_on_any_wire(double at)
    {
        var script = new MachineScript(Policies.Rounds(), topics: 1).Opened();
        if (at > 0)
        {
            script.At(2, Closed(1, isError: false));
        }

        int before = script.At(at).Log.Count;
        script.At(at, Leave).At(at + 1, Message(script.Connection), Closed(script.Connection, isError: false), Send, CloseByUser).At(1000);

        Assert.Equal([(at, new ClientEffect(EffectKind.NoteState, State: ClientState.Closed))], script.Log.Skip(before));
    }

    [Fact]
    public void The_same_seed_draws_the_same_delays_and_another_one_others()
    {
        double[] first = Jittered(1), again = Jittered(1), other = Jittered(2);

        Assert.Equal(first, again);
        // The last draws may both end at the cap.
        Assert.All(first.Zip(other).Take(8), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public void Jitter_stays_within_its_share_and_under_the_cap()
    {
        double[][] runs = [.. Enumerable.Range(1, 50).Select(seed => Jittered((ulong)seed))];

        for (int attempt = 0; attempt < 10; attempt++)
        {
            double bare = Math.Min(Math.Pow(1.5, attempt), 30);
            Assert.All(runs, gaps => Assert.InRange(gaps[attempt], (bare * 0.8) - 1e-5, Math.Min(bare * 1.2, 30) + 1e-5));
            Assert.True(runs.Max(gaps => gaps[attempt]) > Math.Min(bare * 1.1, 30) - 1e-5);
            Assert.True(runs.Min(gaps => gaps[attempt]) < bare * 0.9);
        }
    }

    private static double[] Jittered(ulong seed)
    {
        ClientPolicy policy = Policies.Pings() with { Reconnect = Policies.Pings().Reconnect with { Jitter = 0.2 } };
        return GapsWhenRefused(new MachineScript(policy, seed: seed).Opened().At(5, Closed(1, isError: false)), attempts: 10);
    }

    /// <summary>From each end (the loss, then every refused attempt) to the attempt after it.</summary>
    private static double[] GapsWhenRefused(MachineScript script, int attempts)
    {
        var gaps = new double[attempts];
        double ended = 5;
        for (int i = 0; i < attempts; i++)
        {
            int connection = script.Connection;
            script.At(script.Machine.NextDue / 1e6);
            Assert.Equal(connection + 1, script.Connection);
            double began = script.Times(EffectKind.Connect)[^1];
            gaps[i] = began - ended;
            if (i < attempts - 1)
            {
                script.At(began, AttemptFailed(script.Connection));
            }

            ended = began;
        }

        return gaps;
    }
}
