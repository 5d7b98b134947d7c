using Harness.Clients.Presets;
using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

/// <summary>Onset 12.00 to 12.01 s, removal 24.00 to 24.01 s; the policy declares after 3 s of silence, within 50 ms.</summary>
public sealed class DetectionTests
{
    private static RunBuilder Drop(Action<ClientScript> client) => new RunBuilder().SilentDrop().Client(0, client).Undisturbed(1, 2);

    [Theory]
    [InlineData(14.6, 11.6, 3)]
    [InlineData(14.599, 11.6, 2)]
    [InlineData(15.61, 11.6, 4)]
    public void Missed_heartbeats_are_the_whole_intervals_of_silence(double declared, double lastAnswer, double missed)
    {
        AssertionResult found = Drop(c => c.Opens(0.5).Declares(declared, lastAnswer)).Find(MetricNames.MissedHeartbeats, Comparison.LessOrEqual, 3);
        Assert.Equal(missed, found.ActualValue);
        Assert.Equal(missed <= 3, found.Passed);
    }

    [Fact]
    public void Detection_time_counts_from_the_request_of_the_onset()
    {
        AssertionResult found = Drop(c => c.Opens(0.5).Declares(14.6, 11.6)).Find(MetricNames.DetectionTime, Comparison.LessOrEqual, 2.6);
        Assert.Equal(2.6, found.ActualValue);
        Assert.Equal("2.600 s", found.Actual);
        Assert.True(found.Passed);
    }

    [Theory]
    [InlineData(14.65, 0, true)]
    [InlineData(14.651, 0, false)]
    [InlineData(14.95, 0.3, true)]
    [InlineData(14.951, 0.3, false)]
    public void Within_bound_allows_the_threshold_its_tolerance_and_what_our_timers_were_late(double declared, double late, bool holds)
    {
        AssertionResult found = Drop(c => c.Opens(0.5).Declares(declared, 11.6, late)).Find(MetricNames.DetectionWithinBound);
        Assert.Equal(holds, found.Passed);
        Assert.Equal(holds ? "holds" : "does not hold", found.Actual);
    }

    [Theory]
    [InlineData(CloseCause.Fin)]
    [InlineData(CloseCause.Reset)]
    [InlineData(CloseCause.CloseFrame)]
    public void A_close_that_the_network_delivers_is_told_and_not_detected(CloseCause cause)
    {
        RunBuilder run = Drop(c => c.Opens(0.5).IsTold(24.005, cause).Opens(25.2));
        FaultResult fault = run.Judge().Faults[0];
        Assert.Equal((1, 1, 0, 1, 1), (fault.Affected, fault.MustDetect, fault.Detected, fault.Undetected, fault.Told));
        Assert.False(run.Find(MetricNames.Undetected, limit: 0).Passed);
        Assert.Equal("never", run.Find(MetricNames.MissedHeartbeats, Comparison.LessOrEqual, 3).Actual);
        Assert.Null(fault.Detection!.Seconds.Max);
        Assert.Equal(1, fault.Detection.Seconds.Count);
        Assert.Empty(fault.Detection.Bars);
    }

    [Fact]
    public void A_declaration_after_the_removal_is_neither_a_detection_nor_a_false_alarm()
    {
        RunBuilder run = Drop(c => c.Opens(0.5).Declares(24.5, 11.6));
        FaultResult fault = run.Judge().Faults[0];
        Assert.Equal((0, 1, 0), (fault.Detected, fault.Undetected, fault.Told));
        Assert.Equal(0, run.Judge().FalseAlarms);
    }

    [Theory]
    [InlineData(3.061, true)] // From the acknowledgement 12.010 to the request of the removal: 3.051 s, at least 3 s + 50 ms.
    [InlineData(3.059, false)]
    public void Who_must_detect_is_decided_by_the_outage_at_its_shortest(double lasts, bool must)
    {
        FaultResult fault = new RunBuilder().SilentDrop(lasts: lasts).Client(0, c => c.Opens(0.5)).Judge().Faults[0];
        Assert.Equal(must ? 1 : 0, fault.MustDetect);
        Assert.Equal(must ? 1 : 0, fault.Undetected);
    }

