using Harness.Seeding;
using Harness.Timing;

namespace Harness.Tests.Timing;

public sealed class TimingWheelTests
{
    private const long Turn = 16_384 * TimingWheel.Tick;
    private readonly List<int> _fired = [];

    [Theory]
    [InlineData(0)]
    [InlineData(5_500)]
    [InlineData(Turn - 1)]
    [InlineData(Turn)]
    [InlineData((3 * Turn) + 1_234)]
    public void An_entry_fires_once_never_early_and_at_most_a_tick_late(long after)
    {
        const long Begin = 987_654_321;
        var wheel = new TimingWheel(4, Begin);
        wheel.Schedule(2, Begin + after);

        long? at = null;
        for (long now = Begin; now <= Begin + after + (2 * Turn); now += TimingWheel.Tick)
        {
            wheel.Advance(now, _fired);
            at ??= _fired.Count > 0 ? now : null;
        }

        Assert.Equal([2], _fired);
        Assert.InRange(at!.Value - Begin, after, after + TimingWheel.Tick);
    }

    [Fact]
    public void Within_one_tick_too_nothing_is_early()
    {
        var wheel = new TimingWheel(1, 0);
        wheel.Schedule(0, 500);

        wheel.Advance(499, _fired);
        Assert.Empty(_fired);
        wheel.Advance(500, _fired);
        Assert.Equal([0], _fired);
    }

    [Fact]
    public void A_later_deadline_leaves_the_earlier_one_and_an_earlier_one_replaces_it()
    {
        var wheel = new TimingWheel(2, 0);
        wheel.Schedule(0, 50_000);
        wheel.Schedule(0, 90_000);
        wheel.Schedule(1, 50_000);
        wheel.Schedule(1, 20_000);

        Assert.Equal([(1, 20_000), (0, 50_000)], Advance(wheel, 0, 100_000));
    }

    [Fact]
    public void An_entry_that_fired_can_be_asked_for_again()
    {
        var wheel = new TimingWheel(1, 0);
        wheel.Schedule(0, 50_000);
        Advance(wheel, 0, 60_000);
        wheel.Schedule(0, 90_000);

        Assert.Equal([(0, 90_000)], Advance(wheel, 60_000, 100_000));
    }

    [Fact]
    public void A_deadline_of_the_past_fires_next()
    {
        var wheel = new TimingWheel(1, 0);
        wheel.Advance(5_000_000, _fired);
        wheel.Schedule(0, 10);

        wheel.Advance(5_000_000, _fired);

        Assert.Equal([0], _fired);
    }

    [Fact]
    public void Nothing_is_asked_for_with_the_end_of_time()
    {
        var wheel = new TimingWheel(1, 0);
        wheel.Schedule(0, long.MaxValue);

        Assert.Empty(Advance(wheel, 0, 2 * Turn, step: 50_000));
    }

    [Fact]
    public void After_a_stall_longer_than_a_turn_everything_due_fires_and_nothing_else()
    {
        var wheel = new TimingWheel(4, 0);
        wheel.Schedule(0, 7_000);
        wheel.Schedule(1, Turn + 3_000);
        wheel.Schedule(2, 5 * Turn);
        wheel.Schedule(3, (5 * Turn) + 1);

        wheel.Advance(5 * Turn, _fired);

        Assert.Equal([0, 1, 2], _fired.Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_does_what_a_sorted_list_does(ulong seed)
    {
        const int Entries = 50;
        var random = new SplitMix64(seed);
        var wheel = new TimingWheel(Entries, 1_000_000);
        var due = new SortedDictionary<int, long>();
        long now = 1_000_000;
        for (int step = 0; step < 20_000; step++)
        {
            for (int i = random.NextInt(4); i > 0; i--)
            {
                int entry = random.NextInt(Entries);
                long at = now - 2_000 + random.NextInt(random.NextInt(10) == 0 ? (int)(3 * Turn) : 400_000);
                wheel.Schedule(entry, at);
                due[entry] = due.TryGetValue(entry, out long before) ? Math.Min(before, at) : at;
            }

            now += random.NextInt(200) == 0 ? random.NextInt((int)(2 * Turn)) : random.NextInt(3_000);
            _fired.Clear();
            wheel.Advance(now, _fired);

            int[] expected = [.. due.Where(pair => pair.Value <= now).Select(pair => pair.Key)];
            Assert.Equal(expected, _fired.Order());
            Array.ForEach(expected, entry => due.Remove(entry));
        }
    }

    [Theory]
    [InlineData(700, 700)]
    [InlineData(-50, TimingWheel.LeastNap)]
    [InlineData(10, TimingWheel.LeastNap)]
    [InlineData(1_200, TimingWheel.Tick)]
    [InlineData(Turn + 400, TimingWheel.Tick)]
    [InlineData(long.MaxValue / 2, TimingWheel.Tick)]
    public void The_nap_goes_to_the_next_deadline_and_never_over_a_tick(long after, long expected)
    {
        const long Now = 5_000_250;
        var wheel = new TimingWheel(2, Now);
        wheel.Schedule(1, Now + after);

        Assert.Equal(expected, wheel.Nap(Now));
    }

    [Fact]
    public void Who_sleeps_as_long_as_the_nap_says_misses_nothing()
    {
        var random = new SplitMix64(7);
        var wheel = new TimingWheel(500, 0);
        for (int entry = 0; entry < 500; entry++)
        {
            wheel.Schedule(entry, random.NextInt(300_000));
        }

        int wakes = 0;
        for (long now = 0; now <= 301_000; now += wheel.Nap(now))
        {
            wheel.Advance(now, _fired);
            wakes++;
        }

        Assert.Equal(500, _fired.Count);
        Assert.InRange(wakes, 250, 301_000 / TimingWheel.LeastNap);
    }

    private List<(int Entry, long At)> Advance(TimingWheel wheel, long from, long to, long step = TimingWheel.Tick)
    {
        var result = new List<(int, long)>();
        for (long now = from; now <= to; now += step)
        {
            _fired.Clear();
            wheel.Advance(now, _fired);
            result.AddRange(_fired.Select(entry => (entry, now)));
        }

        return result;
    }
}
