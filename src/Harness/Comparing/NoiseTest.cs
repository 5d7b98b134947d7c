namespace Harness.Comparing;

/// <summary>Whether two sets of values differ by more than chance, without assuming a shape of their noise.</summary>
public static class NoiseTest
{
    /// <summary>
    /// The Mann–Whitney U test (Mann and Whitney 1947), two-sided, by the normal approximation with correction for ties and continuity:
    /// the probability that ranks lie so far apart if both sets are of one distribution. 1 where a set has fewer than four values.
    /// </summary>
    public static double MannWhitney(IReadOnlyCollection<double> a, IReadOnlyCollection<double> b)
    {
        (double n, double m) = (a.Count, b.Count);
        if (n < 4 || m < 4)
        {
            return 1;
        }

        (double Value, bool IsA)[] all = [.. a.Select(value => (value, true)).Concat(b.Select(value => (value, false))).OrderBy(each => each.Item1)];
        double rankSum = 0, ties = 0;
        for (int i = 0; i < all.Length;)
        {
            int end = i;
            while (end < all.Length && all[end].Value.Equals(all[i].Value))
            {
                end++;
            }

            double rank = (i + 1 + end) / 2.0;
            rankSum += rank * all[i..end].Count(each => each.IsA);
            double tied = end - i;
            ties += (tied * tied * tied) - tied;
            i = end;
        }

        double u = rankSum - (n * (n + 1) / 2);
        double variance = n * m / 12 * (n + m + 1 - (ties / ((n + m) * (n + m - 1))));
        return variance <= 0 ? 1 : TwoSided(Math.Max(0, Math.Abs(u - (n * m / 2)) - 0.5) / Math.Sqrt(variance));
    }

    /// <summary>
    /// The two-sample Kolmogorov–Smirnov test on quantiles: the largest distance of the two distributions, and by Kolmogorov's limit how likely it is
    /// if nothing has changed. Quantiles stand in equal steps from the smallest to the largest sample; ∞ is a value like any other. Where many samples are equal,
    /// such as missed heartbeats, quantiles tell their share to one step only, and that step is not counted as a distance.
    /// </summary>
    /// <param name="countA">Samples behind <paramref name="a"/>.</param>
    /// <param name="countB">Samples behind <paramref name="b"/>.</param>
    public static double KolmogorovSmirnov(IReadOnlyList<double> a, int countA, IReadOnlyList<double> b, int countB)
    {
        if (a.Count < 2 || b.Count < 2 || countA < 4 || countB < 4)
        {
            return 1;
        }

        double distance = a.Concat(b).Distinct().Max(value => Math.Max(0, Math.Abs(ShareUpTo(a, value) - ShareUpTo(b, value)) - Math.Max(Unsure(a, value), Unsure(b, value))));
        double root = Math.Sqrt((double)countA * countB / (countA + countB));
        double scaled = (root + 0.12 + (0.11 / root)) * distance;
        double p = 0;
        for (int k = 1; k <= 100; k++)
        {
            p += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2 * k * k * scaled * scaled);
        }

        // The series does not converge where there is no distance to speak of.
        return scaled < 0.2 ? 1 : Math.Clamp(p, 0, 1);
    }

    /// <summary>Holm's correction: with many tests some are extreme by chance alone (Holm 1979). The results are in the order of the arguments.</summary>
    public static double[] Holm(IReadOnlyList<double> p)
    {
        double[] corrected = new double[p.Count];
        double least = 0;
        foreach ((int i, int place) in Enumerable.Range(0, p.Count).OrderBy(i => p[i]).Select((i, place) => (i, place)))
        {
            least = Math.Max(least, Math.Min(1, p[i] * (p.Count - place)));
            corrected[i] = least;
        }

        return corrected;
    }

    private static double Unsure(IReadOnlyList<double> quantiles, double value) => quantiles.Count(each => each.Equals(value)) > 1 ? 1.0 / (quantiles.Count - 1) : 0;

    /// <summary>The share of samples up to a value, between two quantiles by a straight line.</summary>
    private static double ShareUpTo(IReadOnlyList<double> quantiles, double value)
    {
        int last = quantiles.Count - 1;
        int above = Enumerable.Range(0, quantiles.Count).FirstOrDefault(i => quantiles[i] > value, -1);
        if (above <= 0)
        {
            return above < 0 ? 1 : 0;
        }

        (double low, double high) = (quantiles[above - 1], quantiles[above]);
        double within = double.IsFinite(high) && high > low ? (value - low) / (high - low) : 0;
        return (above - 1 + within) / last;
    }

    /// <summary>The probability of a standard normal value at least so far from 0 (Abramowitz and Stegun 7.1.26, to 1.5e-7).</summary>
    private static double TwoSided(double z)
    {
        double x = z / Math.Sqrt(2);
        double t = 1 / (1 + (0.3275911 * x));
        double polynomial = t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429))))))));
        return Math.Clamp(polynomial * Math.Exp(-x * x), 0, 1);
    }
}
