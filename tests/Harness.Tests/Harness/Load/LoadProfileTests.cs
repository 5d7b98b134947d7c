using Harness.Load;
using Harness.Scenarios;

namespace Harness.Tests.Load;

public sealed class LoadProfileTests
{
    [Fact]
    public void A_ramp_puts_one_client_into_each_equal_slot()
    {
        long[] starts = LoadProfile.Starts([Ramp(8)], count: 2_000, seed: 1);

        Assert.Equal(2_000, starts.Length);
        Assert.All(starts.Index(), start => Assert.InRange(start.Item, start.Index * 4_000L, ((start.Index + 1) * 4_000L) - 1));
    }

    [Fact]
    public void The_place_in_the_slot_is_drawn()
    {
        long[] places = [.. LoadProfile.Starts([Ramp(8)], count: 2_000, seed: 1).Select((start, i) => start - (i * 4_000L))];

        Assert.InRange(places.Average(), 1_800, 2_200);
        Assert.True(places.Min() < 100 && places.Max() > 3_900);
    }

    [Fact]
    public void Stages_follow_one_another_and_targets_are_absolute()
    {
        long[] starts = LoadProfile.Starts([Ramp(1, to: 10), Hold(5), Ramp(2, to: 30), Hold(1), Ramp(4)], count: 50, seed: 3);

        Assert.Equal(50, starts.Length);
        Assert.All(starts[..10], start => Assert.InRange(start, 0, 999_999));
        Assert.All(starts[10..30], start => Assert.InRange(start, 6_000_000, 7_999_999));
        Assert.All(starts[30..], start => Assert.InRange(start, 9_000_000, 12_999_999));
        Assert.Equal(starts.Order(), starts);
    }

    [Fact]
    public void A_ramp_to_what_is_there_already_adds_none_and_takes_its_time()
    {
        long[] starts = LoadProfile.Starts([Ramp(1, to: 10), Ramp(5, to: 10), Ramp(3, to: 4), Ramp(1, to: 11)], count: 11, seed: 3);

        Assert.Equal(11, starts.Length);
        Assert.InRange(starts[10], 9_000_000, 9_999_999);
    }

    [Fact]
    public void Clients_that_no_ramp_reaches_are_absent()
    {
        Assert.Equal(7, LoadProfile.Starts([Ramp(1, to: 7), Hold(9)], count: 50, seed: 3).Length);
        Assert.Empty(LoadProfile.Starts([Hold(9)], count: 50, seed: 3));
    }

    [Fact]
    public void The_same_seed_gives_the_same_starts_and_another_one_others()
    {
        Assert.Equal(LoadProfile.Starts([Ramp(8)], 500, 7), LoadProfile.Starts([Ramp(8)], 500, 7));
        Assert.NotEqual(LoadProfile.Starts([Ramp(8)], 500, 7), LoadProfile.Starts([Ramp(8)], 500, 8));
    }

    private static RampStage Ramp(double seconds, int? to = null) => new() { Over = TimeSpan.FromSeconds(seconds), To = to };

    private static HoldStage Hold(double seconds) => new() { For = TimeSpan.FromSeconds(seconds) };
}
