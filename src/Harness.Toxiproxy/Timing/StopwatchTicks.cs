using System.Diagnostics;

namespace Harness.Toxiproxy.Timing;

/// <summary>Durations in ticks of <see cref="Stopwatch"/>.</summary>
internal static class StopwatchTicks
{
    /// <summary><paramref name="ticks"/> + <paramref name="delay"/>, at most <see cref="long.MaxValue"/>.</summary>
    internal static long After(long ticks, TimeSpan delay)
    {
        double sum = ticks + delay.TotalSeconds * Stopwatch.Frequency;
        return sum >= long.MaxValue ? long.MaxValue : ticks + (long)(delay.TotalSeconds * Stopwatch.Frequency);
    }
}
