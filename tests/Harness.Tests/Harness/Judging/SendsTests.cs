using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

/// <summary>What became of the messages of sessions: client 0 is asked for one while open, for three while lost at 10 s to 20 s, and for one that it drops.</summary>
public sealed class SendsTests
{
    private static RunBuilder Run() => new RunBuilder().SilentDrop(cohorts: [0, 1])
        .Client(0, c => c.Opens(1).Asked(5, 1, open: true).Sent(5, 1).IsTold(10)
            .Asked(11, 2, open: false).Asked(13, 3, open: false).Asked(15, 4, open: false)
            .Opens(20).Sent(20, 2).Sent(20.5, 3).Lost(20.5, 4))
        .Client(2, c => c.Opens(1).Asked(30, 1, open: true).Sent(30, 1))
        .Client(3, c => c.Opens(1).IsTold(40).Asked(41, 1, open: false));

    [Fact]
    public void Deferred_are_those_that_were_asked_for_while_not_open() => Assert.Equal(4, Run().Find(MetricNames.SendsDeferred, limit: 0).ActualValue);

    [Fact]
    public void Lost_is_what_never_went_out_though_it_could_have()
    {
        AssertionResult found = Run().Find(MetricNames.SendsLost, limit: 0);

        // That of client 3 is only late: it was not open again.
        Assert.Equal((1, 1), (found.ActualValue, found.Offenders));
        Assert.Equal("never sent a message that it was asked for at 15.000 s, and was open then or later", found.Evidence[0].Why);
    }

    [Fact]
    public void The_delay_is_from_asked_to_sent_and_infinite_for_what_is_lost()
    {
        Assert.Equal("never", Run().Find(MetricNames.SendsDelay, Comparison.LessOrEqual, 1).Actual);
        Assert.Equal(0, Run().Find(MetricNames.SendsDelay, Comparison.LessOrEqual, 1, Stat.Min).ActualValue);
        Assert.Equal(7.5, Run().Find(MetricNames.SendsDelay, Comparison.LessOrEqual, 1, Stat.P50).ActualValue!.Value, 1e-6);
        Assert.Equal(0, Run().Find(MetricNames.SendsDelay, Comparison.LessOrEqual, 1, cohort: CohortSide.Control).ActualValue);
    }

    [Fact]
    public void Where_nobody_was_asked_for_anything_there_is_nothing_that_could_be_lost()
    {
        Assert.Equal("no data", new RunBuilder().Undisturbed(0).Find(MetricNames.SendsLost, limit: 0).Actual);
        Assert.Equal("no data", new RunBuilder().Undisturbed(0).Find(MetricNames.SendsDelay, Comparison.LessOrEqual, 1).Actual);
        Assert.Equal(0, new RunBuilder().Undisturbed(0).Find(MetricNames.SendsDeferred, limit: 0).ActualValue);
    }
}