    [Fact]
    public void Who_may_detect_counts_as_detected_but_never_as_undetected()
    {
        RunBuilder detects = new RunBuilder().SilentDrop(lasts: 2.5).Client(0, c => c.Opens(0.5).Declares(14.1, 11.1));
        Assert.Equal((0, 1, 0), (detects.Judge().Faults[0].MustDetect, detects.Judge().Faults[0].Detected, detects.Judge().FalseAlarms));
        Assert.Equal(3, detects.Find(MetricNames.MissedHeartbeats, Comparison.LessOrEqual, 3).ActualValue);
        RunBuilder does_not = new RunBuilder().SilentDrop(lasts: 2.5).Client(0, c => c.Opens(0.5));
        Assert.Equal(0, does_not.Judge().Faults[0].Undetected);
    }

    [Fact]
    public void Nobody_who_must_detect_is_no_data_rather_than_zero_undetected()
    {
        AssertionResult found = new RunBuilder().SilentDrop(lasts: 2.5).Client(0, c => c.Opens(0.5)).Find(MetricNames.Undetected, limit: 0);
        Assert.Equal(("no data", false), (found.Actual, found.Passed));
        Assert.Null(found.ActualValue);
    }

    [Fact]
    public void Detection_stats_without_samples_fail()
    {
        RunBuilder run = new RunBuilder().SilentDrop(cohorts: 9).Undisturbed(0);
        foreach (Metric metric in new[] { MetricNames.MissedHeartbeats, MetricNames.DetectionTime, MetricNames.DetectionWithinBound })
        {
            AssertionResult found = run.Find(metric, metric.IsDistribution ? Comparison.LessOrEqual : Comparison.Equal, metric.IsDistribution ? 99 : 1);
            Assert.Equal(("no data", false), (found.Actual, found.Passed));
        }
    }

    [Fact]
    public void An_undetected_client_is_the_percentile_that_it_reaches()
    {
        var run = new RunBuilder();
        run.SilentDrop(cohorts: [0, 1, 2, 3]);
        foreach (int client in new[] { 0, 1, 2 })
        {
            run.Client(client, c => c.Opens(0.5).Declares(14.6, 11.6));
        }

        run.Client(3, c => c.Opens(0.5).IsTold(24.005));
        Assert.Equal(3, run.Find(MetricNames.MissedHeartbeats, Comparison.LessOrEqual, 3, Stat.P50).ActualValue);
        AssertionResult p99 = run.Find(MetricNames.MissedHeartbeats, Comparison.LessOrEqual, 3, Stat.P99);
        Assert.Equal(("never", false, 1), (p99.Actual, p99.Passed, p99.Offenders));
        Assert.Equal(3, p99.Evidence.Single().Client);
        Assert.False(run.Find(MetricNames.DetectionWithinBound).Passed);
    }

    [Fact]
    public void A_connection_opened_under_the_fault_has_an_onset_and_a_loss_of_its_own()
    {
        // A fault that lets handshakes through: one client loses two connections, and each is one sample.
        RunBuilder run = Drop(c => c.Opens(0.5).Declares(14.6, 11.6).Opens(16).Declares(19, 16).Tries(20).Fails(22).Tries(22, AttemptCause.FailedAttempt).Fails(24));
        FaultResult fault = run.Judge().Faults[0];
        Assert.Equal((1, 1, 1, 0), (fault.Affected, fault.MustDetect, fault.Detected, fault.Undetected));
        Assert.Equal(2, fault.Detection!.Seconds.Count);
        Assert.Equal(2.6, fault.Detection.Seconds.Min);
        Assert.Equal(3, fault.Detection.Seconds.Max);
        HistogramBar bar = Assert.Single(fault.Detection.Bars);
        Assert.Equal(new HistogramBar(3, 1), bar);
    }

