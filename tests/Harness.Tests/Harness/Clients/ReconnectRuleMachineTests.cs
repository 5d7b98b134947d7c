using Harness.Clients;
using Harness.Journal;

namespace Harness.Tests.Clients;

/// <summary>What an end leads to: rules by code, status and cause, giving up, waiting for a message, nodes, and what counts as a failure. Seconds.</summary>
public sealed class ReconnectRuleMachineTests
{
    private const double Never = double.PositiveInfinity;

    [Theory]
    [InlineData(CloseCause.CloseFrame, 4000, Never)]
    [InlineData(CloseCause.CloseFrame, 4099, Never)]
    [InlineData(CloseCause.CloseFrame, 4100, 2)]
    [InlineData(CloseCause.CloseFrame, 1000, 5)]
    [InlineData(CloseCause.Fin, 0, 1)]
    [InlineData(CloseCause.Reset, 0, 3)]
    public void The_first_rule_that_fits_an_end_holds(CloseCause cause, int code, double after)
    {
        MachineScript script = new MachineScript(With("4000-4099", "4100: 2", "reset: 3", "1006: 1")).Opened();

        script.At(10, ClientInput.Closed(1, new ConnectionEnd(cause, code))).At(60);

        Assert.Equal(after == Never ? [0] : [0, 10 + after], script.Times(EffectKind.Connect).Take(2));
        Assert.Equal(after == Never ? [10] : [], script.Times(EffectKind.NoteGaveUp));
    }

    [Theory]
    [InlineData(CloseCause.HandshakeRefused, 401, Never)]
    [InlineData(CloseCause.HandshakeRefused, 503, 7)]
    [InlineData(CloseCause.HandshakeRefused, 500, 5)]
    [InlineData(CloseCause.Refused, 0, 4)]
    [InlineData(CloseCause.NameUnresolved, 0, Never)]
    public void Rules_are_about_failed_attempts_too(CloseCause cause, int status, double after)
    {
        ReconnectPolicy reconnect = Policies.Quiet().Reconnect with { DelayAfterError = null };
        ClientPolicy policy = Policies.Quiet() with { Reconnect = reconnect with { Rules = [.. Rules("503: 7", "refused: 4", "name-unresolved"), .. ReconnectPolicy.Refusals] } };
        MachineScript script = new MachineScript(policy).Opened();

        script.At(10, ClientInput.Closed(1, isError: false)).At(16, ClientInput.AttemptFailed(2, new ConnectionEnd(cause, status))).At(90);

        Assert.Equal(after == Never ? [0, 15] : [0, 15, 16 + after], script.Times(EffectKind.Connect));
    }

    [Fact]
    public void An_own_declaration_has_a_rule_of_its_own()
    {
        ClientPolicy policy = Policies.Pings() with { Reconnect = With("detected: 0", "1006: 9").Reconnect };
        MachineScript script = new MachineScript(policy).Opened().At(60);

        Assert.Equal([0, 14], script.Times(EffectKind.Connect).Take(2));
    }

    [Fact]
    public void A_server_that_refuses_the_credentials_by_a_message_ends_it()
    {
        MachineScript script = new MachineScript(Policies.Quiet()).Opened();

        script.At(5, ClientInput.AuthenticationRefused(1)).At(6, ClientInput.Closed(1, new ConnectionEnd(CloseCause.CloseFrame, 4001))).At(100);

        Assert.Equal([0], script.Times(EffectKind.Connect));
        Assert.Equal((int)GiveUpReason.Authentication, script.Log.Single(entry => entry.Effect.Kind == EffectKind.NoteGaveUp).Effect.Number);
    }

    [Fact]
    public void After_1001_the_client_waits_for_its_next_message_and_sends_it_on_the_new_socket()
    {
        MachineScript script = new MachineScript(Policies.Preset("lazy-reconnect") with { Send = null }).Opened();

        script.At(10, ClientInput.Closed(1, new ConnectionEnd(CloseCause.CloseFrame, 1001))).At(500);
        Assert.Equal([0], script.Times(EffectKind.Connect));
        Assert.Equal([10], script.Times(EffectKind.NoteWaitsForSend));

        script.At(500, ClientInput.Send).At(501, ClientInput.Opened(2));
        Assert.Equal([0, 500], script.Times(EffectKind.Connect));
        Assert.Equal(AttemptCause.Send, script.Log.Last(entry => entry.Effect.Kind == EffectKind.Connect).Effect.Cause);
        Assert.Equal([501], script.Times(EffectKind.Send));
    }

    [Fact]
    public void After_every_other_close_it_comes_back_at_once_and_waits_only_after_a_refusal()
    {
        MachineScript script = new MachineScript(Policies.Preset("lazy-reconnect") with { Send = null }).Opened();

        script.At(10, ClientInput.Closed(1, new ConnectionEnd(CloseCause.CloseFrame, 1011))).At(10.1, ClientInput.AttemptFailed(2)).At(12, ClientInput.Opened(3));

        Assert.Equal([0, 10, 11.1], script.Times(EffectKind.Connect));
    }

