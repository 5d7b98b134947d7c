using Harness.Metrics;

namespace Harness.Tests.Metrics;

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
