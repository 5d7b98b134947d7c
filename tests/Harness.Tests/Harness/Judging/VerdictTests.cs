using Harness.Faults.Kinds;
using Harness.Journal;
using Harness.Judging;
using Harness.Judging.Invariants;
using Harness.Judging.Measures;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

public sealed class VerdictTests
{
    private static readonly SilentDropFault _drop = new() { At = TimeSpan.FromSeconds(12), For = TimeSpan.FromSeconds(12), Share = 0.1 };

    private static RunBuilder Sound() => new RunBuilder().Undisturbed(0, 1).Asserts(MetricNames.FalseAlarms, limit: 0);

    private static RunBuilder Unsound() => Sound().Asserts(MetricNames.Reconnects, Comparison.GreaterOrEqual, 1);

    [Fact]
    public void A_run_passes_where_everything_holds_and_fails_where_one_thing_does_not()
    {
        Assert.Equal(Verdict.Passed, Sound().Judge().Verdict);
        ScenarioResult failed = Unsound().Judge();
        Assert.Equal(Verdict.Failed, failed.Verdict);
        Assert.Equal([true, false], failed.Assertions.Select(assertion => assertion.Passed));
        Assert.Equal(42, failed.DurationSeconds);
        Assert.Empty(failed.Notes);
    }

    [Theory]
    [InlineData("reconnects", Verdict.Passed, "")]
    [InlineData("false_alarms", Verdict.Failed, "expected to fail by false_alarms, but it held; also broke reconnects, which was not expected")]
    [InlineData("reconnects,false_alarms", Verdict.Failed, "expected to fail by false_alarms, but it held")]
    [InlineData("reconnects,invariant one-open-socket", Verdict.Failed, "expected to fail by invariant one-open-socket, but it held")]
    public void A_run_that_expects_to_fail_passes_if_exactly_that_is_broken(string expect, Verdict verdict, string unmet)
    {
        ScenarioResult result = Unsound().Expects([.. expect.Split(',')]).Judge();
        Assert.Equal((verdict, unmet), (result.Verdict, result.Unmet));
        Assert.Equal(expect.Split(',').Select(name => new ExpectedFailure(name, name == "reconnects")), result.Expected);
        Assert.Equal([false, expect.StartsWith("reconnects", StringComparison.Ordinal)], result.Assertions.Select(assertion => assertion.AsExpected));
    }

    [Fact]
    public void An_invariant_can_be_expected_to_be_broken_and_one_that_is_not_expected_fails_the_run()
    {
        RunBuilder Twice() => Sound().Client(2, c => c.Opens(1).Opens(11));
        Assert.Equal(Verdict.Passed, Twice().Expects("invariant one-open-socket", "invariant one-reconnect-per-loss").Judge().Verdict);
        ScenarioResult result = Twice().Expects("invariant one-open-socket").Judge();
        Assert.Equal((Verdict.Failed, "also broke invariant one-reconnect-per-loss, which was not expected"), (result.Verdict, result.Unmet));
        Assert.True(result.Invariants.Single(invariant => invariant.Name == "one-open-socket").AsExpected);
    }

    [Fact]
    public void One_of_several_assertions_about_a_metric_breaks_it() =>
        Assert.Equal(Verdict.Passed, Unsound().Asserts(MetricNames.Reconnects, Comparison.LessOrEqual, 9).Expects("reconnects").Judge().Verdict);

    [Fact]
    public void A_run_that_proves_nothing_does_not_pass_by_failing_as_expected()
    {
        Assert.Equal(Verdict.Invalid, Unsound().Expects("reconnects").Stall(5, 6).Judge().Verdict);
        Assert.Equal(Verdict.Incomplete, Unsound().Expects("reconnects").Interrupted().Judge().Verdict);
    }

    [Fact]
    public void Every_invariant_has_its_name_in_the_list() =>
        Assert.Equal(InvariantNames.All, InvariantRegistry.All.Select(invariant => invariant.Name));

    [Theory]
    [InlineData(0.42, Verdict.Failed)] // 1 % of 42 s.
    [InlineData(0.43, Verdict.Invalid)]
    public void Over_one_percent_of_client_seconds_in_stalls_is_invalid(double stalled, Verdict verdict)
    {
        ScenarioResult result = Unsound().Stall(5, 5 + (stalled / 2)).Stall(9, 9 + (stalled / 2), role: 0).Judge();
        Assert.Equal(verdict, result.Verdict);
        Assert.False(result.Assertions[1].Passed);
        Assert.Equal(2, result.Generator.Stalls.Length);
        Assert.Equal("worker-0", result.Generator.Stalls[0].Role);
    }

    [Fact]
    public void Stalls_that_overlap_each_other_or_the_edges_are_counted_once()
    {
        ScenarioResult result = Sound().Stall(5, 5.2).Stall(5.1, 5.21, role: 0).Stall(-1, 0.1).Stall(41.9, 50).Stall(43, 44).Judge();
        Assert.Equal((0.21 + 0.1 + 0.1) / 42, result.Generator.StalledShare, 6);
        Assert.Equal(Verdict.Passed, result.Verdict);
    }

    [Theory]
    [InlineData(150_000, Verdict.Passed)] // 20 % of a heartbeat of 1 s is 200 ms.
    [InlineData(250_000, Verdict.Invalid)]
    public void Late_timers_in_any_five_seconds_are_invalid(long lag, Verdict verdict)
    {
        RunBuilder run = Sound();
        for (int second = 0; second < 42; second++)
        {
            run.Add(Facts.HistogramBucket(RunBuilder.At(second - 0.3), -1, Series.TimerLag, LogHistogram.BucketOf(500), 100));
        }

        ScenarioResult result = run.Add(Facts.HistogramBucket(RunBuilder.At(20.7), -1, Series.TimerLag, LogHistogram.BucketOf(lag), 6)).Judge();
        Assert.Equal(verdict, result.Verdict);
        Assert.InRange(result.Generator.TimerLagP99Seconds, lag * 0.98e-6, lag * 1.02e-6);
    }

