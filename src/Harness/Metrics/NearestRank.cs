namespace Harness.Metrics;

/// <summary>
/// Nearest-rank percentiles: the smallest sample that is not below the given share of all. Shares are per mille, in whole numbers,
/// so 99 % of 100 samples is the 99th and never, by a rounding error, the 100th.
/// </summary>
public static class NearestRank
{
    /// <summary>The rank (from 1) of the sample that stands for a share of <paramref name="count"/> samples.</summary>
    /// <param name="perMille">From 0 (the smallest) to 1000 (the largest).</param>
    /// <param name="count">At least 1.</param>
    public static long Rank(int perMille, long count) => Math.Max(1, ((perMille * count) + 999) / 1000);

    /// <summary>The share of a statistic that is a percentile; the mean is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="Stat.Mean"/>, or an unknown statistic.</exception>
    public static int PerMille(Stat stat) => stat switch
    {
        Stat.Min => 0,
        Stat.P50 => 500,
        Stat.P90 => 900,
        Stat.P95 => 950,
        Stat.P99 => 990,
        Stat.P999 => 999,
        Stat.Max => 1000,
        _ => throw new ArgumentOutOfRangeException(nameof(stat), stat, "not a percentile"),
    };
}
