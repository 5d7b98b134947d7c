using Harness.Metrics;

namespace Harness.Tests.Metrics;

public sealed class NearestRankTests
{
    [Theory]
    [InlineData(0, 5, 1)]
    [InlineData(500, 4, 2)]
    [InlineData(500, 5, 3)]
    [InlineData(990, 100, 99)]
    [InlineData(990, 101, 100)]
    [InlineData(999, 1000, 999)]
    [InlineData(999, 999, 999)]
    [InlineData(70, 100, 7)] // 0.07 × 100 is 7.000000000000001 in floating point.
    [InlineData(1000, 5, 5)]
    public void The_rank_is_the_smallest_that_is_not_below_the_share(int perMille, long count, long rank) =>
        Assert.Equal(rank, NearestRank.Rank(perMille, count));

    [Fact]
    public void The_mean_is_no_percentile() => Assert.Throws<ArgumentOutOfRangeException>(() => NearestRank.PerMille(Stat.Mean));
}

public sealed class SampleSetTests
{
    private static readonly SampleSet _set = new([3, double.PositiveInfinity, 1, 2]);

    [Theory]
    [InlineData(Stat.Min, 1)]
    [InlineData(Stat.P50, 2)]
    [InlineData(Stat.P90, double.PositiveInfinity)]
    [InlineData(Stat.Max, double.PositiveInfinity)]
    [InlineData(Stat.Mean, double.PositiveInfinity)]
    public void What_never_happened_sorts_last(Stat stat, double value) => Assert.Equal(value, _set.At(stat));

    [Fact]
    public void Every_statistic_has_a_value_and_none_without_samples()
    {
        var empty = new SampleSet([]);
        foreach (Stat stat in Enum.GetValues<Stat>())
        {
            Assert.Null(empty.At(stat));
            Assert.Equal(7, new SampleSet([7]).At(stat));
        }
    }
}

public sealed class HistogramCountsTests
{
    [Fact]
    public void Statistics_are_nearest_rank_over_buckets()
    {
        var counts = new HistogramCounts();
        counts.Add(LogHistogram.BucketOf(10), 98);
        counts.Add(LogHistogram.BucketOf(40), 2);
        Assert.Equal(10, counts.At(Stat.P50));
        Assert.Equal(40, counts.At(Stat.P99));
        Assert.Equal(10.6, counts.At(Stat.Mean)!.Value, 6);
        var sum = new HistogramCounts();
        sum.Add(counts);
        sum.Add(LogHistogram.BucketOf(1), 400);
        Assert.Equal((1, 500), (sum.At(Stat.P50), sum.Total));
    }

    [Fact]
    public void Without_values_there_is_no_statistic() => Assert.Null(new HistogramCounts().At(Stat.P50));
}