    [Fact]
    public void A_few_late_timers_among_many_are_not()
    {
        RunBuilder run = Sound();
        run.Add(Facts.HistogramBucket(RunBuilder.At(20), -1, Series.TimerLag, LogHistogram.BucketOf(500), 1000));
        run.Add(Facts.HistogramBucket(RunBuilder.At(20), -1, Series.TimerLag, LogHistogram.BucketOf(900_000), 10));
        Assert.Equal(Verdict.Passed, run.Judge().Verdict);
    }

    [Fact]
    public void One_connect_without_a_port_is_invalid()
    {
        ScenarioResult result = Unsound().Client(2, c => c.Tries(3).Fails(3.1, CloseCause.OutOfResources)).Judge();
        Assert.Equal((Verdict.Invalid, 1), (result.Verdict, result.Generator.ResourceFailures));
        Assert.Contains("no port or descriptor", Assert.Single(result.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_without_its_end_is_incomplete_whatever_else()
    {
        ScenarioResult result = Unsound().Stall(1, 5).Client(0, c => c.Opens(20)).Interrupted().Judge();
        Assert.Equal(Verdict.Incomplete, result.Verdict);
        Assert.Equal("The run was interrupted 20.0 s after its load began.", result.Notes[0]);
    }

    [Fact]
    public void A_fault_that_was_never_switched_on_or_not_removed_is_incomplete()
    {
        ScenarioResult never = Sound().Fault(_drop, [0], onset: false, removal: false).Judge();
        Assert.Equal((Verdict.Incomplete, "Fault 0 (silent-drop) was never switched on."), (never.Verdict, never.Notes[0]));
        Assert.Null(never.Faults[0].Onset);

        RunBuilder half = Sound().Fault(_drop, [0, 1], onset: false, removal: false);
        half.Add(Facts.Edge(RunBuilder.At(12), RunBuilder.At(12.1), 0, 0, FaultEdge.Onset), Facts.Edge(RunBuilder.At(24), RunBuilder.At(24.1), 0, 0, FaultEdge.Removal));
        Assert.Equal("Fault 0 (silent-drop) was not switched on for every cohort of the plan.", half.Judge().Notes[0]);

        ScenarioResult on = Sound().Fault(_drop, [0], removal: false).Judge();
        Assert.Equal((Verdict.Incomplete, "Fault 0 (silent-drop) was not removed."), (on.Verdict, on.Notes[0]));
        Assert.Null(on.Faults[0].Removed);

        Assert.Equal(Verdict.Passed, Sound().HalfOpen(cohorts: 0).Judge().Verdict);
    }

    [Fact]
    public void An_empty_journal_is_incomplete()
    {
        JudgedRun run = Sound().Build() with { Journal = new RunJournal([], []) };
        ScenarioResult result = Judge.Run(run);
        Assert.Equal((Verdict.Incomplete, "The run ended before its load began."), (result.Verdict, result.Notes[0]));
        Assert.Equal("no data", result.Assertions[0].Actual);
    }

    [Fact]
    public void The_edges_of_a_fault_are_those_of_all_its_cohorts()
    {
        RunBuilder run = Sound().Fault(_drop, [0, 1], onset: false, removal: false);
        run.Add(
            Facts.Edge(RunBuilder.At(12), RunBuilder.At(12.1), 0, 0, FaultEdge.Onset),
            Facts.Edge(RunBuilder.At(12.1), RunBuilder.At(12.2), 1, 0, FaultEdge.Onset),
            Facts.Edge(RunBuilder.At(24.1), RunBuilder.At(24.3), 1, 0, FaultEdge.Removal),
            Facts.Edge(RunBuilder.At(24.2), RunBuilder.At(24.25), 0, 0, FaultEdge.Removal));
        FaultResult fault = run.Judge().Faults[0];
        Assert.Equal((new TimeInterval(12, 12.2), new TimeInterval(24.1, 24.3)), (fault.Onset, fault.Removed));
    }

    [Fact]
    public void Every_metric_has_exactly_one_source()
    {
        Assert.Equal(MetricNames.All.Select(metric => metric.Name).Order(), MetricRegistry.All.Select(source => source.Metric.Name).Order());
        Assert.All(MetricNames.All, metric => Assert.Same(metric, MetricRegistry.For(metric).Metric));
        Assert.Throws<ArgumentException>(() => MetricRegistry.Index([new UndetectedSource(), new UndetectedSource()]));
    }

    [Theory]
    [InlineData(Comparison.LessOrEqual, 3, 3, true)]
    [InlineData(Comparison.LessOrEqual, 3, 3.01, false)]
    [InlineData(Comparison.Less, 3, 3, false)]
    [InlineData(Comparison.Equal, 3, 3, true)]
    [InlineData(Comparison.NotEqual, 3, 3, false)]
    [InlineData(Comparison.NotEqual, 3, 4, true)]
    [InlineData(Comparison.GreaterOrEqual, 3, 3, true)]
    [InlineData(Comparison.Greater, 3, 3, false)]
    [InlineData(Comparison.LessOrEqual, 1e9, double.PositiveInfinity, false)]
    [InlineData(Comparison.Greater, 1e9, double.PositiveInfinity, true)]
    public void Limits_compare(Comparison comparison, double limit, double value, bool kept) =>
        Assert.Equal(kept, new Assertion { Expression = "", Metric = MetricNames.Reconnects, Comparison = comparison, Limit = limit }.IsKeptBy(value));
}
