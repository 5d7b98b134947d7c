using System.Collections.Immutable;
using Harness.Clients.Policies;
using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;

namespace Harness.Tests.Judging;

/// <summary>
/// Who has to come back, when polling is over, and what excuses a client. The policy waits 1 s (2 s under its lock), an attempt has 2 s: at most 4.05 s pass
/// without an attempt.
/// </summary>
public sealed class ComingBackTests
{
    private static InvariantResult Judge(string name, Action<ClientScript> client, Func<RunBuilder, RunBuilder>? run = null) =>
        (run ?? (same => same))(new RunBuilder()).Client(0, client).Undisturbed(1).Judge().Invariants.Single(invariant => invariant.Name == name);

    private static string Continues(Action<ClientScript> client, Func<RunBuilder, RunBuilder>? run = null) =>
        Judge("attempts-continue", client, run) is { Passed: false } broken ? Assert.Single(broken.Evidence).Why : "";

    private static Func<RunBuilder, RunBuilder> With(Func<ReconnectPolicy, ReconnectPolicy> change) => run =>
        run.With(run.Policy with { Reconnect = change(run.Policy.Reconnect) });

    private static ReconnectPolicy Rule(ReconnectPolicy policy, string on, ReconnectAction action) => policy with { Rules = [new ReconnectRule(on, action)] };

    [Theory]
    [InlineData(14.04, "")]
    [InlineData(14.07, "had no open socket and began no attempt for 4.060 s; its policy allows 4.050 s")]
    public void A_lost_client_tries_again_in_time(double opens, string why) => Assert.Equal(why, Continues(c => c.Opens(1).IsTold(10).Opens(opens)));

    [Fact]
    public void One_that_never_tries_again_is_told_from_its_loss_on()
    {
        InvariantResult found = Judge("attempts-continue", c => c.Opens(1).IsTold(10, CloseCause.CloseFrame, 1001));
        Assert.Equal("had no open socket and began no attempt for 32.000 s; its policy allows 4.050 s", found.Evidence.Single().Why);
        Assert.Contains(found.Evidence.Single().Events, told => told.What == "connection 1 closed by the server (close frame 1001): told, not detected");
    }

