using Harness.Seeding;

namespace Harness.Tests.Seeding;

public sealed class SplitMix64Tests
{
    /// <summary>The values that the reference implementation (Vigna, splitmix64.c) gives for seed 1234567.</summary>
    [Fact]
    public void It_draws_the_published_values()
    {
        var random = new SplitMix64(1_234_567);

        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            Enumerable.Range(0, 5).Select(_ => random.Next()));
    }

    [Fact]
    public void Doubles_lie_in_the_unit_interval_and_are_even()
    {
        var random = new SplitMix64(42);
        double[] draws = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextDouble())];

        Assert.All(draws, draw => Assert.True(draw is >= 0 and < 1));
        Assert.InRange(draws.Average(), 0.495, 0.505);
        Assert.All(Enumerable.Range(0, 10), tenth => Assert.InRange(draws.Count(draw => (int)(draw * 10) == tenth), 9_500, 10_500));
    }

    [Fact]
    public void Integers_lie_below_the_bound_and_reach_all_of_it()
    {
        var random = new SplitMix64(42);

        Assert.Equal(Enumerable.Range(0, 7), Enumerable.Range(0, 1_000).Select(_ => random.NextInt(7)).Distinct().Order());
    }
}
