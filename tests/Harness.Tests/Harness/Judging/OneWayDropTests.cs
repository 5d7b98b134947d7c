using Harness.Faults.Kinds;
using Harness.Judging;
using Harness.Scenarios;

namespace Harness.Tests.Judging;

/// <summary>On from 12.00 to 24.01 s; dead after 3 s of silence. With what clients send lost, pushes still arrive, and each is an answer.</summary>
public sealed class OneWayDropTests
{
    [Theory]
    [InlineData(LostDirection.Upstream, new double[0], 1)]
    [InlineData(LostDirection.Upstream, new[] { 14.0, 16.5, 19, 21.5, 23 }, 0)] // never silent for the bound
    [InlineData(LostDirection.Upstream, new[] { 14.0, 16.5, 20, 22, 23.5 }, 1)] // 3.5 s without a push
    [InlineData(LostDirection.Upstream, new[] { 14.0, 16.5, 19, 21.0, 25 }, 0)] // the last silence is cut short by the removal
    [InlineData(LostDirection.Downstream, new[] { 14.0, 16.5, 19, 21.5, 23 }, 1)] // no push arrives
    public void Who_must_detect_is_who_no_push_reached_for_the_bound(LostDirection direction, double[] pushes, int must)
    {
        FaultResult fault = Drop(direction, pushes).Client(0, c => c.Opens(0.5).IsTold(24.005).Opens(25)).Judge().Faults[0];

        Assert.Equal((1, must, 0, must), (fault.Affected, fault.MustDetect, fault.Detected, fault.Undetected));
    }

    [Fact]
    public void Who_need_not_detect_may()
    {
        ScenarioResult result = Drop(LostDirection.Upstream, 13).Client(0, c => c.Opens(0.5).Declares(16.01, 13.01).Opens(25)).Judge();

        Assert.Equal((1, 1, 0), (result.Faults[0].Affected, result.Faults[0].Detected, result.Faults[0].Undetected));
        Assert.Equal(3, result.Faults[0].Detection!.MissedHeartbeats.Max);
        Assert.Equal(0, result.FalseAlarms);
    }

    [Fact]
    public void A_target_that_does_not_tell_what_it_pushes_makes_nobody_have_to()
    {
        FaultResult fault = With(LostDirection.Upstream).Client(0, c => c.Opens(0.5).IsTold(24.005).Opens(25)).Judge().Faults[0];

        Assert.Equal((1, 0, 0), (fault.Affected, fault.MustDetect, fault.Undetected));
    }

    [Fact]
    public void Without_topics_there_is_nothing_to_be_pushed()
    {
        FaultResult fault = With(LostDirection.Upstream).WithoutTopics().Client(0, c => c.Opens(0.5).IsTold(24.005).Opens(25)).Judge().Faults[0];

        Assert.Equal((1, 1, 1), (fault.Affected, fault.MustDetect, fault.Undetected));
    }

    /// <summary>The client follows topic 0; of another one it hears nothing.</summary>
    private static RunBuilder Drop(LostDirection direction, params double[] pushes)
    {
        RunBuilder run = With(direction).Publishes(0, 1, 5).Publishes(7, 1, 17.5);
        foreach ((double at, int i) in pushes.Select((at, i) => (at, i)))
        {
            run.Publishes(0, i + 2, at);
        }

        return run;
    }

    private static RunBuilder With(LostDirection direction) => new RunBuilder().Fault(
        new OneWayDropFault { At = TimeSpan.FromSeconds(12), For = TimeSpan.FromSeconds(12), Share = 0.1, Direction = direction }, []);
}
