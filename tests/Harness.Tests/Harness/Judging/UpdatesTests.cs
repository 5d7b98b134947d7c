using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

public sealed class UpdatesTests
{
    private static RunBuilder Published(Action<ClientScript> client) => new RunBuilder()
        .Publishes(0, 1, 5).Publishes(0, 2, 10).Publishes(0, 3, 15).Publishes(0, 4, 20).Client(0, c =>
        {
            c.Opens(0.5);
            client(c);
        });

    [Fact]
    public void Lost_are_the_versions_newer_than_what_was_held_at_the_end()
    {
        Assert.True(Published(c => c.Holds(5.01, 1).Holds(41, 4)).Find(MetricNames.UpdatesLost, limit: 0).Passed);
        AssertionResult found = Published(c => c.Holds(5.01, 1).Holds(10.01, 2)).Find(MetricNames.UpdatesLost, limit: 0);
        Assert.Equal((2, false, 1), (found.ActualValue, found.Passed, found.Offenders));
        Assert.Equal("held version 2 of t0 at the end, which was at version 4", found.Evidence.Single().Why);
        Assert.Equal("never held any version of t0, which was at version 4", Published(_ => { }).Find(MetricNames.UpdatesLost, limit: 0).Evidence.Single().Why);
    }

    [Fact]
    public void What_comes_in_after_the_drain_is_too_late() =>
        Assert.Equal(4, Published(c => c.Holds(42.01, 4)).Find(MetricNames.UpdatesLost, limit: 0).ActualValue);

    [Fact]
    public void Nothing_published_is_no_data()
    {
        Assert.Equal(("no data", false), (new RunBuilder().Undisturbed(0).Find(MetricNames.UpdatesLost, limit: 0).Actual, new RunBuilder().Undisturbed(0).Find(MetricNames.UpdatesLost, limit: 0).Passed));
        Assert.Equal("no data", new RunBuilder().Undisturbed(0).Publishes(9, 1, 5).Find(MetricNames.UpdatesLost, limit: 0).Actual);
        Assert.Equal("no data", new RunBuilder().WithoutTopics().Undisturbed(0).Publishes(0, 1, 5).Find(MetricNames.UpdatesLost, limit: 0).Actual);
        Assert.Equal("no data", new RunBuilder().Undisturbed(0).Find(MetricNames.UpdatesSkipped, limit: 0).Actual);
        Assert.Equal("no data", new RunBuilder().Undisturbed(0).Find(MetricNames.Staleness, Comparison.LessOrEqual, 9).Actual);
    }

    [Fact]
    public void Skipped_are_the_versions_passed_over_on_the_way_to_a_newer_one()
    {
        Assert.Equal(2, Published(c => c.Holds(5.01, 1).Holds(20.01, 4)).Find(MetricNames.UpdatesSkipped, limit: 0).ActualValue);
        Assert.Equal(0, Published(c => c.Holds(15.5, 3).Holds(20.01, 4)).Find(MetricNames.UpdatesSkipped, limit: 0).ActualValue);
        Assert.False(Published(c => c.Holds(5.01, 1).Holds(20.01, 4)).Find(MetricNames.UpdatesSkipped, limit: 0).Passed);
    }

    [Fact]
    public void Staleness_is_the_age_of_the_oldest_version_not_held()
    {
        // At 20 s version 2 is 10 s old; the fetch at 22 s ends it at 12 s.
        RunBuilder run = Published(c => c.Holds(5.01, 1).Holds(22, 4));
        Assert.Equal(12, run.Find(MetricNames.Staleness, Comparison.LessOrEqual, 11).ActualValue!.Value, 6);
        Assert.Equal(0, run.Find(MetricNames.Staleness, Comparison.LessOrEqual, 11, Stat.Min).ActualValue);
        AssertionResult found = run.Find(MetricNames.Staleness, Comparison.LessOrEqual, 11);
        Assert.Equal((false, "was 12.000 s behind what was published"), (found.Passed, found.Evidence.Single().Why));
        Assert.Equal(0.01, Published(c => c.Holds(5.01, 1).Holds(10.01, 2).Holds(15.01, 3).Holds(20.01, 4)).Find(MetricNames.Staleness, Comparison.LessOrEqual, 1).ActualValue!.Value, 6);
    }

    [Fact]
    public void Staleness_grows_at_each_publication_that_a_client_does_not_follow() =>
        Assert.Equal(10, Published(c => c.Holds(5.01, 1)).Find(MetricNames.Staleness, Comparison.LessOrEqual, 1).ActualValue!.Value, 6);
}
