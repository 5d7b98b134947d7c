using System.Diagnostics;

namespace Harness.Toxiproxy.Timing;

/// <summary>
/// The one timer of the proxy: a binary heap and one thread that sleeps until the earliest entry. A thread of its own,
/// because <see cref="Timer"/> counts in the kernel's coarse clock (4 ms on many machines) and a delay has to be right to a fraction of 1 ms.
/// </summary>
internal sealed class DelayQueue : IDisposable
{
    /// <summary>What <see cref="Monitor.Wait(object, int)"/> can tell apart.</summary>
    private static readonly TimeSpan _monitorTick = TimeSpan.FromMilliseconds(1);

    /// <summary>What falls due within it goes in one wake-up.</summary>
    private static readonly TimeSpan _leastNap = TimeSpan.FromMicroseconds(100);

    private readonly object _gate = new();
    private readonly Thread _thread;
    private Delayed[] _heap = new Delayed[64];
    private int _count;
    private long _sleepsUntil = long.MinValue;
    private bool _stopped;

    internal DelayQueue()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "toxiproxy delays" };
        _thread.Start();
    }

    /// <summary>How many entries wait.</summary>
    internal int Count { get { lock (_gate) { return _count; } } }

    /// <summary>Fires <paramref name="item"/> at <paramref name="due"/> (Stopwatch ticks); replaces the time it waited for before.</summary>
    internal void Schedule(Delayed item, long due)
    {
        lock (_gate)
        {
            if (item.Slot < 0)
            {
                if (_count == _heap.Length)
                {
                    Array.Resize(ref _heap, _count * 2);
                }

                item.Slot = _count++;
            }

            item.QueuedFor = due;
            Down(Up(item));
            if (due < _sleepsUntil)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    internal void Cancel(Delayed item)
    {
        lock (_gate)
        {
            if (item.Slot >= 0)
            {
                Remove(item);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
    }

    private void Run()
    {
        while (true)
        {
            Delayed? item = NextDue(out TimeSpan nap);
            if (item is not null)
            {
                item.Fire();
            }
            else if (nap > TimeSpan.Zero)
            {
                FineSleep.For(nap);
            }
            else
            {
                return;
            }
        }
    }

    /// <returns>
    /// The next entry that is due, after waiting for it in whole milliseconds. Null if there is less than that to wait, for which
    /// <paramref name="nap"/> says how long, or if it is over: then that is zero.
    /// </returns>
    private Delayed? NextDue(out TimeSpan nap)
    {
        nap = TimeSpan.Zero;
        lock (_gate)
        {
            while (!_stopped)
            {
                if (_count == 0)
                {
                    _sleepsUntil = long.MaxValue;
                    Monitor.Wait(_gate);
                    continue;
                }

                Delayed first = _heap[0];
                long now = Stopwatch.GetTimestamp();
                if (first.QueuedFor <= now)
                {
                    _sleepsUntil = long.MinValue;
                    Remove(first);
                    return first;
                }

                TimeSpan left = Stopwatch.GetElapsedTime(now, first.QueuedFor);
                if (left < _monitorTick)
                {
                    // Slept without the lock: an entry that comes meanwhile and is due earlier is late by less than this.
                    _sleepsUntil = long.MinValue;
                    nap = left < _leastNap ? _leastNap : left;
                    return null;
                }

                // Rounded down, because it wakes late rather than early.
                _sleepsUntil = first.QueuedFor;
                Monitor.Wait(_gate, (int)Math.Min(int.MaxValue, left.TotalMilliseconds));
            }

            return null;
        }
    }

    private void Remove(Delayed item)
    {
        int slot = item.Slot;
        item.Slot = -1;
        Delayed last = _heap[--_count];
        _heap[_count] = null!;
        if (last != item)
        {
            last.Slot = slot;
            Down(Up(last));
        }
    }

    private Delayed Up(Delayed item)
    {
        int slot = item.Slot;
        while (slot > 0 && _heap[(slot - 1) / 2] is var parent && parent.QueuedFor > item.QueuedFor)
        {
            Put(parent, slot);
            slot = (slot - 1) / 2;
        }

        Put(item, slot);
        return item;
    }

    private void Down(Delayed item)
    {
        int slot = item.Slot;
        while (slot * 2 + 1 < _count)
        {
            int child = slot * 2 + 1;
            if (child + 1 < _count && _heap[child + 1].QueuedFor < _heap[child].QueuedFor)
            {
                child++;
            }

            if (_heap[child].QueuedFor >= item.QueuedFor)
            {
                break;
            }

            Put(_heap[child], slot);
            slot = child;
        }

        Put(item, slot);
    }

    private void Put(Delayed item, int slot)
    {
        _heap[slot] = item;
        item.Slot = slot;
    }
}
