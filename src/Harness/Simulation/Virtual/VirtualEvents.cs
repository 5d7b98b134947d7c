namespace Harness.Simulation.Virtual;

/// <summary>What happens at an instant of virtual time.</summary>
internal enum VirtualEventKind : byte
{
    /// <summary>The client connects for the first time.</summary>
    Start,

    /// <summary>The client's machine wants to be asked.</summary>
    Timer,

    /// <summary>A message of the client reaches the server.</summary>
    AtServer,

    /// <summary>A message of the server reaches the fault proxy, which stands next to the client.</summary>
    AtProxy,

    /// <summary>A message of the server reaches the client.</summary>
    AtClient,

    /// <summary>Fault <see cref="VirtualEvent.Number"/> begins.</summary>
    Onset,

    /// <summary>Fault <see cref="VirtualEvent.Number"/> is removed.</summary>
    Removal,

    /// <summary>The server's heartbeat on a connection is due.</summary>
    ServerBeat,

    /// <summary>The server ends its connections.</summary>
    ServerEnd,

    /// <summary>Publication <see cref="VirtualEvent.Number"/>.</summary>
    Publish,

    /// <summary>Request <see cref="VirtualEvent.Number"/> reaches the server.</summary>
    FetchAtServer,

    /// <summary>The server answers request <see cref="VirtualEvent.Number"/>.</summary>
    FetchAnswered,

    /// <summary>The answer of request <see cref="VirtualEvent.Number"/> reaches the fault proxy.</summary>
    FetchAtProxy,

    /// <summary>The answer of request <see cref="VirtualEvent.Number"/> reaches the client.</summary>
    FetchAtClient,

    /// <summary>Request <see cref="VirtualEvent.Number"/> has no answer by its timeout.</summary>
    FetchTimeout,

    /// <summary>The load is over.</summary>
    Drain,

    /// <summary>The user closes the client.</summary>
    Close,
}

/// <summary>What goes over a connection.</summary>
internal enum VirtualMessage : byte
{
    // Up.
    Upgrade,
    Heartbeat,
    Subscribe,
    Note,
    CloseFrameUp,
    Abort,

    // Down.
    Accepted,
    Refused,
    Reply,
    Beat,
    Confirmed,
    Push,
    CloseFrame,
    Fin,
    Reset,
}

/// <summary>One event of a queue. At: virtual microseconds.</summary>
internal readonly record struct VirtualEvent(
    long At, VirtualEventKind Kind, int Connection = 0, int Number = 0, long Value = 0, VirtualMessage Message = 0);

/// <summary>The virtual clock, and a binary heap of what is still to come. Events of one instant come in the order in which they were put in.</summary>
internal sealed class VirtualEvents
{
    private (VirtualEvent Event, long Order)[] _heap = new (VirtualEvent, long)[64];
    private int _count;
    private long _order;

    /// <summary>The instant of the event taken last.</summary>
    public long Now { get; private set; }

    public void Reset(long now)
    {
        Now = now;
        _count = 0;
        _order = 0;
    }

    public void Add(in VirtualEvent added)
    {
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, 2 * _count);
        }

        int at = _count++;
        (VirtualEvent Event, long Order) entry = (added, _order++);
        while (at > 0 && IsBefore(entry, _heap[(at - 1) / 2]))
        {
            _heap[at] = _heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _heap[at] = entry;
    }

    /// <summary>The next event; the clock goes to its instant.</summary>
    public bool TryTake(out VirtualEvent taken)
    {
        if (_count == 0)
        {
            taken = default;
            return false;
        }

        taken = _heap[0].Event;
        Now = taken.At;
        (VirtualEvent Event, long Order) last = _heap[--_count];
        int at = 0;
        while ((2 * at) + 1 < _count)
        {
            int child = (2 * at) + 1;
            child += child + 1 < _count && IsBefore(_heap[child + 1], _heap[child]) ? 1 : 0;
            if (!IsBefore(_heap[child], last))
            {
                break;
            }

            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = last;
        return true;
    }

    private static bool IsBefore(in (VirtualEvent Event, long Order) one, in (VirtualEvent Event, long Order) other) =>
        one.Event.At < other.Event.At || (one.Event.At == other.Event.At && one.Order < other.Order);
}
