namespace Harness.Timing;

/// <summary>
/// One timer per client for thousands of clients: a hashed wheel of linked lists over arrays, advanced by one thread.
/// </summary>
/// <remarks>
/// <code>
///  slot:   0    1    2   … 16383        a slot is one tick wide
///          │    │    │
///          ▼    ▼    ▼
///          7    –    3 ⇄ 12 ⇄ 5         clients, by their earliest deadline
/// </code>
/// A deadline that moves later is not moved here: the client is found early, asked for its next deadline, and put back.
/// So a heartbeat timer that every message restarts costs nothing until it would have fired.
/// It never fires early, and at most one tick late while the thread gets its processor: who turns it sleeps for <see cref="Nap"/>.
/// </remarks>
public sealed class TimingWheel
{
    /// <summary>Microseconds per slot.</summary>
    public const long Tick = 1_000;

    /// <summary>What falls due within so many microseconds goes in one wake-up: with thousands of timers a second, waking for each would cost more than serving it.</summary>
    public const long LeastNap = 300;

    private const int Slots = 16_384;
    private const int None = -1;

    private readonly Lock _lock = new();
    private readonly int[] _first = new int[Slots];
    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly int[] _slotOf;
    private readonly long[] _due;
    private long _tick;

    /// <summary>A wheel for entries 0 to <paramref name="count"/> − 1.</summary>
    /// <param name="count">Number of entries.</param>
    /// <param name="now">The clock's time, µs.</param>
    public TimingWheel(int count, long now)
    {
        Array.Fill(_first, None);
        _next = new int[count];
        _previous = new int[count];
        _slotOf = new int[count];
        _due = new long[count];
        Array.Fill(_slotOf, None);
        _tick = now / Tick;
    }

    /// <summary>Asks for <paramref name="entry"/> to fire at <paramref name="due"/> (µs) or earlier if it is already to. <see cref="long.MaxValue"/> asks for nothing.</summary>
    public void Schedule(int entry, long due)
    {
        if (due == long.MaxValue)
        {
            return;
        }

        lock (_lock)
        {
            if (_slotOf[entry] != None)
            {
                if (_due[entry] <= due)
                {
                    return;
                }

                Unlink(entry);
            }

            Link(entry, due);
        }
    }

    /// <summary>Takes every entry that is due at <paramref name="now"/> (µs) out of the wheel and adds it to <paramref name="fired"/>.</summary>
    public void Advance(long now, List<int> fired)
    {
        lock (_lock)
        {
            long last = now / Tick;
            // After a long stall one turn visits every slot; more turns would find nothing new.
            long from = Math.Max(_tick, last - Slots + 1);
            for (long tick = from; tick <= last; tick++)
            {
                for (int entry = _first[tick % Slots]; entry != None;)
                {
                    int following = _next[entry];
                    if (_due[entry] <= now)
                    {
                        Unlink(entry);
                        fired.Add(entry);
                    }

                    entry = following;
                }
            }

            // The last slot is looked at again: its deadlines may lie later within the tick.
            _tick = last;
        }
    }

    /// <summary>
    /// How long to sleep from <paramref name="now"/> (µs) until <see cref="Advance"/>: to the next deadline, from <see cref="LeastNap"/> up to
    /// one tick, because a nearer deadline may be asked for meanwhile.
    /// </summary>
    public long Nap(long now)
    {
        long nearest = now + Tick;
        lock (_lock)
        {
            for (long tick = _tick; tick <= nearest / Tick; tick++)
            {
                for (int entry = _first[tick % Slots]; entry != None; entry = _next[entry])
                {
                    nearest = Math.Min(nearest, _due[entry]);
                }
            }
        }

        return Math.Max(LeastNap, nearest - now);
    }

    private void Link(int entry, long due)
    {
        // A deadline of the past goes into the slot that is looked at next.
        int slot = (int)(Math.Max(due / Tick, _tick) % Slots);
        _due[entry] = due;
        _slotOf[entry] = slot;
        _previous[entry] = None;
        _next[entry] = _first[slot];
        if (_first[slot] != None)
        {
            _previous[_first[slot]] = entry;
        }

        _first[slot] = entry;
    }

    private void Unlink(int entry)
    {
        int slot = _slotOf[entry];
        if (_previous[entry] == None)
        {
            _first[slot] = _next[entry];
        }
        else
        {
            _next[_previous[entry]] = _next[entry];
        }

        if (_next[entry] != None)
        {
            _previous[_next[entry]] = _previous[entry];
        }

        _slotOf[entry] = None;
    }
}
