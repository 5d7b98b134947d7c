using Harness.Comparing;

namespace Harness.Tests.Comparing;

public sealed class NoiseTestTests
{
    [Fact]
    public void Mann_and_Whitney_agree_with_a_computed_example()
    {
        // U = 6 of 25: z = (6.5 - 0.5) / √(25 · 11 / 12) = 1.2534.
        double[] a = [1.1, 2.2, 3.3, 4.4, 5.5], b = [2.0, 4.0, 6.0, 8.0, 10.0];

        Assert.Equal(0.2101, NoiseTest.MannWhitney(a, b), 3);
        Assert.Equal(NoiseTest.MannWhitney(a, b), NoiseTest.MannWhitney(b, a), 9);
    }

    [Fact]
    public void Ties_count_half()
    {
        double[] same = [3, 3, 3, 3, 3, 3];

        Assert.Equal(1, NoiseTest.MannWhitney(same, same));
        Assert.InRange(NoiseTest.MannWhitney([3, 3, 3, 3, 4, 4], [3, 3, 3, 4, 4, 4]), 0.5, 1);
        Assert.InRange(NoiseTest.MannWhitney([.. Enumerable.Repeat(3.0, 30)], [.. Enumerable.Repeat(4.0, 30)]), 0, 1e-9);
    }

    [Fact]
    public void A_few_values_prove_nothing()
    {
        Assert.Equal(1, NoiseTest.MannWhitney([1, 2, 3], [100, 200, 300, 400]));
        Assert.Equal(1, NoiseTest.KolmogorovSmirnov([1, 2], 2, [100, 200], 200));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.4)]
    public void Of_two_tests_at_one_percent_on_noise_alone_about_one_in_a_hundred_is_wrong_and_a_shift_is_found(double shift)
    {
        var random = new Random(7);
        double[] Draw(double by) => [.. Enumerable.Range(0, 200).Select(_ => by + random.NextDouble() + random.NextDouble())];
        double[] Grid(double[] values)
        {
            double[] sorted = [.. values.Order()];
            return [.. Enumerable.Range(0, 21).Select(i => sorted[(int)Math.Round((sorted.Length - 1) * (i / 20.0))])];
        }

        int ranks = 0, shapes = 0;
        for (int i = 0; i < 1000; i++)
        {
            (double[] a, double[] b) = (Draw(0), Draw(shift));
            ranks += NoiseTest.MannWhitney(a, b) < 0.01 ? 1 : 0;
            shapes += NoiseTest.KolmogorovSmirnov(Grid(a), 200, Grid(b), 200) < 0.01 ? 1 : 0;
        }

        Assert.InRange(ranks, shift == 0 ? 2 : 990, shift == 0 ? 25 : 1000);
        Assert.InRange(shapes, shift == 0 ? 0 : 990, shift == 0 ? 25 : 1000);
    }

    [Fact]
    public void What_never_happened_is_a_value_too()
    {
        double[] all = [.. Enumerable.Range(0, 21).Select(i => (double)i)];
        double[] third = [.. all.Take(14), .. Enumerable.Repeat(double.PositiveInfinity, 7)];

        Assert.InRange(NoiseTest.KolmogorovSmirnov(all, 600, third, 600), 0, 1e-6);
        Assert.Equal(1, NoiseTest.KolmogorovSmirnov(third, 600, third, 600));
    }

    /// <summary>Half a percent of 3,000 clients with one missed heartbeat more moves the median from 2 to 3 and five percent of the quantiles with it.</summary>
    [Fact]
    public void A_median_between_two_whole_numbers_is_no_difference()
    {
        double[] a = [.. Enumerable.Range(0, 21).Select(i => i <= 10 ? 2.0 : 3)], b = [.. Enumerable.Range(0, 21).Select(i => i <= 9 ? 2.0 : 3)];
        double[] half = [.. Enumerable.Range(0, 21).Select(i => i <= 5 ? 2.0 : 3)];

        Assert.Equal(1, NoiseTest.KolmogorovSmirnov(a, 3000, b, 3000));
        Assert.InRange(NoiseTest.KolmogorovSmirnov(a, 3000, half, 3000), 0, 1e-6);
    }

    [Fact]
    public void Many_tests_are_corrected_for_their_number()
    {
        Assert.Equal([0.03, 0.06, 0.06], NoiseTest.Holm([0.01, 0.04, 0.03]).Select(p => Math.Round(p, 6)));
        Assert.Equal([1.0, 1.0], NoiseTest.Holm([0.9, 0.7]));
        Assert.Empty(NoiseTest.Holm([]));
    }
}
