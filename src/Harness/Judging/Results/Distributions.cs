using Harness.Judging.Measures;
using Harness.Metrics;

namespace Harness.Judging.Results;

/// <summary>Samples as the distribution that reports show, ∞ as null.</summary>
public static class Distributions
{
    public static Distribution Of(IEnumerable<Sample> samples)
    {
        var set = new SampleSet(samples.Select(sample => sample.Value));
        return new Distribution(set.Count, Finite(set, Stat.Min), Finite(set, Stat.P50), Finite(set, Stat.P90), Finite(set, Stat.P99), Finite(set, Stat.Max));
    }

    private static double? Finite(SampleSet set, Stat stat) => set.At(stat) is { } value && double.IsFinite(value) ? value : null;
}
