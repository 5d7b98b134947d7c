using System.Diagnostics;
using Harness.Timing;

namespace Harness.Tests.Timing;

public sealed class MonotonicClockTests
{
    [Fact]
    public void It_is_the_stopwatch_in_microseconds()
    {
        long before = MonotonicClock.Now;
        long between = MonotonicClock.FromTimestamp(Stopwatch.GetTimestamp());
        long after = MonotonicClock.Now;

        Assert.InRange(between, before, after);
        Assert.Equal(1_000_000, MonotonicClock.FromTimestamp(5 * Stopwatch.Frequency) - MonotonicClock.FromTimestamp(4 * Stopwatch.Frequency), 1.0);
    }

    [Fact]
    public void It_is_the_clock_of_the_machine_and_not_of_the_process()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc/uptime is read");
        double uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

        // CLOCK_MONOTONIC and uptime differ by the time the machine slept, and by nothing in a container; a process's own clock would start near 0.
        Assert.SkipWhen(uptime < 60, "the machine has only just started");
        Assert.InRange(MonotonicClock.Seconds(MonotonicClock.Now), uptime / 2, uptime + 10);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(9, 0)]
    [InlineData(10, 1)]
    [InlineData(10_000_000, 1_000_000)]
    [InlineData(-10_000_000, -1_000_000)]
    public void Durations_become_whole_microseconds(long ticks, long expected) => Assert.Equal(expected, TimeSpan.FromTicks(ticks).Microseconds());
}
