using System.Collections.Immutable;

namespace Harness.Reporting.Charts;

/// <summary>Round values for axes.</summary>
public static class Ticks
{
    private static readonly double[] _times = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400];

    /// <summary>From 0 to the first round step at or above <paramref name="max"/>, in steps of 1, 2 or 5 times a power of ten, never less than 1.</summary>
    public static ImmutableArray<double> Counts(double max, int atMost)
    {
        double step = 1;
        for (int i = 0; Math.Ceiling(max / step) > atMost; i++)
        {
            step *= i % 3 == 1 ? 2.5 : 2;
        }

        return [.. Enumerable.Range(0, Math.Max(1, (int)Math.Ceiling(max / step)) + 1).Select(i => i * step)];
    }

    /// <summary>Seconds from 0 to at most <paramref name="to"/>, in steps that a clock would have.</summary>
    public static ImmutableArray<double> Times(double to, int atMost)
    {
        double step = _times.FirstOrDefault(candidate => to / candidate <= atMost, Math.Ceiling(to / atMost / 86400) * 86400);
        return [.. Enumerable.Range(0, (int)Math.Floor(to / step) + 1).Select(i => i * step)];
    }

    /// <summary>Powers of ten that enclose <paramref name="min"/> and <paramref name="max"/>, at least two of them.</summary>
    public static ImmutableArray<double> Decades(double min, double max)
    {
        // A hair's breadth, so that 0.001 is its own power of ten whatever its last bit says.
        int low = (int)Math.Floor(Math.Log10(min) + 1e-9);
        int high = Math.Max(low + 1, (int)Math.Ceiling(Math.Log10(max) - 1e-9));
        return [.. Enumerable.Range(low, high - low + 1).Select(power => Math.Pow(10, power))];
    }
}
