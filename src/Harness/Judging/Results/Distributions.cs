using Harness.Judging.Measures;
using Harness.Metrics;

namespace Harness.Judging.Results;

/// <summary>Samples as the distribution that reports show, ∞ as null.</summary>
public static class Distributions
{
    public static Distribution Of(IEnumerable<Sample> samples)
    {
        var set = new SampleSet(samples.Select(sample => sample.Value));
        return new Distribution(set.Count, Finite(set, Stat.Min), Finite(set, Stat.P50), Finite(set, Stat.P90), Finite(set, Stat.P99), Finite(set, Stat.Max))
        {
            Quantiles = set.Count == 0 ? [] : [.. Enumerable.Range(0, 21).Select(i => set.Sorted[(int)Math.Round((set.Count - 1) * (i / 20.0))]).Select(value => double.IsFinite(value) ? value : (double?)null)],
        };
    }

    private static double? Finite(SampleSet set, Stat stat) => set.At(stat) is { } value && double.IsFinite(value) ? value : null;
}