    [Fact]
    public void The_users_messages_come_at_their_interval_and_wait_in_order_for_the_socket()
    {
        ClientPolicy policy = Policies.Quiet() with { Send = new SendPolicy { Every = TimeSpan.FromSeconds(10) } };
        MachineScript script = new MachineScript(policy).Opened();

        script.At(9.99);
        double first = Assert.Single(script.Times(EffectKind.Send));
        script.At(10, ClientInput.Closed(1, isError: false)).At(15).At(first + 30, ClientInput.Opened(2));

        Assert.Equal([first, first + 10, first + 20, first + 30], script.Times(EffectKind.NoteSendAsked), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal([1, 2, 3, 4], script.Log.Where(entry => entry.Effect.Kind == EffectKind.Send).Select(entry => entry.Effect.Number));
    }

    [Fact]
    public void First_delays_come_one_after_the_other_and_then_it_gives_up()
    {
        MachineScript script = new MachineScript(Policies.Preset("signalr-timing") with { Heartbeat = null }).Opened();

        script.At(10, ClientInput.Closed(1, isError: true)).At(10.5, ClientInput.AttemptFailed(2)).At(13, ClientInput.AttemptFailed(3)).At(24, ClientInput.AttemptFailed(4));
        script.At(55, ClientInput.AttemptFailed(5)).At(1000);

        Assert.Equal([0, 10, 12.5, 23, 54], script.Times(EffectKind.Connect));
        Assert.Equal([55], script.Times(EffectKind.NoteGaveUp));
        Assert.Equal((int)GiveUpReason.AttemptsExhausted, script.Log.Single(entry => entry.Effect.Kind == EffectKind.NoteGaveUp).Effect.Number);
    }

    [Fact]
    public void A_connection_that_did_not_last_is_one_failure_more()
    {
        // partysocket: at once, 3 s, 3.9 s; counted from 0 again after 5 s.
        MachineScript script = new MachineScript(Policies.Preset("partysocket")).Opened();

        script.At(10, ClientInput.Closed(1, isError: false)).At(10.1, ClientInput.Opened(2));
        script.At(12, ClientInput.Closed(2, isError: false)).At(15.5, ClientInput.Opened(3));
        script.At(16, ClientInput.Closed(3, isError: false)).At(20, ClientInput.Opened(4));
        script.At(30, ClientInput.Closed(4, isError: false)).At(31);

        Assert.Equal([0, 10, 15, 19.9, 30], script.Times(EffectKind.Connect));
    }

    [Theory]
    [InlineData(14.5, 19.5)]
    [InlineData(100, 22)]
    public void A_dead_connection_is_closed_politely_for_a_while(double closeFrame, double reconnect)
    {
        ClientPolicy policy = Policies.Pings() with { Reconnect = Policies.Quiet().Reconnect with { CloseTimeout = TimeSpan.FromSeconds(3) } };
        MachineScript script = new MachineScript(policy).Opened().At(14);
        Assert.Equal([EffectKind.NoteMissed, EffectKind.NoteDeclaredDead, EffectKind.Close], script.KindsAt(14));

        script.At(closeFrame, ClientInput.Closed(1, new ConnectionEnd(CloseCause.CloseFrame, 1000))).At(40);

        Assert.Equal(reconnect, script.Times(EffectKind.Connect)[1]);
        Assert.Equal(closeFrame < 17 ? [] : [17], script.Times(EffectKind.Abort).Take(1));
    }

    [Fact]
    public void Only_1006_and_failed_attempts_move_to_the_next_node()
    {
        MachineScript script = new MachineScript(Policies.Preset("lazy-reconnect") with { Send = null }).Opened();

        script.At(10, ClientInput.Closed(1, new ConnectionEnd(CloseCause.CloseFrame, 1011))).At(11, ClientInput.Opened(2));
        script.At(20, ClientInput.Closed(2, isError: true)).At(20.5, ClientInput.AttemptFailed(3)).At(22, ClientInput.Opened(4));

        Assert.Equal([0, 0, 1, 2], script.Log.Where(entry => entry.Effect.Kind == EffectKind.Connect).Select(entry => entry.Effect.Number));
    }

    private static ClientPolicy With(params string[] rules) => Policies.Quiet() with { Reconnect = Policies.Quiet().Reconnect with { DelayAfterError = null, Rules = [.. Rules(rules)] } };

    /// <summary><c>on: seconds</c>, or <c>on</c> alone for never.</summary>
    private static IEnumerable<ReconnectRule> Rules(params string[] rules) => rules.Select(rule => rule.Split(": ") is [var on, var delay]
        ? new ReconnectRule(on, ReconnectAction.After, TimeSpan.FromSeconds(int.Parse(delay, System.Globalization.CultureInfo.InvariantCulture)))
        : new ReconnectRule(rule, ReconnectAction.Never));
}
