using System.Runtime.InteropServices;

namespace Harness.Timing;

/// <summary>Sleeps for less than the millisecond that .NET's own waits are counted in.</summary>
internal static class FineSleep
{
    /// <summary>Sleeps for at least that many microseconds; on Windows, whole milliseconds.</summary>
    public static void For(long microseconds)
    {
        if (OperatingSystem.IsWindows())
        {
            Thread.Sleep((int)((microseconds + 999) / 1000));
            return;
        }

        // A signal can end it early; whoever sleeps looks at the clock again anyway.
        var request = new TimeSpec((nint)(microseconds / 1_000_000), (nint)(microseconds % 1_000_000 * 1000));
        _ = NanoSleep(in request, 0);
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NanoSleep(in TimeSpec request, nint remaining);

    // POSIX's struct timespec: both are as wide as a pointer on the systems .NET runs on.
    private readonly record struct TimeSpec(nint Seconds, nint Nanoseconds);
}
