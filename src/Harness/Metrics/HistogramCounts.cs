namespace Harness.Metrics;

/// <summary>Counts per bucket of <see cref="LogHistogram"/>, with nearest-rank statistics over them.</summary>
public sealed class HistogramCounts
{
    private readonly long[] _counts = new long[LogHistogram.Buckets];

    public long Total { get; private set; }

    /// <summary>Adds <paramref name="count"/> values of one bucket.</summary>
    public void Add(int bucket, long count)
    {
        _counts[bucket] += count;
        Total += count;
    }

    /// <summary>Adds all values of another.</summary>
    public void Add(HistogramCounts other)
    {
        for (int bucket = 0; bucket < _counts.Length; bucket++)
        {
            _counts[bucket] += other._counts[bucket];
        }

        Total += other.Total;
    }

    /// <summary>The statistic in microseconds (the middle of its bucket); null where there is no value.</summary>
    public double? At(Stat stat)
    {
        if (Total == 0)
        {
            return null;
        }

        return stat == Stat.Mean ? Mean() : AtRank(NearestRank.Rank(NearestRank.PerMille(stat), Total));
    }

    private double Mean()
    {
        double sum = 0;
        for (int bucket = 0; bucket < _counts.Length; bucket++)
        {
            sum += (double)_counts[bucket] * LogHistogram.ValueOf(bucket);
        }

        return sum / Total;
    }

    private double AtRank(long rank)
    {
        long passed = 0;
        int bucket = 0;
        while ((passed += _counts[bucket]) < rank)
        {
            bucket++;
        }

        return LogHistogram.ValueOf(bucket);
    }
}
