using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

public sealed class StormTests
{
    /// <summary>A client for each time: it loses its connection at 20 s and tries again then.</summary>
    private static RunBuilder Storm(params double[] returns)
    {
        var run = new RunBuilder();
        foreach ((double at, int client) in returns.Select((at, client) => (at, client)))
        {
            run.Client(client, c => c.Opens(0.5).IsTold(20).Tries(at).OpensNow(at + 0.01));
        }

        return run;
    }

    [Theory]
    [InlineData(4.0, 20.0, 20.999, 20.5, 20.1)]
    [InlineData(3.0, 20.0, 21.0, 20.5, 20.1)] // A second is half open: what comes a whole second later is in the next.
    [InlineData(3.0, 20.9, 21.2, 21.85, 23.0)] // It slides: no second of the clock has three.
    [InlineData(1.0, 20.0, 21.0, 22.0, 23.0)]
    public void Peak_is_the_densest_second_of_all(double peak, params double[] returns)
    {
        AssertionResult found = Storm(returns).Find(MetricNames.ReconnectsPeak, Comparison.Less, peak);
        Assert.Equal((peak, false, $"{peak}/s"), (found.ActualValue, found.Passed, found.Actual));
        Assert.Equal(peak, found.Offenders);
    }

    [Fact]
    public void First_attempts_are_no_storm_and_failed_ones_are()
    {
        RunBuilder run = new RunBuilder().Client(0, c => c.Tries(0.5).Fails(0.6).Tries(0.7, AttemptCause.FailedAttempt).Fails(0.8).Opens(0.9, AttemptCause.FailedAttempt)).Undisturbed(1, 2, 3);
        Assert.Equal(2, run.Find(MetricNames.ReconnectsPeak, Comparison.Less, 1).ActualValue);
        Assert.Equal(0, new RunBuilder().Undisturbed(1, 2, 3).Find(MetricNames.ReconnectsPeak, Comparison.LessOrEqual, 1).ActualValue);
        Assert.Equal("no data", new RunBuilder().Find(MetricNames.ReconnectsPeak, Comparison.LessOrEqual, 1).Actual);
    }

    [Fact]
    public void The_evidence_names_the_clients_of_the_peak()
    {
        AssertionResult found = Storm(20.1, 25, 20.2, 20.3).Find(MetricNames.ReconnectsPeak, Comparison.LessOrEqual, 2);
        Assert.Equal([0, 2, 3], found.Evidence.Select(evidence => evidence.Client));
        Assert.Equal("tried to reconnect as one of 3 attempts in the second from 20.100 s on", found.Evidence[0].Why);
        Assert.Contains(found.Evidence[0].Events, told => told.What == "connects again (attempt 2, because of the loss)");
    }

    [Theory]
    [InlineData(1.0, 20.0, 20.05, 20.099)]
    [InlineData(0.5, 20.0, 20.05, 20.1)]
    [InlineData(0.0, 20.0, 21.0, 22.0)]
    [InlineData(0.0, 20.0)] // One client alone is in step with nobody.
    public void Synchrony_is_the_share_of_the_others_within_the_same_100_ms(double synchrony, params double[] returns) =>
        Assert.Equal(synchrony, Storm(returns).Find(MetricNames.ReconnectsSynchrony, Comparison.LessOrEqual, 1).ActualValue);

    [Fact]
    public void Attempts_repeated_in_step_do_not_thin_it_out()
    {
        var run = new RunBuilder();
        foreach (int client in new[] { 0, 1, 2 })
        {
            run.Client(client, c => c.Opens(0.5).IsTold(20).Tries(21).Fails(21.01, CloseCause.Refused).Tries(21.05, AttemptCause.FailedAttempt).Fails(21.06, CloseCause.Refused)
                .Tries(25, AttemptCause.FailedAttempt).Fails(25.1, CloseCause.Refused).Opens(30, AttemptCause.FailedAttempt));
        }

        AssertionResult found = run.Find(MetricNames.ReconnectsSynchrony, Comparison.LessOrEqual, 0.5);
        Assert.Equal((1, false, "100 %", 3), (found.ActualValue, found.Passed, found.Actual, found.Offenders));
        Assert.Equal("tried to reconnect as one of 3 clients in the 100 ms from 21.000 s on", found.Evidence[0].Why);
        Assert.Equal("no data", new RunBuilder().Undisturbed(0).Find(MetricNames.ReconnectsSynchrony, Comparison.LessOrEqual, 0.5).Actual);
    }

