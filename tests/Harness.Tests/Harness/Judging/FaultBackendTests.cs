using Harness.Journal;
using Harness.Judging;
using Harness.Judging.Reading;

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

    private static RunBuilder Drop(FaultBackend? backend)
    {
        RunBuilder run = new RunBuilder().SilentDrop(lasts: 1).Undisturbed(1, 2);
        return backend is { } made ? run.Add(Facts.FaultPlanned(RunBuilder.At(0), 0, made)) : run;
    }
}
