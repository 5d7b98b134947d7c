using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

public sealed class CountTests
{
    private static RunBuilder Run() => new RunBuilder().SilentDrop(cohorts: [0, 1])
        .Client(0, c => c.Opens(0.5).Misses(13.6).Misses(14.6, 2).Declares(14.6, 11.6).Polls(14.7).Tries(15.6).Fails(17.6).Opens(25, AttemptCause.LockEnded).Misses(35))
        .Client(2, c => c.Tries(0.5).Fails(2.5).Opens(3, AttemptCause.FailedAttempt).Misses(13).Polls(20, reason: FetchReason.PollSilence).Polls(30, ok: false, reason: FetchReason.PollSilence))
        .Client(3, c => c.Tries(0.5).Fails(2.5).Tries(2.6, AttemptCause.FailedAttempt).Fails(4.6));

    [Fact]
    public void Count_what_happened_in_the_judged_time()
    {
        RunBuilder run = Run().Client(4, c => c.Opens(0.6).IsTold(42.1).Opens(42.5).Misses(42.6));
        Assert.Equal(4, run.Find(MetricNames.HeartbeatsMissed, limit: 0).ActualValue);
        Assert.Equal(1, run.Find(MetricNames.Reconnects, limit: 0).ActualValue);
        Assert.Equal(4, run.Find(MetricNames.FailedAttempts, limit: 0).ActualValue);
        Assert.Equal(1, run.Find(MetricNames.NeverOpened, limit: 0).ActualValue);
        Assert.Equal(2, run.Find(MetricNames.SilencePolls, limit: 0).ActualValue);
    }

    [Fact]
    public void Fetches_and_polls_without_an_answer_are_counted_and_no_fetch_at_all_is_no_data()
    {
        Assert.Equal(1, Run().Find(MetricNames.FetchesFailed, limit: 0).ActualValue);
        Assert.Equal(0, Run().Find(MetricNames.FetchesFailed, limit: 0, cohort: CohortSide.Hit).ActualValue);
        Assert.Equal("no data", new RunBuilder().Client(1, c => c.Opens(0.5)).Find(MetricNames.FetchesFailed, limit: 0).Actual);
    }

    [Theory]
    [InlineData(null, CohortSide.Control, 1.0)]
    [InlineData(null, CohortSide.Hit, 3.0)]
    [InlineData(0, null, 2.0)] // The miss at 35 s lies outside [onset, removal + recovery bound].
    [InlineData(0, CohortSide.Control, null)]
    public void Limits_narrow_what_is_counted(int? fault, CohortSide? cohort, double? expected) =>
        Assert.Equal(expected, Run().Find(MetricNames.HeartbeatsMissed, limit: 0, fault: fault, cohort: cohort).ActualValue);

    [Fact]
    public void Offenders_of_a_count_are_clients_and_its_worst_are_told()
    {
        AssertionResult found = Run().Find(MetricNames.FailedAttempts, limit: 0);
        Assert.Equal((4, 3), (found.ActualValue, found.Offenders));
        Assert.Equal("had an attempt to connect that did not open", found.Evidence[0].Why);
        AssertionResult tooFew = Run().Find(MetricNames.Reconnects, Comparison.GreaterOrEqual, 2);
        Assert.Equal((false, 0), (tooFew.Passed, tooFew.Offenders));
    }

    [Fact]
    public void Nobody_started_is_no_data()
    {
        foreach (Metric metric in new[] { MetricNames.HeartbeatsMissed, MetricNames.Reconnects, MetricNames.FailedAttempts, MetricNames.NeverOpened, MetricNames.SilencePolls })
        {
            Assert.Equal("no data", new RunBuilder().Find(metric, limit: 0).Actual);
        }
    }

    [Fact]
    public void Round_trips_come_from_the_histograms_of_the_cohorts()
    {
        RunBuilder run = Run();
        run.Add(Facts.HistogramBucket(RunBuilder.At(13), 0, Series.HeartbeatRtt, LogHistogram.BucketOf(50), 10));
        run.Add(Facts.HistogramBucket(RunBuilder.At(13), 2, Series.HeartbeatRtt, LogHistogram.BucketOf(20), 10));
        run.Add(Facts.HistogramBucket(RunBuilder.At(30), 0, Series.HeartbeatRtt, LogHistogram.BucketOf(60), 10));
        run.Add(Facts.HistogramBucket(RunBuilder.At(43), 0, Series.HeartbeatRtt, LogHistogram.BucketOf(63), 10));
        Assert.Equal(60e-6, run.Find(MetricNames.HeartbeatRtt, Comparison.LessOrEqual, 1).ActualValue);
        Assert.Equal(50e-6, run.Find(MetricNames.HeartbeatRtt, Comparison.LessOrEqual, 1, Stat.P50).ActualValue);
        Assert.Equal(20e-6, run.Find(MetricNames.HeartbeatRtt, Comparison.LessOrEqual, 1, cohort: CohortSide.Control).ActualValue);
        Assert.Equal(50e-6, run.Find(MetricNames.HeartbeatRtt, Comparison.LessOrEqual, 1, fault: 0).ActualValue);
        Assert.False(run.Find(MetricNames.HeartbeatRtt, Comparison.LessOrEqual, 55e-6).Passed);
        Assert.Equal("no data", Run().Find(MetricNames.HeartbeatRtt, Comparison.LessOrEqual, 1).Actual);
    }
}
