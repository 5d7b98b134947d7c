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
