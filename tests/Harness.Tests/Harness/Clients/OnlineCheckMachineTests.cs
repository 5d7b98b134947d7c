using Harness.Clients;
using Harness.Journal;
using static Harness.Clients.Machines.ClientInput;

namespace Harness.Tests.Clients;

/// <summary>Field notes 002: a lost client asks whether there is a network, and makes no attempt while there is no answer.</summary>
public sealed class OnlineCheckMachineTests
{
    /// <summary>A loss is followed after 5 s by a check, which may take 1 s and is made again after 3 s.</summary>
    private static ClientPolicy Policy => Policies.Quiet() with
    {
        Reconnect = Policies.Quiet().Reconnect with
        {
            OnlineCheck = new OnlineCheckPolicy { Every = TimeSpan.FromSeconds(3), Timeout = TimeSpan.FromSeconds(1) },
            Rules = [new ReconnectRule("1001", ReconnectAction.AtNextSend)],
        },
    };

    private static MachineScript Lost => new MachineScript(Policy).Opened().At(3, Closed(1, isError: false));

    [Fact]
    public void The_first_attempt_asks_nobody()
    {
        MachineScript script = new MachineScript(Policy).At(0, Start);

        Assert.Equal([0], script.Times(EffectKind.Connect));
        Assert.Empty(script.Times(EffectKind.CheckOnline));
    }

    [Fact]
    public void A_lost_client_asks_when_its_delay_is_over_and_connects_when_it_is_answered()
    {
        MachineScript script = Lost.At(8.4, OnlineAnswered(1, isOnline: true)).At(9, Opened(2)).At(30);

        Assert.Equal([8], script.Times(EffectKind.CheckOnline));
        Assert.Equal([0, 8.4], script.Times(EffectKind.Connect));
        Assert.Equal(AttemptCause.Loss, script.Log.Last(entry => entry.Effect.Kind == EffectKind.Connect).Effect.Cause);
        Assert.Equal([(8.4, true)], Noted(script));
    }

    [Fact]
    public void While_nobody_answers_it_goes_on_asking_and_does_not_connect()
    {
        MachineScript script = Lost.At(8.4, OnlineAnswered(1, isOnline: false)).At(17);

        // Refused at 8.4 s; asked again 3 s later, which hangs for its second; and 3 s after that.
        Assert.Equal([8, 11.4, 15.4], script.Times(EffectKind.CheckOnline));
        Assert.Equal([(8.4, false), (12.4, false), (16.4, false)], Noted(script));
        Assert.Equal([0], script.Times(EffectKind.Connect));

        script.At(19.4).At(19.5, OnlineAnswered(4, isOnline: true));
        Assert.Equal([0, 19.5], script.Times(EffectKind.Connect));
    }

    [Fact]
    public void An_answer_that_comes_too_late_or_twice_changes_nothing()
    {
        MachineScript script = Lost.At(9.5, OnlineAnswered(1, isOnline: true)).At(12.5, OnlineAnswered(1, isOnline: true), OnlineAnswered(2, isOnline: true), OnlineAnswered(2, isOnline: true));

        Assert.Equal([0, 12.5], script.Times(EffectKind.Connect));
        Assert.Equal([(9, false), (12.5, true)], Noted(script));
    }

    [Fact]
    public void A_failed_attempt_is_followed_by_a_check_of_its_own()
    {
        MachineScript script = Lost.At(8, OnlineAnswered(1, isOnline: true)).At(8.2, AttemptFailed(2, isError: false)).At(14, OnlineAnswered(2, isOnline: true));

        Assert.Equal([8, 13.2], script.Times(EffectKind.CheckOnline));
        Assert.Equal([0, 8, 14], script.Times(EffectKind.Connect));
    }

    [Fact]
    public void A_message_that_brings_a_dormant_client_back_waits_for_the_answer_too()
    {
        MachineScript script = new MachineScript(Policy).Opened().At(3, Closed(1, new ConnectionEnd(CloseCause.CloseFrame, 1001)))
            .At(20, Send).At(20.1, Send).At(20.2, OnlineAnswered(1, isOnline: true)).At(20.3, Opened(2));

        Assert.Equal([20], script.Times(EffectKind.CheckOnline));
        Assert.Equal([0, 20.2], script.Times(EffectKind.Connect));
        Assert.Equal([20.3, 20.3], script.Times(EffectKind.Send));
    }

    [Fact]
    public void Who_is_closed_while_asking_stays_closed()
    {
        MachineScript script = Lost.At(8.1, CloseByUser).At(8.2, OnlineAnswered(1, isOnline: true)).At(60);

        Assert.Equal([0], script.Times(EffectKind.Connect));
    }

    [Fact]
    public void The_bound_has_room_for_a_check_that_hung_the_pause_and_one_that_is_answered() => Assert.Equal(
        Policies.Quiet().RecoveryBound(TimeSpan.FromSeconds(30)) + TimeSpan.FromSeconds(5), Policy.RecoveryBound(TimeSpan.FromSeconds(30)));

    [Fact]
    public void The_listing_of_002_does_not_care_for_the_answer()
    {
        var machine = new PingTimeoutAsWritten(Policy with { AsWritten = AsWritten.PingTimeout }, topics: 0, seed: 1);
        List<ClientEffect> effects = [];
        machine.Step(0, Start, effects);
        machine.Step(1, Opened(1), effects);
        machine.Step(2, Closed(1, isError: false), effects);
        machine.Step(6_000_000, TimerDue, effects);

        Assert.Equal(3, effects.Count(effect => effect.Kind == EffectKind.Connect));
        Assert.DoesNotContain(effects, effect => effect.Kind == EffectKind.CheckOnline);
    }

    private static (double At, bool Online)[] Noted(MachineScript script) =>
        [.. script.Log.Where(entry => entry.Effect.Kind == EffectKind.NoteOnline).Select(entry => (entry.At, entry.Effect.Flag))];
}
