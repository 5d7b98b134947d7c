using Harness.Journal;
using Harness.Judging;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Tests.Judging;

/// <summary>A drop of one second, 12.00 to 13.01 s; the earliest detection of the policy is 1.9 s after the onset.</summary>
public sealed class FaultBackendTests
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData(FaultBackend.Toxiproxy, 1)]
    [InlineData(FaultBackend.Kernel, 0)]
    public void Packets_that_were_lost_are_sent_again_late_so_a_declaration_shortly_after_the_removal_is_no_false_alarm(FaultBackend? backend, int alarms)
    {
        ScenarioResult result = Drop(backend).Client(0, c => c.Opens(0.5).Declares(14.2, 11.2).Opens(15.5)).Judge();

        Assert.Equal(alarms, result.FalseAlarms);
        Assert.Equal((1, 0, 0), (result.Faults[0].Affected, result.Faults[0].MustDetect, result.Faults[0].Undetected));
        Assert.Equal(backend?.ToString().ToLowerInvariant() ?? "", result.Faults[0].Backend);
    }

    [Fact]
    public void But_no_later_than_that()
    {
        ScenarioResult result = new RunBuilder().SilentDrop(lasts: 0.5).Add(Facts.FaultPlanned(RunBuilder.At(0), 0, FaultBackend.Kernel))
            .Client(0, c => c.Opens(0.5).Declares(14.6, 11.6).Opens(15.8)).Judge();

        Assert.Equal(1, result.FalseAlarms);
    }

    [Theory]
    [InlineData(FaultBackend.Toxiproxy, 30)]
    [InlineData(FaultBackend.Clients, 30)]
    [InlineData(FaultBackend.Kernel, 50.5)]
    public void Heard_again_after_as_long_once_more_and_the_first_wait(FaultBackend backend, double seconds) =>
        Assert.Equal((long)(seconds * 1e6), FaultBackends.HeardAgain(backend, 10_000_000, 30_000_000));

    /// <summary>
    /// Two seconds of drop, to 14.01 s, and nothing is heard before 16.52 s at the latest: so a client declares at 15 s, and the 4.25 s that its
    /// policy allows begin only then.
    /// </summary>
    [Theory]
    [InlineData(FaultBackend.Toxiproxy, 18.0, true)]
    [InlineData(FaultBackend.Toxiproxy, 18.5, false)]
    [InlineData(FaultBackend.Kernel, 19.0, true)]
    [InlineData(FaultBackend.Kernel, 19.5, false)]
    public void Who_declares_after_the_removal_has_the_time_of_its_policy_from_then_on(FaultBackend backend, double opens, bool inTime)
    {
        RunBuilder run = Drop(backend, lasts: 2).Client(0, c => c.Opens(0.5).Declares(15, 12).Opens(opens));

        Assert.Equal(inTime, run.Find(MetricNames.RecoveryWithinBound).Passed);
    }

    [Theory]
    [InlineData(12, true)] // It declared under the fault: from the removal on, as ever.
    [InlineData(0, false)] // Heard 12.51 s after the removal at the latest.
    public void Who_hears_again_has_the_time_of_its_policy_from_when_it_must(double declares, bool breaks)
    {
        RunBuilder run = Drop(FaultBackend.Kernel, lasts: 12).Publishes(0, 1, 20)
            .Client(0, c => _ = declares > 0 ? c.Opens(0.5).Declares(15, declares).Opens(24.5).Holds(35, 1) : c.Opens(0.5).Holds(35, 1));

        Assert.Equal(breaks, !run.Find(MetricNames.RecoveryWithinBound).Passed);
    }

    [Theory]
    [InlineData(FaultBackend.Toxiproxy, 1)]
    [InlineData(FaultBackend.Kernel, 0)]
    public void Heartbeats_that_nobody_answers_before_it_is_heard_again_are_missed_in_the_fault(FaultBackend backend, int violations)
    {
        ScenarioResult result = Drop(backend, lasts: 12).Client(0, c => c.Opens(0.5).Misses(35, 2)).Judge();

        Assert.Equal(violations, result.Invariants.Single(invariant => invariant.Name == "two-misses-outside-faults").Violations);
    }

    /// <summary>Two drops of 0.4 s, 12.00 and 13.00 s: nothing need be heard between them, so together they can last the 1.9 s of the earliest detection.</summary>
    [Theory]
    [InlineData(FaultBackend.Toxiproxy, 1)]
    [InlineData(FaultBackend.Kernel, 0)]
    public void Short_drops_add_up_with_the_silence_after_each(FaultBackend backend, int alarms)
    {
        ScenarioResult result = new RunBuilder().SilentDrop(at: 12, lasts: 0.4).SilentDrop(at: 13, lasts: 0.4)
            .Add(Facts.FaultPlanned(RunBuilder.At(0), 0, backend), Facts.FaultPlanned(RunBuilder.At(0), 1, backend))
            .Client(0, c => c.Opens(0.5).Declares(14.9, 11.9).Opens(15.5)).Judge();

        Assert.Equal(alarms, result.FalseAlarms);
    }

    private static RunBuilder Drop(FaultBackend? backend, double lasts = 1)
    {
        RunBuilder run = new RunBuilder().SilentDrop(lasts: lasts).Undisturbed(1, 2);
        return backend is { } made ? run.Add(Facts.FaultPlanned(RunBuilder.At(0), 0, made)) : run;
    }
}
