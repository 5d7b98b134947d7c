using Harness.Toxiproxy;

namespace Harness.Tests.Toxiproxy;

public sealed class DrawsTests
{
    [Fact]
    public void The_same_place_has_the_same_draw_and_other_places_others()
    {
        double[] first = [.. Enumerable.Range(0, 1000).Select(n => Draws.Fraction(Draws.Key(42, n)))];
        double[] again = [.. Enumerable.Range(0, 1000).Select(n => Draws.Fraction(Draws.Key(42, n)))];
        double[] other = [.. Enumerable.Range(0, 1000).Select(n => Draws.Fraction(Draws.Key(43, n)))];

        Assert.Equal(first, again);
        Assert.Equal(2000, first.Concat(other).Distinct().Count());
        Assert.All(first, draw => Assert.InRange(draw, 0, 1));
    }

    [Fact]
    public void Draws_are_spread_evenly()
    {
        int[] buckets = new int[10];
        for (int n = 0; n < 100_000; n++)
        {
            buckets[(int)(10 * Draws.Fraction(Draws.Key(7, n)))]++;
        }

        // 10,000 expected in each; five standard deviations are 474.
        Assert.All(buckets, count => Assert.InRange(count, 9_526, 10_474));
    }
}
