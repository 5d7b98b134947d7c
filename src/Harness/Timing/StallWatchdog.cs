namespace Harness.Timing;

/// <summary>
/// Notices when this process did not get to run: a thread that wants to wake every 10 ms, and reports each wake that came
/// at least 100 ms late. What a client missed in such a time is ours, not the server's.
/// </summary>
public sealed class StallWatchdog : IDisposable
{
    /// <summary>Lateness from which a wake counts as a stall.</summary>
    public static readonly TimeSpan Threshold = TimeSpan.FromMilliseconds(100);

    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    /// <param name="onStall">Called with begin and end of a stall, µs of the monotonic clock, on the watchdog's thread.</param>
    public StallWatchdog(Action<long, long> onStall)
    {
        _thread = new Thread(() => Watch(onStall)) { IsBackground = true, Name = "stall watchdog" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Watch(Action<long, long> onStall)
    {
        var detector = new StallDetector(MonotonicClock.Now);
        while (!_stop.Wait(StallDetector.Tick))
        {
            if (detector.Woke(MonotonicClock.Now) is { } stall)
            {
                onStall(stall.Began, stall.Ended);
            }
        }
    }
}
