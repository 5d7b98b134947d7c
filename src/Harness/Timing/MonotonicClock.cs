using System.Diagnostics;

namespace Harness.Timing;

/// <summary>
/// The machine's one monotonic clock in microseconds. On Linux it is CLOCK_MONOTONIC, on Windows the performance counter,
/// on macOS mach time: all are shared by the processes of one machine, so the journals of different roles merge by it.
/// </summary>
public static class MonotonicClock
{
    private static readonly double _microsecondsPerTick = 1_000_000.0 / Stopwatch.Frequency;

    /// <summary>Microseconds since an arbitrary instant that is the same for every process of this machine.</summary>
    public static long Now => FromTimestamp(Stopwatch.GetTimestamp());

    /// <summary>A <see cref="Stopwatch.GetTimestamp"/> reading, taken in any process of this machine, in microseconds.</summary>
    public static long FromTimestamp(long timestamp) =>
        Stopwatch.Frequency == 1_000_000_000 ? timestamp / 1000 : (long)(timestamp * _microsecondsPerTick);

    /// <summary>The whole microseconds of a duration.</summary>
    public static long Microseconds(this TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>A duration in microseconds as seconds.</summary>
    public static double Seconds(long microseconds) => microseconds / 1e6;
}
