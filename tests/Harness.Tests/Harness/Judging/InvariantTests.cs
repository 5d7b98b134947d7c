using Harness.Journal;
using Harness.Judging;
using Harness.Judging.Invariants;

namespace Harness.Tests.Judging;

public sealed class InvariantTests
{
    private static InvariantResult Judge(string name, Action<ClientScript> client)
    {
        ScenarioResult result = new RunBuilder().Client(0, client).Undisturbed(1).Judge();
        InvariantResult found = result.Invariants.Single(invariant => invariant.Name == name);
        Assert.Equal(found.Passed ? 0 : 1, found.Evidence.Length);
        Assert.All(result.Invariants.Where(invariant => invariant.Name != name && found.Passed), other => Assert.True(other.Passed, other.Name));
        Assert.Equal(result.Invariants.All(invariant => invariant.Passed) ? Verdict.Passed : Verdict.Failed, result.Verdict);
        return found;
    }

    private static void Holds(string name, Action<ClientScript> client) => Assert.Equal(0, Judge(name, client).Violations);

    private static void Breaks(string name, string why, Action<ClientScript> client)
    {
        InvariantResult found = Judge(name, client);
        Assert.Equal(1, found.Violations);
        Assert.Equal((0, why), (found.Evidence[0].Client, found.Evidence[0].Why));
    }

    [Fact]
    public void One_open_socket()
    {
        Holds("one-open-socket", c => c.Opens(1).Declares(10, 7).Opens(11).IsTold(20).Opens(21));
        Breaks("one-open-socket", "opened connection 2 while connection 1 was still open", c => c.Opens(1).Opens(11));
    }

    [Fact]
    public void Deferred_send_waits_for_the_next_open()
    {
        Holds("deferred-send", c => c.Opens(1).Asked(2, 1, open: true).Sent(2, 1).IsTold(10).Asked(10.5, 2, open: false).Opens(11).Sent(11, 2));
        Breaks("deferred-send", "dropped message 2", c => c.Opens(1).IsTold(10).Asked(10.5, 2, open: false).Lost(10.5, 2));
        Breaks("deferred-send", "was asked to send message 2, was open, and never sent it", c => c.Opens(1).IsTold(10).Asked(10.5, 2, open: false).Opens(11));
        Breaks("deferred-send", "was asked to send message 1, was open, and never sent it", c => c.Opens(1).Asked(2, 1, open: true));
        Breaks("deferred-send", "sent message 1 twice", c => c.Opens(1).Asked(2, 1, open: true).Sent(2, 1).IsTold(10).Opens(11).Sent(11, 1));
        Breaks("deferred-send", "sent message 2 while it was not open", c => c.Opens(1).IsTold(10).Asked(10.5, 2, open: false).Sent(10.6, 2).Opens(11));
    }

    [Fact]
    public void Deferred_send_is_not_lost_while_the_client_never_opens_again()
    {
        Holds("deferred-send", c => c.Opens(1).IsTold(38).Asked(39, 1, open: false).Tries(39.1).Fails(41.1));
        Holds("deferred-send", c => c.Opens(1).Asked(37.999, 1, open: true).IsTold(38));
        Holds("deferred-send", c => c.Opens(1).Asked(41.999, 1, open: true).Sent(42.001, 1));
        Holds("deferred-send", c => c.Opens(1).IsTold(42.1).Asked(42.2, 1, open: false).Lost(42.3, 1));
    }

    [Fact]
    public void One_heartbeat_per_interval() =>
        Breaks("one-heartbeat-per-interval", "sent a heartbeat on connection 2 sooner than one interval after the one before", c => c.Opens(1).IsTold(10).Opens(11).Hurries(12.2));

    [Fact]
    public void Versions_only_grow()
    {
        Holds("versions-only-grow", c => c.Opens(1).Holds(2, 1).Holds(3, 4).Fetched(4, 3));
        Breaks("versions-only-grow", "took version 2 of t0 for news while it held version 3", c => c.Opens(1).Holds(2, 1).Holds(3, 3).Holds(4, 2));
    }

