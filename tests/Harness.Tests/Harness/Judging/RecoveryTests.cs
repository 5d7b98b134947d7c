using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

/// <summary>Removal is acknowledged at 24.01 s; after 12.01 s of outage the policy allows 2 + 1 + 1 + 0.2 + 0.05 = 4.25 s.</summary>
public sealed class RecoveryTests
{
    private static RunBuilder Published(Action<ClientScript> client) => new RunBuilder().SilentDrop()
        .Publishes(0, 1, 5).Publishes(0, 2, 20).Publishes(0, 3, 30)
        .Client(0, c =>
        {
            c.Opens(0.5).Holds(5.01, 1).Declares(14.6, 11.6);
            client(c);
        });

    [Fact]
    public void Needs_an_open_socket_and_the_versions_of_the_removal()
    {
        RunBuilder run = Published(c => c.Opens(25).Holds(25.51, 2, FetchReason.Open));
        AssertionResult found = run.Find(MetricNames.RecoveryTime, Comparison.LessOrEqual, 2);
        Assert.Equal(1.5, found.ActualValue!.Value, 6);
        Assert.True(run.Find(MetricNames.RecoveryWithinBound).Passed);
        Assert.True(run.Find(MetricNames.Unrecovered, limit: 0).Passed);
        Assert.Equal(4.25, run.Judge().Faults[0].RecoveryBoundSeconds!.Value, 6);
    }

    [Fact]
    public void Versions_that_came_by_polling_count()
    {
        Assert.Equal(1.0, Published(c => c.Holds(20.5, 2, FetchReason.PollLoss).Opens(25.01)).Find(MetricNames.RecoveryTime, Comparison.LessOrEqual, 2).ActualValue!.Value, 6);
    }

    [Fact]
    public void Later_than_the_policy_allows_breaks_the_bound()
    {
        AssertionResult found = Published(c => c.Opens(28.27).Holds(28.28, 2, FetchReason.Open)).Find(MetricNames.RecoveryWithinBound);
        Assert.False(found.Passed);
        Assert.Equal("took 4.270 s to recover; its policy allows 4.250 s", found.Evidence.Single().Why);
        Assert.True(Published(c => c.Opens(28.25).Holds(28.26, 2, FetchReason.Open)).Find(MetricNames.RecoveryWithinBound).Passed);
    }

    [Theory]
    [InlineData(true, "had an open socket again, but not the versions that were current when the fault ended")]
    [InlineData(false, "had no open socket again by the end of the drain")]
    public void Not_by_the_end_of_the_drain_is_unrecovered(bool opens, string why)
    {
        RunBuilder run = Published(c =>
        {
            if (opens)
            {
                c.Opens(25);
            }
        });
        AssertionResult found = run.Find(MetricNames.Unrecovered, limit: 0);
        Assert.Equal((1, false, why), (found.ActualValue, found.Passed, found.Evidence.Single().Why));
        Assert.Equal("never", run.Find(MetricNames.RecoveryTime, Comparison.LessOrEqual, 2).Actual);
        Assert.False(run.Find(MetricNames.RecoveryWithinBound).Passed);
    }

    [Fact]
    public void The_close_that_a_removal_sends_may_come_after_its_acknowledgement()
    {
        RunBuilder run = new RunBuilder().SilentDrop().Client(0, c => c.Opens(0.5).IsTold(24.02).Opens(25.01));
        Assert.Equal(1.0, run.Find(MetricNames.RecoveryTime, Comparison.LessOrEqual, 2).ActualValue!.Value, 6);
    }

    [Fact]
    public void A_connection_that_outlives_a_short_outage_has_recovered_at_once()
    {
        RunBuilder run = new RunBuilder().SilentDrop(lasts: 1).Client(0, c => c.Opens(0.5).IsTold(30).Opens(31));
        Assert.Equal(0, run.Find(MetricNames.RecoveryTime, Comparison.LessOrEqual, 2).ActualValue);
    }

    [Fact]
    public void A_second_fault_that_comes_before_the_client_is_back_prolongs_the_outage()
    {
        RunBuilder run = new RunBuilder().SilentDrop(5, 5).SilentDrop(11, 5).Client(0, c => c.Opens(0.5).Declares(7.6, 4.6).Opens(17.01));
        ScenarioResult result = run.Judge();
        Assert.Equal(1.0, result.Faults[0].Recovery!.Max!.Value, 6);
        Assert.Equal(0, result.Faults[0].Unrecovered);
    }

    [Fact]
    public void Is_not_judged_where_there_is_nothing_to_notice()
    {
        RunBuilder run = new RunBuilder().Latency().Undisturbed(0);
        FaultResult fault = run.Judge().Faults[0];
        Assert.Null(fault.Recovery);
        Assert.Null(fault.Unrecovered);
        Assert.Null(fault.RecoveryBoundSeconds);
        Assert.Equal("no data", run.Find(MetricNames.Unrecovered, limit: 0).Actual);
        Assert.Equal("no data", run.Find(MetricNames.RecoveryWithinBound).Actual);
    }

    [Fact]
    public void On_the_http_path_alone_it_is_the_data_that_recovers()
    {
        RunBuilder run = new RunBuilder().SilentDrop(path: FaultPath.Http).Publishes(0, 1, 20).Client(0, c => c.Opens(0.5).Holds(24.51, 1));
        Assert.Equal(0.5, run.Find(MetricNames.RecoveryTime, Comparison.LessOrEqual, 2).ActualValue!.Value, 6);
    }
}
