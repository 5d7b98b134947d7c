using System.Runtime.InteropServices;

namespace Harness.Toxiproxy.Timing;

/// <summary>Sleeps for less than the millisecond that .NET's own waits are counted in.</summary>
internal static partial class FineSleep
{
    /// <summary>Sleeps for at least that long; on Windows, whole milliseconds.</summary>
    internal static void For(TimeSpan time)
    {
        if (OperatingSystem.IsWindows())
        {
            Thread.Sleep(TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds)));
            return;
        }

        // A signal can end it early; whoever sleeps looks at the clock again anyway.
        var request = new TimeSpec((nint)(long)time.TotalSeconds, (nint)(time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick));
        _ = NanoSleep(in request, 0);
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeSpec request, nint remaining);

    // POSIX's struct timespec: both are as wide as a pointer on the systems .NET runs on.
    private readonly record struct TimeSpec(nint Seconds, nint Nanoseconds);
}
