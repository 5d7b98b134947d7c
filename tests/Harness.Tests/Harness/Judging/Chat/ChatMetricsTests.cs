using Harness.Clients.Chat;
using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging.Chat;

/// <summary>
/// Ten clients in five groups of two: 0 and 5 are in group 0, 1 and 6 in group 1, and so on. The policy finds a loss within 3 s, so a message is owed to whom is there from its
/// sending for 3.55 s on.
/// </summary>
public sealed class ChatMetricsTests
{
    private static RunBuilder Room(ChatTokens? tokens = null) => new() { Chat = new ChatSettings { Groups = 5, Tokens = tokens ?? new ChatTokens() } };

    private static double? Value(RunBuilder run, Metric metric, Stat? stat = null) => run.Find(metric, limit: 0, stat: stat).ActualValue;

    [Theory]
    [InlineData(10.0, null, null, 1.0)] // owed, and never came
    [InlineData(10.0, 10.5, null, 0.0)]
    [InlineData(10.0, 30.0, null, 0.0)] // late is not lost
    [InlineData(0.7, null, null, 0.0)] // sent before the receiver was welcomed: owed to nobody
    [InlineData(39.5, null, null, 0.0)] // too near the end to say
    [InlineData(10.0, null, 13.0, 0.0)] // the receiver lost its connection meanwhile
    [InlineData(10.0, null, 14.0, 1.0)]
    public void Lost_is_what_was_owed_and_did_not_come(double sent, double? received, double? gone, double lost)
    {
        RunBuilder run = Room()
            .Client(0, c => c.Opens(0.5).Joins(0.51).Says(sent, 1, to: 0).Says(15, 2, to: 0))
            .Client(5, c =>
            {
                c.Opens(0.8).Joins(0.81);
                _ = received is { } at ? c.Hears(at, from: 0, id: 1, group: 0) : c;
                _ = gone is { } end ? c.IsTold(end).Opens(end + 1).Joins(end + 1.01) : c;
                c.Hears(15.1, from: 0, id: 2, group: 0);
            });

        Assert.Equal(lost, Value(run, MetricNames.ChatLost) ?? 0);
    }

    [Fact]
    public void Nothing_is_owed_by_a_sender_that_is_lost_itself()
    {
        RunBuilder run = Room()
            .Client(0, c => c.Opens(0.5).Joins(0.51).Says(10, 1, to: 0).Declares(12, 9).Opens(20).Joins(20.01).Says(21, 2, to: 0))
            .Client(5, c => c.Opens(0.5).Joins(0.51).Hears(21.1, from: 0, id: 2, group: 0));
        Assert.Equal(0, Value(run, MetricNames.ChatLost));
    }

    [Fact]
    public void A_message_that_is_lost_is_told_with_its_name()
    {
        AssertionResult found = Room()
            .Client(0, c => c.Opens(0.5).Joins(0.51).Says(10, 7, to: 0))
            .Client(5, c => c.Opens(0.5).Joins(0.51)).Find(MetricNames.ChatLost, limit: 0);
        Assert.Equal("was in the room and did not get message 7 of c0 to g0, sent at 10.001 s", Assert.Single(found.Evidence).Why);
    }

    [Theory]
    [InlineData(ChatKind.Everybody, 10)]
    [InlineData(ChatKind.Others, 9)]
    [InlineData(ChatKind.Single, 1)]
    [InlineData(ChatKind.Group, 1)]
    public void Each_kind_is_owed_to_those_it_is_for(ChatKind kind, int owed)
    {
        RunBuilder run = Room();
        for (int client = 0; client < 10; client++)
        {
            run.Client(client, c => c.Opens(0.5).Joins(0.51));
        }

        run.Add(ChatFacts.Asked(RunBuilder.At(10), 0, 1, kind, kind == ChatKind.Single ? 3 : 0, RunBuilder.At(10), open: true), ChatFacts.Sent(RunBuilder.At(10.001), 0, 1, kind, kind == ChatKind.Single ? 3 : 0, RunBuilder.At(10), 1));
        Assert.Equal(owed, Value(run, MetricNames.ChatLost));
    }

