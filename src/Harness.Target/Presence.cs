namespace Harness.Target;

/// <summary>
/// Who is there: client ids with the timestamp of their last accepted heartbeat. A heartbeat whose timestamp is a threshold or more away from the stored one
/// makes the client offline and is not stored; the sweep then drops the id, and the next heartbeat starts anew.
/// </summary>
internal sealed class Presence(TimeProvider time, TimeSpan threshold)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = [];
    private long _thresholdTicks = threshold.Ticks;

    public TimeSpan Threshold
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _thresholdTicks));
        set => Interlocked.Exchange(ref _thresholdTicks, value.Ticks);
    }

    /// <param name="id">The client.</param>
    /// <param name="timestamp">Its own clock in milliseconds, or null to take the server's.</param>
    /// <param name="owner">The socket it came on: when that closes, the id goes.</param>
    public void Heartbeat(string id, long? timestamp, object owner)
    {
        var stamp = timestamp ?? time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_gate)
        {
            var gap = _entries.TryGetValue(id, out var stored) ? Math.Abs((double)stamp - stored.Timestamp) : 0;
            _entries[id] = gap < Threshold.TotalMilliseconds
                ? new Entry(stamp, time.GetTimestamp(), true, owner)
                : stored! with { Online = false, Owner = owner };
        }
    }

    /// <summary>The socket closed. An id that has moved on to another socket stays.</summary>
    public void Leave(string id, object owner)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(id, out var entry) && entry.Owner == owner)
            {
                _entries.Remove(id);
            }
        }
    }

    /// <summary>Drops the ids whose last accepted heartbeat is longer ago than the threshold.</summary>
    public void Sweep()
    {
        lock (_gate)
        {
            foreach (var (id, entry) in _entries)
            {
                if (time.GetElapsedTime(entry.HeardAt) > Threshold)
                {
                    _entries.Remove(id);
                }
            }
        }
    }

    public PresentClient[] Read()
    {
        lock (_gate)
        {
            return [.. _entries.Select(e => new PresentClient(e.Key, e.Value.Timestamp, e.Value.Online))];
        }
    }

    /// <summary>Sweeps until stopped.</summary>
    public async Task RunSweepAsync(TimeSpan period, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                Sweep();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped, as asked.
        }
    }

    private sealed record Entry(long Timestamp, long HeardAt, bool Online, object Owner);
}
