using Harness.Judging;

namespace Harness.Tests.Judging;

/// <summary>The window of the fault is [12.00, 24.01 + 4.25] s, for the clients of its cohort only.</summary>
public sealed class OutsideFaultsTests
{
    private static (int Violations, int Misses, int InStalls) Judge(int client, double at, int inARow, Action<RunBuilder>? more = null)
    {
        RunBuilder run = new RunBuilder().SilentDrop().Client(client, c => c.Opens(0.5).Misses(at, inARow));
        more?.Invoke(run);
        ScenarioResult result = run.Judge();
        return (result.Invariants.Single(invariant => invariant.Name == "two-misses-outside-faults").Violations, result.Generator.MissesOutsideFaults, result.Generator.MissesOutsideFaultsInStalls);
    }

    [Theory]
    [InlineData(0, 11.9, 1, 1)]
    [InlineData(0, 12.5, 0, 0)] // Sent before the onset, due after it.
    [InlineData(0, 20, 0, 0)]
    [InlineData(0, 28.2, 0, 0)]
    [InlineData(0, 29.2, 0, 0)] // Sent inside the window.
    [InlineData(0, 29.3, 1, 1)]
    [InlineData(1, 20, 1, 1)] // A control client has no window.
    public void Two_in_a_row_are_judged_outside_the_windows_of_the_clients_own_faults(int client, double at, int violations, int misses) =>
        Assert.Equal((violations, misses, 0), Judge(client, at, 2));

    [Fact]
    public void A_single_miss_is_reported_only() => Assert.Equal((0, 1, 0), Judge(1, 20, 1));

    [Theory]
    [InlineData(17.5, 17.9, 1, 0)] // Before the first of the two went out.
    [InlineData(17.9, 18.1, 0, 1)]
    [InlineData(19.5, 19.7, 0, 1)]
    [InlineData(20.1, 20.3, 1, 0)]
    public void Misses_that_overlap_a_stall_are_ours(double from, double to, int violations, int ours) =>
        Assert.Equal((violations, 1, ours), Judge(1, 20, 2, run => run.Stall(from, to)));

    [Fact]
    public void An_event_is_over_for_a_client_that_has_lost_the_connection_and_come_back()
    {
        RunBuilder Run(double missed) => new RunBuilder().HalfOpen().Client(0, c => c.Opens(0.5).FirstByte(12.5).Declares(14.5, 11.5).Opens(15.5).Misses(missed, 2));
        Assert.Equal(0, Run(18.7).Judge().Generator.MissesOutsideFaults);
        Assert.Equal(1, Run(19.8).Judge().Generator.MissesOutsideFaults);
    }

    [Fact]
    public void What_happens_while_closing_does_not_count() => Assert.Equal((0, 0, 0), Judge(1, 42.5, 2));

    [Fact]
    public void The_evidence_says_so()
    {
        InvariantResult found = new RunBuilder().Client(1, c => c.Opens(0.5).Misses(20, 2)).Judge().Invariants.Single(invariant => !invariant.Passed);
        Assert.Equal("missed 2 heartbeats in a row while no fault was on for it", found.Evidence[0].Why);
        Assert.Contains(new TimedEvent(19, "heartbeat sent, not answered (2 in a row)"), found.Evidence[0].Events);
    }
}