    [Fact]
    public void A_message_that_comes_twice_is_a_duplicate_on_whichever_connection()
    {
        RunBuilder run = Room()
            .Client(0, c => c.Opens(0.5).Joins(0.51).Says(10, 1, to: 0))
            .Client(5, c => c.Opens(0.5).Joins(0.51).Hears(10.1, 0, 1, 0).IsTold(11).Opens(12).Joins(12.1).Hears(12.2, 0, 1, 0));
        Assert.Equal(1, Value(run, MetricNames.ChatDuplicate));
        Assert.Equal(0, Value(run, MetricNames.ChatOutOfOrder));
        Assert.Equal(0, Value(run, MetricNames.ChatMisdelivered));
    }

    [Fact]
    public void Order_is_that_of_one_sender_in_one_place_over_one_pair_of_connections()
    {
        RunBuilder run = Room()
            .Client(0, c => c.Opens(0.5).Joins(0.51).Says(10, 1, to: 0).Says(10, 2, to: 0).Says(10, 3, to: 5, ChatKind.Single).Says(11, 4, to: 0).IsTold(12).Opens(13).Says(14, 5, to: 0))
            .Client(5, c => c.Opens(0.5).Joins(0.51)
                .Hears(10.1, 0, 2, 0)
                .Hears(10.2, 0, 1, 0) // after 2: out of order
                .Hears(14.1, 0, 5, 0)
                .Hears(14.2, 0, 4, 0) // sent on the connection before
                .Hears(14.3, 0, 3)); // another place
        Assert.Equal(1, Value(run, MetricNames.ChatOutOfOrder));
        Assert.Equal("got message 1 of c0 to g0 after a later one of the same sender", run.Find(MetricNames.ChatOutOfOrder, limit: 0).Evidence[0].Why);
    }

    [Fact]
    public void Whom_a_message_is_not_for_must_not_get_it()
    {
        RunBuilder run = Room()
            .Client(0, c => c.Opens(0.5).Joins(0.51).Says(10, 1, to: 0).Says(10.5, 2, to: 3, ChatKind.Single).Says(11, 3, -1, ChatKind.Others).Says(12, 4, -1, ChatKind.Everybody)
                .Hears(10.1, 0, 1, 0) // its own group message
                .Hears(11.1, 0, 3, kind: ChatKind.Everybody) // all but its sender
                .Hears(12.1, 0, 4, kind: ChatKind.Everybody))
            .Client(5, c => c.Opens(0.5).Joins(0.51).Hears(10.1, 0, 1, 0).Hears(10.6, 0, 2))
            .Client(1, c => c.Opens(0.5).Joins(0.51).Hears(10.1, 0, 1, 0))
            .Client(3, c => c.Opens(0.5).Joins(0.51).Hears(10.6, 0, 2).Hears(13, 0, 99));
        Assert.Equal(5, Value(run, MetricNames.ChatMisdelivered));
    }

    [Fact]
    public void Delay_counts_from_due_and_leaves_out_what_waited_for_its_sender()
    {
        RunBuilder run = Room()
            .Client(0, c => c.Opens(0.5).Joins(0.51).Says(10, 1, to: 0).Says(11, 2, to: 0, open: false))
            .Client(5, c => c.Opens(0.5).Joins(0.51).Hears(10.25, 0, 1, 0).Hears(19, 0, 2, 0));
        Assert.Equal(0.25, Value(run, MetricNames.ChatDelay, Stat.Max)!.Value, 6);
    }

    [Fact]
    public void Delay_is_never_for_what_was_owed_and_did_not_come()
    {
        RunBuilder run = Room()
            .Client(0, c => c.Opens(0.5).Joins(0.51).Says(10, 1, to: 0).Says(11, 2, to: 0))
            .Client(5, c => c.Opens(0.5).Joins(0.51).Hears(10.25, 0, 1, 0));
        AssertionResult found = run.Find(MetricNames.ChatDelay, limit: 0.5, stat: Stat.P99);

        Assert.Equal(("never", false), (found.Actual, found.Passed));
        Assert.Equal("was in the room and never got a message that was sent at 11.001 s", Assert.Single(found.Evidence).Why);
    }

