using System.Collections.Immutable;
using Harness.Scenarios;
using Harness.Simulation;

namespace Harness.Tests.Simulation;

public sealed class ShrinkerTests
{
    [Theory]
    [InlineData("heartbeat-rounds", "one-round-too-many")]
    [InlineData("heartbeat-rounds", "never-polls")]
    [InlineData("ping-timeout", "never-fetches-on-open")]
    [InlineData("ping-timeout", "impatient")]
    public void What_is_left_breaks_the_same_rule_and_is_smaller(string preset, string flaw)
    {
        Scenario scenario = Simulated.Of(preset, flaw);
        var source = new ScheduleSource(scenario);
        var judge = new ScheduleJudge(scenario);
        var shrinker = new Shrinker(scenario, judge, source);
        int shrunk = 0;
        for (ulong seed = 1; shrunk < 5; seed++)
        {
            Schedule schedule = source.Draw(seed);
            ImmutableArray<Rule> broken = judge.Broken(schedule);
            if (broken.IsEmpty)
            {
                continue;
            }

            shrunk++;
            TimeSpan? room = shrinker.RoomOf(schedule, broken[0]);
            Schedule smallest = shrinker.Shrink(schedule, broken[0]);
            Assert.Contains(broken[0], judge.Broken(smallest));
            Assert.True(smallest.Size.CompareTo(schedule.Size) <= 0, $"seed {seed}: {smallest.Size} is not smaller than {schedule.Size}");
            Assert.True(source.Allows(smallest));
            Assert.True(room is null || shrinker.RoomOf(smallest, broken[0]) >= room, $"seed {seed}: what a real run shows became what it does not");
        }
    }

    [Fact]
    public void Times_become_round()
    {
        Scenario scenario = Simulated.Of("heartbeat-rounds", "never-declares");
        Schedule smallest = Simulator.Run(scenario, 1, 500, cancellation: TestContext.Current.CancellationToken).Smallest!.Played.Schedule;

        Assert.Equal(NetworkTimes.Loopback, smallest.Network);
        Assert.Equal(TimeSpan.Zero, smallest.Start);
        Assert.Empty(smallest.Publications);
        Assert.All((TimeSpan[])[smallest.Faults[0].At, smallest.End], time => Assert.Equal(0, time.Ticks % TimeSpan.FromMilliseconds(10).Ticks));
    }
}
