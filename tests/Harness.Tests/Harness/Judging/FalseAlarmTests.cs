using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

public sealed class FalseAlarmTests
{
    [Fact]
    public void Under_a_fault_that_must_be_noticed_a_declaration_is_none()
    {
        RunBuilder run = new RunBuilder().SilentDrop().Client(0, c => c.Opens(0.5).Declares(14.6, 11.6)).Undisturbed(1);
        Assert.True(run.Find(MetricNames.FalseAlarms, limit: 0).Passed);
    }

    [Theory]
    [InlineData(11.99, true)] // Before the onset.
    [InlineData(12.5, true)]
    [InlineData(24.2, true)]
    [InlineData(27.0, true)] // Within the threshold after the removal.
    public void Under_latency_every_declaration_is_one(double declared, bool counts)
    {
        RunBuilder run = new RunBuilder().Latency().Client(0, c => c.Opens(0.5).Declares(declared, declared - 0.1));
        AssertionResult found = run.Find(MetricNames.FalseAlarms, limit: 0);
        Assert.Equal(!counts, found.Passed);
        Assert.Null(run.Judge().Faults[0].Undetected);
    }

    [Theory]
    [InlineData(12.5, 1)]
    [InlineData(27.0, 1)] // 24.01 + 3 s + 50 ms still belongs to it.
    [InlineData(27.1, 0)]
    [InlineData(11.9, 0)]
    public void Of_one_fault_are_those_from_its_onset_to_its_removal_and_the_threshold(double declared, double ofTheFault)
    {
        RunBuilder run = new RunBuilder().Latency().Client(0, c => c.Opens(0.5).Declares(declared, declared - 0.1).Opens(declared + 0.05));
        Assert.Equal(ofTheFault, run.Find(MetricNames.FalseAlarms, limit: 0, fault: 0).ActualValue);
        Assert.Equal(1, run.Find(MetricNames.FalseAlarms, limit: 0).ActualValue);
    }

    [Fact]
    public void In_the_control_group_every_declaration_is_one()
    {
        RunBuilder run = new RunBuilder().SilentDrop().Client(0, c => c.Opens(0.5).Declares(14.6, 11.6)).Client(1, c => c.Opens(0.5).Declares(15, 12));
        Assert.Equal(1, run.Find(MetricNames.FalseAlarms, limit: 0, cohort: CohortSide.Control).ActualValue);
        Assert.Equal(0, run.Find(MetricNames.FalseAlarms, limit: 0, cohort: CohortSide.Hit).ActualValue);
        AssertionResult all = run.Find(MetricNames.FalseAlarms, limit: 0);
        Assert.Equal((1, false), (all.ActualValue, all.Passed));
        Assert.Contains("no fault was on for it", all.Evidence.Single().Why, StringComparison.Ordinal);
        Assert.Equal(9, run.Judge().ControlClients);
    }

    /// <summary>Two drops, from 12 to 24 s and from 30 to 36 s; what a card says of the control group is what happened while its fault was on, or 3 s later.</summary>
    [Theory]
    [InlineData(11.9, 0, 0)]
    [InlineData(15, 1, 0)]
    [InlineData(27, 1, 0)]
    [InlineData(28, 0, 0)]
    [InlineData(31, 0, 1)]
    public void Those_of_the_control_group_stand_with_the_fault_that_was_on(double declared, int first, int second)
    {
        RunBuilder run = new RunBuilder().SilentDrop(12, 12).SilentDrop(30, 6)
            .Client(0, c => c.Opens(0.5).Declares(14.6, 11.6).Opens(25).Declares(32.6, 29.6))
            .Client(1, c => c.Opens(0.5).Declares(declared, declared - 3).Opens(declared + 0.05));
        Assert.Equal([first, second], run.Judge().Faults.Select(fault => fault.ControlFalseAlarms));
    }

    [Fact]
    public void Under_an_outage_too_short_to_notice_a_declaration_is_one()
    {
        RunBuilder run = new RunBuilder().SilentDrop(lasts: 1.5).Client(0, c => c.Opens(0.5).Declares(13, 12));
        Assert.Equal(1, run.Judge().FalseAlarms);
        Assert.Equal(0, run.Judge().Faults[0].Detected);
    }

    [Fact]
    public void Two_short_outages_in_a_row_add_up_to_one_that_has_to_be_noticed()
    {
        RunBuilder run = new RunBuilder().SilentDrop(12, 1.5).SilentDrop(13.5, 1.5).Client(0, c => c.Opens(0.5).Declares(14.9, 11.9));
        Assert.Equal(0, run.Judge().FalseAlarms);
    }

    [Fact]
    public void A_close_by_the_server_is_none()
    {
        RunBuilder run = new RunBuilder().SilentDrop().Undisturbed(0).Client(1, c => c.Opens(0.5).IsTold(15, global::Harness.Journal.CloseCause.CloseFrame, 1001).Opens(15.1));
        Assert.True(run.Find(MetricNames.FalseAlarms, limit: 0).Passed);
    }

    [Fact]
    public void Nothing_after_closing_counts()
    {
        RunBuilder run = new RunBuilder().Client(0, c => c.Opens(0.5).Declares(RunBuilder.End + 0.1, 39));
        Assert.True(run.Find(MetricNames.FalseAlarms, limit: 0).Passed);
    }

    [Fact]
    public void Nobody_ever_open_is_no_data()
    {
        RunBuilder run = new RunBuilder().Client(0, c => c.Tries(0.5).Fails(2.5));
        Assert.Equal(("no data", false), (run.Find(MetricNames.FalseAlarms, limit: 0).Actual, run.Find(MetricNames.FalseAlarms, limit: 0).Passed));
    }
}
