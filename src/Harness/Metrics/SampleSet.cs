namespace Harness.Metrics;

/// <summary>
/// Samples with their statistics. <see cref="double.PositiveInfinity"/> is a sample like any other, for what never happened: it sorts last,
/// and a percentile or mean that it reaches is ∞.
/// </summary>
public sealed class SampleSet
{
    private readonly double[] _sorted;

    public SampleSet(IEnumerable<double> samples)
    {
        _sorted = [.. samples];
        Array.Sort(_sorted);
    }

    public int Count => _sorted.Length;

    /// <summary>The samples in ascending order.</summary>
    public IReadOnlyList<double> Sorted => _sorted;

    /// <summary>The statistic, ∞ included; null where there is no sample.</summary>
    public double? At(Stat stat) => _sorted.Length == 0
        ? null
        : stat == Stat.Mean ? _sorted.Average() : _sorted[NearestRank.Rank(NearestRank.PerMille(stat), _sorted.Length) - 1];
}
