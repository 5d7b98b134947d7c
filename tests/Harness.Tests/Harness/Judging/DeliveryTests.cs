using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

/// <summary>Topic 0 gets versions 1 to 4 at 5, 10, 15 and 20 s; client 0 follows it. The policy's fetch timeout is 1 s.</summary>
public sealed class DeliveryTests
{
    private static RunBuilder Published(Action<ClientScript> client) => new RunBuilder()
        .Publishes(0, 1, 5).Publishes(0, 2, 10).Publishes(0, 3, 15).Publishes(0, 4, 20).Client(0, client);

    private static double? Count(Metric metric, Action<ClientScript> client) => Published(client).Find(metric, limit: 0).ActualValue;

    [Fact]
    public void A_version_that_was_announced_before_is_a_duplicate_also_on_the_next_connection()
    {
        Assert.Equal(0, Count(MetricNames.UpdatesDuplicate, c => c.Opens(0.5).Pushed(5.01, 1).Pushed(10.01, 2).Pushed(15.01, 3)));
        AssertionResult found = Published(c => c.Opens(0.5).Pushed(5.01, 1).Pushed(10.01, 2).IsTold(12).Opens(13).Pushed(13.1, 2).Pushed(13.2, 1)).Find(MetricNames.UpdatesDuplicate, limit: 0);
        Assert.Equal((2, false, 1), (found.ActualValue, found.Passed, found.Offenders));
        Assert.Equal("was told again, on connection 2, that t0 is at version 2", found.Evidence.Single().Why);
        Assert.Contains(found.Evidence.Single().Events, told => told.What == "push on connection 2: t0 is at version 2");
    }

    [Fact]
    public void A_version_older_than_one_announced_before_is_out_of_order_unless_it_is_a_duplicate()
    {
        Assert.Equal(0, Count(MetricNames.UpdatesOutOfOrder, c => c.Opens(0.5).Pushed(5.01, 1).Pushed(10.01, 3).Pushed(15.01, 1)));
        AssertionResult found = Published(c => c.Opens(0.5).Pushed(5.01, 1).Pushed(15.01, 3).IsTold(16).Opens(17).Pushed(17.1, 2).Pushed(20.1, 4)).Find(MetricNames.UpdatesOutOfOrder, limit: 0);
        Assert.Equal((1, false), (found.ActualValue, found.Passed));
        Assert.Equal("was told of version 2 of t0 after version 3", found.Evidence.Single().Why);
    }

    [Fact]
    public void Topics_have_their_own_order() =>
        Assert.Equal(0, new RunBuilder().Publishes(0, 7, 5).Client(0, c => c.Opens(0.5).Pushed(5.01, 7).Pushed(6, 7, topic: 4).Pushed(6, 1, topic: 4)).Find(MetricNames.UpdatesDuplicate, limit: 0).ActualValue);

    [Fact]
    public void Without_any_push_there_is_nothing_to_say_about_their_order()
    {
        Assert.Equal("no data", Published(c => c.Opens(0.5)).Find(MetricNames.UpdatesDuplicate, limit: 0).Actual);
        Assert.Equal("no data", Published(c => c.Opens(0.5)).Find(MetricNames.UpdatesOutOfOrder, limit: 0).Actual);
    }

    [Fact]
    public void Delay_is_from_the_publication_to_a_version_at_least_as_new()
    {
        RunBuilder run = Published(c => c.Opens(0.5).Holds(5.2, 1).Holds(16, 3, FetchReason.PollLoss).Holds(20.1, 4));
        Assert.Equal(6, run.Find(MetricNames.UpdatesDelay, Comparison.LessOrEqual, 5).ActualValue!.Value, 6);
        Assert.Equal(0.1, run.Find(MetricNames.UpdatesDelay, Comparison.LessOrEqual, 5, Stat.Min).ActualValue!.Value, 6);
        Assert.Equal("held what was published at 10.000 s, or something newer, only 6.000 s later", run.Find(MetricNames.UpdatesDelay, Comparison.LessOrEqual, 5).Evidence.Single().Why);
    }

    [Fact]
    public void Delay_of_what_was_never_held_is_infinite()
    {
        AssertionResult found = Published(c => c.Opens(0.5).Holds(5.2, 1)).Find(MetricNames.UpdatesDelay, Comparison.LessOrEqual, 5);
        Assert.Equal(("never", false), (found.Actual, found.Passed));
        Assert.Equal("never held what was published at 10.000 s, or anything newer", found.Evidence.Single().Why);
    }

    [Fact]
    public void Delay_knows_nothing_of_what_was_published_before_a_client_came_or_after_it_went()
    {
        Assert.Equal(0.5, Published(c => c.Opens(12).Holds(12.1, 2, FetchReason.Open).Holds(15.5, 3).IsClosedByUser(17)).Find(MetricNames.UpdatesDelay, Comparison.LessOrEqual, 5).ActualValue!.Value, 6);
        Assert.Equal("no data", Published(c => c.Tries(1).Fails(3)).Find(MetricNames.UpdatesDelay, Comparison.LessOrEqual, 5).Actual);
    }

    [Fact]
    public void A_push_is_lost_if_none_announced_what_was_published_under_an_open_socket()
    {
        Assert.Equal(0, Count(MetricNames.PushesLost, c => c.Opens(0.5).Pushed(5.01, 1).Pushed(10.01, 2).Pushed(15.01, 3).Pushed(20.01, 4)));
        AssertionResult found = Published(c => c.Opens(0.5).Pushed(5.01, 1).Holds(20.1, 4).Pushed(20.01, 4)).Find(MetricNames.PushesLost, limit: 0);
        Assert.Equal((2, false), (found.ActualValue, found.Passed));
        Assert.Equal("had an open socket, and no push told it of what was published at 10.000 s", found.Evidence.Single().Why);
    }