    [Fact]
    public void Failed_attempts_are_followed_by_others_and_hung_ones_end()
    {
        Assert.Equal("", Continues(c => c.Opens(1).IsTold(10).TriesInVain(11, 40)));
        Assert.Contains("began no attempt for 31.000 s", Continues(c => c.Opens(1).IsTold(10).Tries(10.5).Fails(11)), StringComparison.Ordinal);
        Assert.Contains("began no attempt for 31.000 s", Continues(c => c.Opens(1).IsTold(10).Tries(11)), StringComparison.Ordinal);
        Assert.Contains("began no attempt for 41.000 s", Continues(c => c.Tries(0.5).Fails(1)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_delay_is_that_of_an_outage_as_long_as_this()
    {
        Func<RunBuilder, RunBuilder> growing = With(policy => policy with { Locked = false, Factor = 2, MaxDelay = TimeSpan.FromSeconds(60) });
        Assert.Equal("", Continues(c => c.Opens(1).IsTold(10).Tries(11).Fails(12).Tries(14, AttemptCause.FailedAttempt).Fails(15).Tries(19, AttemptCause.FailedAttempt).Fails(20).Opens(28, AttemptCause.FailedAttempt), growing));
        Assert.Contains("its policy allows 5.050 s", Continues(c => c.Opens(1).IsTold(10).Opens(18), growing), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_owed_by_who_is_open_closed_or_gone()
    {
        Assert.Equal("", Continues(c => c.Opens(1)));
        Assert.Equal("", Continues(c => c.Opens(1).IsTold(38)));
        Assert.Equal("", Continues(c => c.Opens(1).IsTold(10).IsClosedByUser(13)));
        Assert.Equal("", Continues(c => c.Opens(1).Opens(5).IsTold(10)), StringComparer.Ordinal);
    }

    [Fact]
    public void Stalls_of_ours_and_suspensions_are_not_the_clients_time()
    {
        Assert.Equal("", Continues(c => c.Opens(1).IsTold(10).Opens(14.5), run => run.Stall(10.5, 11.2)));
        Assert.Equal("", Continues(c => c.Opens(1).IsTold(10).IsSuspended(11, 30).Opens(32)));
        Assert.NotEqual("", Continues(c => c.Opens(1).IsTold(10).IsSuspended(11, 30).Opens(36)));
    }

    [Fact]
    public void Who_gives_up_is_excused_where_its_policy_gives_up()
    {
        Assert.Equal("", Continues(c => c.Opens(1).IsTold(10).TriesInVain(11, 19).GivesUp(19), With(policy => policy with { MaxAttempts = 4 })));
        Assert.Equal("gave up, though its policy goes on for as many attempts as it takes", Continues(c => c.Opens(1).IsTold(10).TriesInVain(11, 19).GivesUp(19)));
        Assert.Equal("", Continues(c => c.Opens(1).IsTold(10, CloseCause.CloseFrame, 4001).GivesUp(10, GiveUpReason.End), With(policy => Rule(policy, "4000-4099", ReconnectAction.Never))));
        Assert.Equal("gave up, though its policy comes back after this end (close frame 1001)", Continues(c => c.Opens(1).IsTold(10, CloseCause.CloseFrame, 1001).GivesUp(10, GiveUpReason.End)));
        Assert.Equal("", Continues(c => c.Opens(1).IsTold(10).GivesUp(10, GiveUpReason.Authentication)));
        Assert.Equal("", Continues(c => c.Tries(1).Fails(1.1, CloseCause.HandshakeRefused, 401).GivesUp(1.1, GiveUpReason.Authentication)));
        Assert.Equal("gave up after its credentials were refused, though its policy does not", Continues(c => c.Opens(1).IsTold(10).GivesUp(10, GiveUpReason.Authentication), With(policy => policy with { Rules = [] })));
    }

    [Fact]
    public void Who_waits_for_its_next_message_is_excused_where_its_policy_waits()
    {
        Assert.Equal("", Continues(c => c.Opens(1).IsTold(10, CloseCause.CloseFrame, 1001).WaitsForSend(10).Opens(30, AttemptCause.Send), With(policy => Rule(policy, "1001", ReconnectAction.AtNextSend))));
        Assert.Equal("waits for its next message, though its policy comes back by itself after this end (FIN)", Continues(c => c.Opens(1).IsTold(10).WaitsForSend(10)));
    }

    [Fact]
    public void A_close_frame_that_comes_after_the_declaration_is_the_end_that_counts() =>
        Assert.Equal("", Continues(
            c => c.Opens(1).DeclaresOnly(10, 7).IsTold(10.5, CloseCause.CloseFrame, 1001).WaitsForSend(10.5),
            With(policy => Rule(policy, "1001", ReconnectAction.AtNextSend) with { CloseTimeout = TimeSpan.FromSeconds(5) })));

    [Fact]
    public void A_wait_for_a_message_entitles_to_one_attempt()
    {
        Assert.True(Judge("one-reconnect-per-loss", c => c.Opens(1).IsTold(10).WaitsForSend(10).Tries(20, AttemptCause.Send).Fails(21).WaitsForSend(21).Opens(30, AttemptCause.Send).IsTold(35).Opens(36)).Passed);
        Assert.Equal("started attempt 3 for a message that already had its reconnect",
            Judge("one-reconnect-per-loss", c => c.Opens(1).IsTold(10).WaitsForSend(10).Tries(20, AttemptCause.Send).Fails(20.5).Opens(21, AttemptCause.Send)).Evidence.Single().Why);
    }

    /// <summary>One poll a second, a second for each: up to 2.05 s after the open.</summary>
    [Theory]
    [InlineData(23.04, true)]
    [InlineData(23.06, false)]
    public void Polling_for_a_loss_is_over_soon_after_the_open(double begins, bool holds)
    {
        InvariantResult found = Judge("polling-stops-when-open", c => c.Opens(1).IsTold(20).Polls(20.1).Opens(21).Polls(begins + 0.005).Polls(40, reason: FetchReason.PollSilence));
        Assert.Equal(holds, found.Passed);
        Assert.Equal(holds ? [] : ["polled for a loss 2.060 s after connection 2 had opened"], found.Evidence.Select(evidence => evidence.Why));
    }

    [Fact]
    public void Polls_that_began_before_the_open_or_after_the_next_loss_are_none_of_its()
    {
        Assert.True(Judge("polling-stops-when-open", c => c.Opens(1).IsTold(20).Opens(21).Polls(30, took: 9.5)).Passed);
        Assert.True(Judge("polling-stops-when-open", c => c.Opens(1).IsTold(20).Polls(20.5).Polls(22).Opens(23)).Passed);
    }

    [Fact]
    public void A_policy_that_polls_until_every_topic_is_fresh_has_until_then()
    {
        RunBuilder Fresh(RunBuilder run) => run.With(run.Policy with { Fallback = run.Policy.Fallback! with { UntilFresh = true } });
        Assert.True(Judge("polling-stops-when-open", c => c.Opens(1).IsTold(20).Opens(21).Polls(25, ok: false).Polls(28, ok: false).Polls(29), Fresh).Passed);
        Assert.False(Judge("polling-stops-when-open", c => c.Opens(1).IsTold(20).Opens(21).Fetched(21.1, 1, FetchReason.Open).Polls(25, ok: false), Fresh).Passed);
    }

    [Fact]
    public void Misses_of_a_suspended_client_are_not_outside_faults()
    {
        Assert.True(Judge("two-misses-outside-faults", c => c.Opens(1).IsSuspended(10, 20).Misses(20.1, 2)).Passed);
        Assert.False(Judge("two-misses-outside-faults", c => c.Opens(1).IsSuspended(10, 12).Misses(20.1, 2)).Passed);
    }

    [Fact]
    public void Who_gave_up_or_waits_is_unrecovered_and_the_evidence_says_so()
    {
        RunBuilder run = new RunBuilder().SilentDrop(cohorts: [0, 1, 2])
            .Client(0, c => c.Opens(0.5).Declares(14.6, 11.6).TriesInVain(15.6, 20).GivesUp(20))
            .Client(1, c => c.Opens(0.5).Declares(14.6, 11.6).WaitsForSend(14.6))
            .Client(2, c => c.Opens(0.5).Declares(14.6, 11.6).WaitsForSend(14.6).Tries(15, AttemptCause.Send).Fails(17));
        AssertionResult found = run.Find(MetricNames.Unrecovered, limit: 0);
        ImmutableArray<string> why = [.. found.Evidence.OrderBy(evidence => evidence.Client).Select(evidence => evidence.Why)];
        Assert.Equal(
            [
                "had no open socket again by the end of the drain: it had given up, because its policy allows no further attempt",
                "had no open socket again by the end of the drain: it waited for its next message to be sent",
                "had no open socket again by the end of the drain",
            ],
            why);
    }
}
