namespace Harness.History;

/// <summary>Statistics that a few wild values do not move.</summary>
public static class Robust
{
    /// <summary>Makes the median absolute deviation an estimate of a normal distribution's standard deviation: 1 ÷ Φ⁻¹(0.75).</summary>
    private const double NormalMad = 1.4826;

    /// <summary>Deviations above so many (scaled) median absolute deviations are no noise, and say nothing of its size.</summary>
    private const double Wild = 3.5;

    /// <summary>Where Tukey's biweight gives no weight any more, in standard deviations: normal values keep nearly all of theirs, a spike has none.</summary>
    private const double NoWeight = 6;

    private const int Iterations = 4;

    /// <summary>The middle value; of an even number the mean of the two in the middle.</summary>
    /// <param name="values">At least one.</param>
    public static double Median(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The median absolute deviation from the median, as a standard deviation.</summary>
    /// <param name="values">At least one.</param>
    public static double Mad(ReadOnlySpan<double> values)
    {
        double median = Median(values);
        double[] deviations = values.ToArray();
        for (int i = 0; i < deviations.Length; i++)
        {
            deviations[i] = Math.Abs(deviations[i] - median);
        }

        return NormalMad * Median(deviations);
    }

    /// <summary>The standard deviation of values about 0 without the wild ones among them: more precise than the median absolute deviation, and as hard to move.</summary>
    /// <param name="deviations">From a level; at least one.</param>
    public static double Spread(ReadOnlySpan<double> deviations)
    {
        double[] sizes = deviations.ToArray();
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = Math.Abs(sizes[i]);
        }

        double most = Wild * NormalMad * Median(sizes);
        double sum = 0;
        int counted = 0;
        foreach (double size in sizes)
        {
            if (size <= most)
            {
                sum += size * size;
                counted++;
            }
        }

        return Math.Sqrt(sum / Math.Max(1, counted - 1));
    }

    /// <summary>The level of values: Tukey's biweight about their median, with a known spread. Nearly the mean where they are noise, without those that are not.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="spread">Their standard deviation, more than 0.</param>
    public static double Level(ReadOnlySpan<double> values, double spread)
    {
        double level = Median(values);
        for (int i = 0; i < Iterations; i++)
        {
            double sum = 0;
            double weights = 0;
            foreach (double value in values)
            {
                double distance = (value - level) / (NoWeight * spread);
                if (Math.Abs(distance) < 1)
                {
                    double weight = (1 - (distance * distance)) * (1 - (distance * distance));
                    sum += weight * value;
                    weights += weight;
                }
            }

            if (weights == 0)
            {
                break;
            }

            level = sum / weights;
        }

        return level;
    }
}
