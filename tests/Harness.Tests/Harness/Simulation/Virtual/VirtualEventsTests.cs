using Harness.Seeding;
using Harness.Simulation.Virtual;

namespace Harness.Tests.Simulation.Virtual;

public sealed class VirtualEventsTests
{
    [Fact]
    public void Events_come_by_time_and_those_of_one_instant_as_they_were_put_in()
    {
        var events = new VirtualEvents();
        events.Reset(0);
        var random = new SplitMix64(5);
        List<(long At, int Number)> expected = [];
        for (int i = 0; i < 500; i++)
        {
            expected.Add((random.NextInt(40), i));
            events.Add(new(expected[^1].At, VirtualEventKind.Publish, Number: i));
        }

        List<(long At, int Number)> taken = [];
        while (events.TryTake(out VirtualEvent next))
        {
            Assert.Equal(next.At, events.Now);
            taken.Add((next.At, next.Number));
        }

        Assert.Equal(expected.OrderBy(entry => entry.At).ThenBy(entry => entry.Number), taken);
    }
}