    [Fact]
    public void A_limit_holds_for_both_ends()
    {
        RunBuilder run = Room().SilentDrop(cohorts: [5])
            .Client(0, c => c.Opens(0.5).Joins(0.51).Says(10, 1, to: 0))
            .Client(5, c => c.Opens(0.5).Joins(0.51).Hears(10.25, 0, 1, 0))
            .Client(1, c => c.Opens(0.5).Joins(0.51).Says(10, 1, to: 1))
            .Client(6, c => c.Opens(0.5).Joins(0.51).Hears(10.1, 1, 1, 1));
        Assert.Equal(0.1, run.Find(MetricNames.ChatDelay, stat: Stat.Max, cohort: CohortSide.Control).ActualValue!.Value, 6);
    }

    [Fact]
    public void Bad_tokens_are_refused_once_and_let_in_never()
    {
        var tokens = new ChatTokens { Expired = 0.3, Forged = 0.2 };
        var roster = new ChatRoster(new ChatSettings { Groups = 5, Tokens = tokens }, 10);
        int[] bad = [.. Enumerable.Range(0, 10).Where(client => roster.CredentialOf(client) != ChatCredential.Sound)];
        RunBuilder run = Room(tokens);
        run.Client(bad[0], c => c.Opens(1).IsRefusedAToken(1.1, roster.CredentialOf(bad[0])).IsTold(1.2, CloseCause.CloseFrame, 4401));
        run.Client(bad[1], c => c.Opens(1).IsRefusedAToken(1.1, roster.CredentialOf(bad[1])).IsTold(1.2, CloseCause.CloseFrame, 4401).Opens(3));
        Assert.Equal(2, Value(run, MetricNames.ChatRefused));
        Assert.Equal(0, Value(run, MetricNames.ChatAdmittedWithBadToken));
        Assert.Equal(1, Value(run, MetricNames.ChatBadTokenRetries, Stat.Max));
        run.Client(bad[2], c => c.Opens(1).Joins(1.1).Hears(2, 0, 1, 0));
        Assert.Equal(1, Value(run, MetricNames.ChatAdmittedWithBadToken));
    }

    [Theory]
    [InlineData(2.4, true, 0.0)] // listed within 2 s of the later welcome
    [InlineData(3.0, true, 1.0)]
    [InlineData(null, true, 1.0)]
    [InlineData(2.4, false, 1.0)] // and never told that it went
    public void Lists_say_who_came_and_who_went_within_two_seconds(double? listed, bool unlisted, double stale)
    {
        RunBuilder run = Room()
            .Client(0, c =>
            {
                c.Opens(0.5).Joins(0.5);
                _ = listed is { } at ? c.IsListed(at, 0, 5) : c;
                _ = unlisted ? c.IsListed(21.5, 0, 5, isIn: false) : c;
                c.IsListed(31.5, 0, 5);
            })
            .Client(5, c => c.Opens(0.5).Joins(0.8).IsListed(0.9, 0, 0).IsTold(20).Opens(30).Joins(30.1).IsListed(30.2, 0, 0));
        Assert.Equal(stale, Value(run, MetricNames.ChatGroupListStale));
    }

    [Fact]
    public void Who_finds_its_loss_by_itself_may_be_listed_on()
    {
        RunBuilder run = Room()
            .Client(0, c => c.Opens(0.5).Joins(0.5).IsListed(0.9, 0, 5))
            .Client(5, c => c.Opens(0.5).Joins(0.8).IsListed(0.9, 0, 0).Declares(20, 17).Opens(30).Joins(30.1).IsListed(30.2, 0, 0));
        Assert.Equal(0, Value(run, MetricNames.ChatGroupListStale));
    }

    [Fact]
    public void The_ledger_adds_up()
    {
        ChatResult chat = Room()
            .Client(0, c => c.Opens(0.5).Joins(0.51).Says(10, 1, to: 0).Says(11, 2, to: 0).Says(39.9, 3, to: 0))
            .Client(5, c => c.Opens(0.5).Joins(0.51).Hears(10.1, 0, 1, 0).Hears(10.2, 0, 1, 0)).Judge().Chat!;
        Assert.Equal((5, 3, 0, 3, 2), (chat.Groups, chat.Asked, chat.Deferred, chat.Sent, chat.Received));
        Assert.Equal((2, 1, 1, 1, 0, 0), (chat.Owed, chat.Lost, chat.Unjudged, chat.Duplicate, chat.OutOfOrder, chat.Misdelivered));
        Assert.Equal(0.1, chat.DelayP50!.Value, 6);
        Assert.Null(new RunBuilder().Undisturbed(0).Judge().Chat);
    }
}
