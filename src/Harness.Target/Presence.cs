namespace Harness.Target;

/// <summary>
/// Who is there: client ids with the timestamp of their last accepted heartbeat. A heartbeat whose timestamp is a threshold or more away from the stored one
/// makes the client offline and is not stored; the sweep then drops the id, and the next heartbeat starts anew.
/// </summary>
/// <remarks>
/// The timestamps stand for a store outside the process; which socket an id came on, and how long it has been silent, die with the process. So an id
/// that outlives a crash is dropped neither by its old socket nor by the sweep, and counts as offline until a heartbeat less than the threshold away.
/// </remarks>
internal sealed class Presence(TimeProvider time, TimeSpan threshold, FlawSwitch flaws, Counters counters)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = [];
    private long _thresholdTicks = threshold.Ticks;
    private bool _dead;

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
            if (_dead)
            {
                return;
            }

            if (!_entries.TryGetValue(id, out var entry))
            {
                _entries[id] = entry = new Entry { Timestamp = stamp };
            }

            entry.Online = Math.Abs((double)stamp - entry.Timestamp) < Threshold.TotalMilliseconds;
            if (entry.Online)
            {
                (entry.Timestamp, entry.HeardAt, entry.Inherited) = (stamp, time.GetTimestamp(), false);
            }
            else
            {
                counters.OfflineVerdict();
            }

            entry.Owner = owner;
        }
    }

    /// <summary>The socket closed. An id that has moved on to another socket stays.</summary>
    public void Leave(string id, object owner)
    {
        lock (_gate)
        {
            if (!_dead && _entries.TryGetValue(id, out var entry) && entry.Owner == owner && !entry.Inherited && !flaws.IsOn(TargetFlaws.KeepsPresence))
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
            if (_dead || flaws.IsOn(TargetFlaws.KeepsPresence))
            {
                return;
            }

            foreach (var (id, entry) in _entries)
            {
                if (!entry.Inherited && time.GetElapsedTime(entry.HeardAt) > Threshold)
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
            return flaws.IsOn(TargetFlaws.NeverListsPresence) ? [] : [.. _entries.Select(e => new PresentClient(e.Key, e.Value.Timestamp, e.Value.Online))];
        }
    }

    /// <summary>The process has crashed: nothing changes any more, whatever its sockets do.</summary>
    public void Die()
    {
        lock (_gate)
        {
            _dead = true;
        }
    }

    /// <summary>The process is back.</summary>
    /// <param name="clears">Who was there is forgotten, as it has to be.</param>
    public void Revive(bool clears)
    {
        lock (_gate)
        {
            _dead = false;
            if (clears)
            {
                _entries.Clear();
            }

            foreach (var entry in _entries.Values)
            {
                (entry.Inherited, entry.Owner) = (true, null);
            }
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

    /// <summary>Changed in place, under the lock: a heartbeat allocates nothing.</summary>
    private sealed class Entry
    {
        public required long Timestamp { get; set; }

        public long HeardAt { get; set; }

        public bool Online { get; set; }

        /// <summary>From before a crash.</summary>
        public bool Inherited { get; set; }

        public object? Owner { get; set; }
    }
}