    [Fact]
    public void Polls_count_when_they_begin_answered_or_not()
    {
        RunBuilder run = new RunBuilder()
            .Client(0, c => c.Opens(0.5).IsTold(20).Polls(20.1).Polls(22.05, ok: false, took: 1).Opens(23))
            .Client(1, c => c.Opens(0.5).IsTold(20).Polls(21.08).Polls(30, reason: FetchReason.PollSilence).Fetched(21.07, 1).Opens(23));
        AssertionResult found = run.Find(MetricNames.PollsPeak, Comparison.LessOrEqual, 2);
        Assert.Equal((3, false, 2), (found.ActualValue, found.Passed, found.Offenders));
        Assert.Equal("polled as one of 3 in the second from 20.095 s on", found.Evidence[0].Why);
    }

    [Fact]
    public void Failed_attempts_are_a_distribution_over_the_clients()
    {
        RunBuilder run = new RunBuilder().SilentDrop()
            .Client(0, c => c.Opens(0.5).Declares(14.6, 11.6).Tries(15.6).Fails(17.6).Tries(17.6, AttemptCause.LockEnded).Fails(19.6).Opens(25, AttemptCause.LockEnded))
            .Client(1, c => c.Tries(0.5).Fails(2.5).Opens(3, AttemptCause.FailedAttempt))
            .Undisturbed(2);
        AssertionResult found = run.Find(MetricNames.FailedPerClient, Comparison.LessOrEqual, 1);
        Assert.Equal((2, false, 1), (found.ActualValue, found.Passed, found.Offenders));
        Assert.Equal("had 2 attempts to connect that did not open", found.Evidence.Single().Why);
        Assert.Equal(1, run.Find(MetricNames.FailedPerClient, Comparison.LessOrEqual, 1, Stat.Mean).ActualValue);
        Assert.Equal(1, run.Find(MetricNames.FailedPerClient, Comparison.LessOrEqual, 1, cohort: CohortSide.Control).ActualValue);
        Assert.Equal("no data", new RunBuilder().Find(MetricNames.FailedPerClient, Comparison.LessOrEqual, 1).Actual);
    }

    [Fact]
    public void A_limit_to_a_fault_leaves_other_storms_out()
    {
        RunBuilder run = new RunBuilder().SilentDrop()
            .Client(0, c => c.Opens(0.5).Declares(14.6, 11.6).Opens(25))
            .Client(1, c => c.Opens(0.5).IsTold(30).Opens(30.5))
            .Client(2, c => c.Opens(0.5).IsTold(30).Opens(30.5));
        Assert.Equal(2, run.Find(MetricNames.ReconnectsPeak, Comparison.LessOrEqual, 1).ActualValue);
        Assert.Equal(1, run.Find(MetricNames.ReconnectsPeak, Comparison.LessOrEqual, 1, fault: 0).ActualValue);
        Assert.Equal(1, run.Find(MetricNames.ReconnectsSynchrony, Comparison.LessOrEqual, 1, cohort: CohortSide.Control).ActualValue);
        Assert.Equal(0, run.Find(MetricNames.ReconnectsSynchrony, Comparison.LessOrEqual, 1, fault: 0).ActualValue);
    }

    [Fact]
    public void Limits_of_rates_are_divided_by_the_time_scale() =>
        Assert.Equal((1000, 0.5), (
            new Assertion { Expression = "", Metric = MetricNames.ReconnectsPeak, Limit = 100 }.Scale(0.1).Limit,
            new Assertion { Expression = "", Metric = MetricNames.ReconnectsSynchrony, Limit = 0.5 }.Scale(0.1).Limit));

    [Fact]
    public void The_result_tells_peaks_and_what_became_of_attempts()
    {
        StormResult storm = new RunBuilder()
            .Client(0, c => c.Opens(0.5).IsTold(20).Tries(20.5).Fails(20.6, CloseCause.Refused).Tries(20.7, AttemptCause.FailedAttempt).Fails(20.8, CloseCause.Refused).Opens(21, AttemptCause.FailedAttempt))
            .Client(1, c => c.Tries(0.5).Fails(0.6, CloseCause.HandshakeRefused, 503).Tries(0.7, AttemptCause.FailedAttempt).Fails(0.8, CloseCause.Refused).Opens(3, AttemptCause.FailedAttempt))
            .Judge().Storm!;
        Assert.Equal((5, new Peak(3, 20.5), null), (storm.ReconnectAttempts, storm.Reconnects, storm.Polls));
        Assert.Equal([new AttemptOutcome("refused", null, 3, 2), new AttemptOutcome("handshakeRefused", 503, 1, 1)], storm.FailedAttempts);
        Assert.Equal((2, 2), (storm.FailedPerClient.Count, storm.FailedPerClient.Max));
        StormResult calm = new RunBuilder().Undisturbed(0).Judge().Storm!;
        Assert.Equal((0, null, null, null), (calm.ReconnectAttempts, calm.Reconnects, calm.Synchrony, calm.Polls));
    }
}