    [Fact]
    public void One_reconnect_per_loss()
    {
        Holds("one-reconnect-per-loss", c => c.Opens(1).Declares(10, 7).Tries(11).Fails(13).Tries(13, AttemptCause.LockEnded).Fails(14, CloseCause.Refused).Opens(15, AttemptCause.FailedAttempt).IsTold(20).Opens(21));
        Breaks("one-reconnect-per-loss", "started attempt 3 while attempt 2 was under way", c => c.Opens(1).IsTold(10).Tries(10).Tries(15));
        Breaks("one-reconnect-per-loss", "started attempt 3 for a loss that already had its reconnect", c => c.Opens(1).IsTold(10).Tries(10).Fails(11).Tries(15));
        Breaks("one-reconnect-per-loss", "started attempt 2 while it was connected", c => c.Opens(1).Tries(15).Fails(16));
        Breaks("one-reconnect-per-loss", "started attempt 3 while attempt 2 was under way", c => c.Opens(1).IsTold(10).Tries(10).Tries(10.5).OpensNow(10.6));
    }

    [Fact]
    public void One_reconnect_per_loss_counts_failed_attempts_too()
    {
        Holds("one-reconnect-per-loss", c => c.Opens(1).IsTold(10).Tries(10).Fails(10.1, CloseCause.Refused).Tries(11, AttemptCause.FailedAttempt).Fails(11.1, CloseCause.Refused).Opens(12, AttemptCause.FailedAttempt));
        Breaks("one-reconnect-per-loss", "started attempt 3 for a failed attempt that already had its reconnect",
            c => c.Opens(1).IsTold(10).Opens(10.1).IsTold(11).Tries(11.1, AttemptCause.FailedAttempt).Fails(11.2, CloseCause.Refused).Opens(12, AttemptCause.FailedAttempt));
    }

    [Fact]
    public void No_heartbeat_when_not_open()
    {
        Holds("no-heartbeat-when-not-open", c => c.Opens(1));
        Breaks("no-heartbeat-when-not-open", "tried to send a heartbeat on connection 1, which was not open", c => c.Opens(1).IsTold(10).Refuses(11));
    }

    [Fact]
    public void Closed_stays_closed_after_closing_has_begun_too()
    {
        Holds("closed-stays-closed", c => c.Opens(1).IsClosedByUser(42.1).Closes(42.1));
        Breaks("closed-stays-closed", "started attempt 2 after its user had closed it", c => c.Opens(1).IsClosedByUser(42.1).Closes(42.1).Tries(42.5));
        Breaks("closed-stays-closed", "opened connection 1 after its user had closed it", c => c.Tries(1).IsClosedByUser(1.5).OpensNow(2));
    }

    [Fact]
    public void A_close_by_the_user_is_no_loss()
    {
        ScenarioResult result = new RunBuilder().SilentDrop().Client(0, c => c.Opens(1).IsClosedByUser(13).Closes(13)).Judge();
        Assert.Equal((1, 0, 0, 0), (result.Faults[0].Affected, result.Faults[0].MustDetect, result.Faults[0].Told, result.Faults[0].Unrecovered));
    }

    [Fact]
    public void Two_of_one_name_are_refused() =>
        Assert.Throws<ArgumentException>(() => InvariantRegistry.Distinct([new OneOpenSocket(), new OneOpenSocket()]));

    [Fact]
    public void Many_offenders_are_counted_and_the_first_five_told()
    {
        var run = new RunBuilder();
        foreach (int client in Enumerable.Range(0, 7))
        {
            run.Client(client, c => c.Opens(1).Opens(11));
        }

        InvariantResult found = run.Judge().Invariants.Single(invariant => invariant.Name == "one-open-socket");
        Assert.Equal((7, 5), (found.Violations, found.Evidence.Length));
    }
}
