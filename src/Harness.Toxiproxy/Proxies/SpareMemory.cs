using System.Diagnostics;
using Harness.Toxiproxy.Timing;

namespace Harness.Toxiproxy.Proxies;

/// <summary>
/// Gives memory back to the system once most connections have closed: left alone, the runtime keeps the heap of the busiest moment for as
/// long as nothing is allocated. The collection stops all threads for some milliseconds, so it waits until hardly anybody is left to notice.
/// </summary>
internal sealed class SpareMemory : Delayed, IThreadPoolWorkItem
{
    /// <summary>Fewer connections than that leave nothing worth the pause.</summary>
    private const int LeastPeak = 500;

    /// <summary>The part of the peak that may still be open.</summary>
    private const int Share = 10;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly DelayQueue _delays;
    private readonly Action _giveBack;
    private int _open;
    private int _peak;
    private int _waiting;

    internal SpareMemory(DelayQueue delays)
        : this(delays, static () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true))
    {
    }

    /// <param name="giveBack">What gives the memory back.</param>
    internal SpareMemory(DelayQueue delays, Action giveBack)
    {
        _delays = delays;
        _giveBack = giveBack;
    }

    /// <summary>So many connections are open now.</summary>
    internal void Note(int open)
    {
        Volatile.Write(ref _open, open);
        if (open > Volatile.Read(ref _peak))
        {
            Volatile.Write(ref _peak, open);
        }
        else if (IsSpare && Interlocked.Exchange(ref _waiting, 1) == 0)
        {
            _delays.Schedule(this, StopwatchTicks.After(Stopwatch.GetTimestamp(), Quiet));
        }
    }

    private bool IsSpare => Volatile.Read(ref _peak) is >= LeastPeak and int peak && Volatile.Read(ref _open) <= peak / Share;

    internal override void Fire() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute()
    {
        // First, so that whoever closes from here on asks again.
        Volatile.Write(ref _waiting, 0);
        if (IsSpare)
        {
            Volatile.Write(ref _peak, Volatile.Read(ref _open));
            _giveBack();
        }
    }
}