    [Fact]
    public void A_push_that_comes_late_on_the_next_connection_is_not_lost() =>
        Assert.Equal(0, Count(MetricNames.PushesLost, c => c.Opens(0.5).Pushed(5.01, 1).IsTold(12).Opens(21).Pushed(21.1, 2)));

    [Theory]
    [InlineData(3.99, 30, 4)]
    [InlineData(4.01, 30, 3)] // Opened less than a fetch timeout before the first publication.
    [InlineData(3.99, 21.01, 4)]
    [InlineData(3.99, 20.99, 3)] // Lost less than a fetch timeout after the last.
    public void Around_the_ends_of_a_connection_nobody_can_say(double opens, double lost, double expected) =>
        Assert.Equal(expected, Count(MetricNames.PushesLost, c => c.Opens(opens).IsTold(lost)));

    [Fact]
    public void No_push_is_expected_while_no_socket_is_open() =>
        Assert.Equal(0, Count(MetricNames.PushesLost, c => c.Opens(0.5).Pushed(5.01, 1).Declares(9, 6).Holds(20.2, 4, FetchReason.PollLoss).Opens(25)));

    /// <summary>Cohort 0 is hit from 12 to 24.01 s, cohort 1 is control; both clients lose, skip, repeat and wait in the same way.</summary>
    [Theory]
    [InlineData(null, null, 2, 4, 4, 2)]
    [InlineData(null, CohortSide.Control, 1, 2, 2, 1)]
    [InlineData(null, CohortSide.Hit, 1, 2, 2, 1)]
    [InlineData(0, null, 1, 1, 1, 1)]
    public void Limits_narrow_every_figure_of_the_ledger(int? fault, CohortSide? cohort, double lost, double duplicates, double pushesLost, double skipped)
    {
        RunBuilder run = new RunBuilder().SilentDrop();
        foreach (int client in new[] { 0, 1 })
        {
            run.Publishes(client, 1, 5).Publishes(client, 2, 10).Publishes(client, 3, 15).Publishes(client, 4, 20).Publishes(client, 5, 35)
                .Client(client, c => c.Opens(0.5).Holds(5.1, 1).Pushed(5.1, 1).Pushed(5.2, 1).Pushed(10.1, 2).Pushed(15.1, 3).Pushed(16, 3).Holds(16.1, 3));
        }

        Assert.Equal(lost * 2, run.Find(MetricNames.UpdatesLost, limit: 0, fault: fault, cohort: cohort).ActualValue);
        Assert.Equal(duplicates, run.Find(MetricNames.UpdatesDuplicate, limit: 0, fault: fault, cohort: cohort).ActualValue);
        Assert.Equal(pushesLost, run.Find(MetricNames.PushesLost, limit: 0, fault: fault, cohort: cohort).ActualValue);
        Assert.Equal(skipped, run.Find(MetricNames.UpdatesSkipped, limit: 0, fault: fault, cohort: cohort).ActualValue);
        Assert.Equal(fault is null ? 15 : 6.1, run.Find(MetricNames.Staleness, Comparison.LessOrEqual, 1, fault: fault, cohort: cohort).ActualValue!.Value, 6);
        Assert.Equal("never", run.Find(MetricNames.UpdatesDelay, Comparison.LessOrEqual, 1, fault: fault, cohort: cohort).Actual);
    }

    [Fact]
    public void The_result_of_a_fault_has_its_ledger()
    {
        RunBuilder run = new RunBuilder().SilentDrop().Publishes(0, 1, 5).Publishes(0, 2, 13).Publishes(0, 3, 26).Publishes(0, 4, 27).Publishes(0, 5, 35)
            .Client(0, c => c.Opens(0.5).Pushed(5.1, 1).Holds(5.1, 1).Declares(14.6, 11.6).TriesInVain(15.6, 24).Opens(24.5, AttemptCause.LockEnded)
                .Pushed(24.6, 1).Pushed(26.1, 3).Pushed(26.2, 2).Holds(26.3, 3).Pushed(27.1, 4).Holds(27.2, 4));
        DeliveryResult ledger = run.Judge().Faults[0].Delivery!;
        Assert.Equal(new DeliveryResult { Lost = 1, Skipped = 1, Duplicate = 1, OutOfOrder = 1, PushesLost = 0, WorstStaleness = 13.3 }, ledger);
        Assert.Null(new RunBuilder().SilentDrop().Undisturbed(0).Judge().Faults[0].Delivery);
    }

    [Fact]
    public void Of_a_fault_is_lost_what_was_published_from_its_onset_on()
    {
        RunBuilder run = new RunBuilder().SilentDrop().Publishes(0, 1, 5).Publishes(0, 2, 13).Publishes(0, 3, 35).Client(0, c => c.Opens(0.5).Declares(14.6, 11.6).Opens(25));
        Assert.Equal(3, run.Find(MetricNames.UpdatesLost, limit: 0).ActualValue);
        AssertionResult found = run.Find(MetricNames.UpdatesLost, limit: 0, fault: 0);
        Assert.Equal(2, found.ActualValue);
        Assert.Equal("never held any version of t0, which was at version 3", found.Evidence.Single().Why);
    }
}
