using System.Collections.Concurrent;
using System.Diagnostics;
using Harness.Toxiproxy.Timing;

namespace Harness.Tests.Toxiproxy.Timing;

public sealed class DelayQueueTests
{
    [Fact]
    public async Task Fires_in_order_of_due_time_whatever_the_order_of_scheduling()
    {
        using var queue = new DelayQueue();
        var fired = new ConcurrentQueue<int>();
        long start = Stopwatch.GetTimestamp() + Stopwatch.Frequency / 20;
        foreach (int n in Enumerable.Range(0, 500).OrderBy(n => n * 7919 % 500))
        {
            queue.Schedule(new Entry(() => fired.Enqueue(n)), start + n);
        }

        await Wire.UntilAsync(() => fired.Count == 500);

        Assert.Equal(Enumerable.Range(0, 500), fired);
    }

    [Fact]
    public async Task Is_never_early_and_not_much_late()
    {
        using var queue = new DelayQueue();
        var late = new ConcurrentBag<double>();
        for (int n = 1; n <= 200; n++)
        {
            long due = Stopwatch.GetTimestamp() + n * Stopwatch.Frequency / 1000;
            queue.Schedule(new Entry(() => late.Add((Stopwatch.GetTimestamp() - due) * 1000.0 / Stopwatch.Frequency)), due);
        }

        await Wire.UntilAsync(() => late.Count == 200);

        Assert.All(late, milliseconds => Assert.InRange(milliseconds, 0, 5000));
    }

    [Fact]
    public async Task A_cancelled_entry_does_not_fire_and_leaves_the_queue()
    {
        using var queue = new DelayQueue();
        bool cancelled = false, later = false;
        long now = Stopwatch.GetTimestamp();
        var entry = new Entry(() => cancelled = true);
        queue.Schedule(entry, now + Stopwatch.Frequency / 10);
        queue.Schedule(new Entry(() => later = true), now + Stopwatch.Frequency / 5);

        queue.Cancel(entry);

        Assert.Equal(1, queue.Count);
        await Wire.UntilAsync(() => Volatile.Read(ref later));
        Assert.False(Volatile.Read(ref cancelled));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public async Task Scheduling_again_moves_an_entry_and_wakes_the_queue_for_an_earlier_one()
    {
        using var queue = new DelayQueue();
        int fired = 0;
        long now = Stopwatch.GetTimestamp();
        var entry = new Entry(() => Interlocked.Increment(ref fired));
        queue.Schedule(entry, now + 3600 * Stopwatch.Frequency);

        queue.Schedule(entry, now + Stopwatch.Frequency / 50);

        await Wire.UntilAsync(() => Volatile.Read(ref fired) == 1);
        Assert.Equal(0, queue.Count);
    }

    private sealed class Entry(Action action) : Delayed
    {
        internal override void Fire() => action();
    }
}
