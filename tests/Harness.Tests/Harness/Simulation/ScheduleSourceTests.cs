using Harness.Faults.Kinds;
using Harness.Scenarios;
using Harness.Simulation;

namespace Harness.Tests.Simulation;

public sealed class ScheduleSourceTests
{
    [Fact]
    public void A_seed_has_one_schedule()
    {
        Scenario scenario = Simulated.Of("heartbeat-rounds");
        Assert.All(Enumerable.Range(1, 50), seed =>
        {
            Schedule one = new ScheduleSource(scenario).Draw((ulong)seed);
            Schedule other = new ScheduleSource(scenario).Draw((ulong)seed);
            Assert.Equal((one.Start, one.End, one.Network), (other.Start, other.End, other.Network));
            Assert.Equal(one.Faults.AsEnumerable(), other.Faults);
            Assert.Equal(one.Ends.AsEnumerable(), other.Ends);
            Assert.Equal(one.Publications.AsEnumerable(), other.Publications);
        });
    }

    [Fact]
    public void Every_kind_is_drawn_and_lengths_come_near_the_bound_on_both_sides()
    {
        Scenario scenario = Simulated.Of("ping-timeout");
        var source = new ScheduleSource(scenario);
        Schedule[] drawn = [.. Enumerable.Range(1, 2_000).Select(seed => source.Draw((ulong)seed))];

        Assert.Equal(5, drawn.SelectMany(schedule => schedule.Faults).Select(fault => (fault.Kind, (fault as OneWayDropFault)?.Direction)).Distinct().Count());
        Assert.Contains(drawn, schedule => schedule.Ends.Length > 0);
        TimeSpan bound = scenario.Clients.Policy.WorstCaseDetection!.Value;
        double[] near = [.. drawn.SelectMany(schedule => schedule.Faults).Select(fault => ((fault.For ?? TimeSpan.Zero) - bound).TotalSeconds).Where(apart => Math.Abs(apart) < 1)];
        Assert.Contains(near, apart => apart < 0);
        Assert.Contains(near, apart => apart > 0);
    }

    [Fact]
    public void A_scenario_with_faults_is_drawn_with_no_others()
    {
        Scenario scenario = Simulated.Parse(Simulated.File(""));
        var source = new ScheduleSource(scenario);

        Assert.All(Enumerable.Range(1, 200).Select(seed => source.Draw((ulong)seed)), schedule =>
        {
            Assert.All(schedule.Faults, fault => Assert.IsType<SilentDropFault>(fault));
            Assert.Empty(schedule.Ends);
        });
    }

    [Fact]
    public void What_cannot_be_played_is_named()
    {
        Scenario scenario = Simulated.Of("ping-timeout") with { Faults = [new HalfOpenFault { At = TimeSpan.Zero, Share = 1, Gone = GoneSide.Client }] };

        Assert.Equal(["half-open"], ScheduleSource.LeftOut(scenario));
        Assert.True(new ScheduleSource(scenario).IsEmpty);
    }
}