    [Fact]
    public void A_client_without_a_connection_at_the_onset_is_not_affected()
    {
        RunBuilder run = Drop(c => c.Opens(0.5).IsTold(11.5).Tries(11.9).Fails(13.9));
        Assert.Equal(0, run.Judge().Faults[0].Affected);
    }

    [Fact]
    public void A_loss_that_was_declared_before_the_onset_is_not_of_this_fault()
    {
        RunBuilder run = Drop(c => c.Opens(0.5).Declares(11.9, 8.9).Tries(12.5).Fails(14.5));
        ScenarioResult result = run.Judge();
        Assert.Equal((0, 1), (result.Faults[0].Affected, result.FalseAlarms));
    }

    [Fact]
    public void A_close_that_ended_the_outage_early_left_nothing_to_detect()
    {
        FaultResult fault = Drop(c => c.Opens(0.5).IsTold(13)).Judge().Faults[0];
        Assert.Equal((1, 0, 0, 1), (fault.Affected, fault.MustDetect, fault.Undetected, fault.Told));
        FaultResult late = Drop(c => c.Opens(0.5).IsTold(15.2)).Judge().Faults[0];
        Assert.Equal((1, 1), (late.MustDetect, late.Undetected));
    }

    [Fact]
    public void Two_faults_on_one_client_are_judged_each()
    {
        RunBuilder run = new RunBuilder().SilentDrop(5, 5).SilentDrop(20, 5)
            .Client(0, c => c.Opens(0.5).Declares(7.6, 4.6).Opens(11).IsTold(25.005).Opens(26.1));
        ScenarioResult result = run.Judge();
        Assert.Equal((1, 0), (result.Faults[0].Detected, result.Faults[0].Undetected));
        Assert.Equal((0, 1), (result.Faults[1].Detected, result.Faults[1].Undetected));
        Assert.True(run.Find(MetricNames.Undetected, limit: 0, fault: 0).Passed);
        Assert.False(run.Find(MetricNames.Undetected, limit: 0, fault: 1).Passed);
        Assert.Equal(1, run.Find(MetricNames.Undetected, limit: 0).ActualValue);
    }

    [Fact]
    public void A_fault_on_the_http_path_alone_is_not_for_sockets_to_notice()
    {
        FaultResult fault = new RunBuilder().SilentDrop(path: FaultPath.Http).Client(0, c => c.Opens(0.5)).Judge().Faults[0];
        Assert.Equal(1, fault.Affected);
        Assert.Null(fault.Undetected);
        Assert.Null(fault.Detected);
        Assert.Null(fault.MustDetect);
        Assert.Null(fault.Detection);
        RunBuilder declares = new RunBuilder().SilentDrop(path: FaultPath.Http).Client(0, c => c.Opens(0.5).Declares(15, 12));
        Assert.Equal(1, declares.Judge().FalseAlarms);
    }

    [Fact]
    public void A_reply_timer_is_judged_by_its_own_threshold()
    {
        var policy = PingTimeout.Preset.Policy;
        policy = policy with { Heartbeat = policy.Heartbeat! with { Interval = TimeSpan.FromSeconds(1), ReplyTimeout = TimeSpan.FromSeconds(0.5) } };
        RunBuilder run = new RunBuilder().With(policy).SilentDrop().Client(0, c => c.Opens(0.5).Declares(13.1, 11.6));
        Assert.True(run.Find(MetricNames.DetectionWithinBound).Passed);
        Assert.Equal(1, run.Find(MetricNames.MissedHeartbeats, Comparison.LessOrEqual, 1).ActualValue);
        PolicyBounds bounds = run.Judge().PolicyBound;
        Assert.Equal((1.5, 1.5, 1, 1), (bounds.SilenceSeconds, bounds.DetectionSeconds, bounds.HeartbeatSeconds, bounds.MissedHeartbeats));
        Assert.Equal(0.05, bounds.ToleranceSeconds);
    }
}
