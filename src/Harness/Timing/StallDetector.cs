namespace Harness.Timing;

/// <summary>The watchdog's decision: which wakes of a thread that wants to wake every tick came too late. Pure; times in µs.</summary>
/// <param name="now">When its thread began to wait.</param>
internal sealed class StallDetector(long now)
{
    /// <summary>Time from one wake to the next.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private long _expected = now + Tick.Microseconds();

    /// <summary>The thread woke. The next wake is expected a tick after this one, so one stall is told once.</summary>
    /// <returns>Begin and end of a stall, if this wake came <see cref="StallWatchdog.Threshold"/> late or later.</returns>
    public (long Began, long Ended)? Woke(long now)
    {
        long expected = _expected;
        _expected = now + Tick.Microseconds();
        return now - expected >= StallWatchdog.Threshold.Microseconds() ? (expected, now) : null;
    }
}
