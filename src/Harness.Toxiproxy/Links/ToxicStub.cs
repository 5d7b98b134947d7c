using System.Diagnostics;
using Harness.Toxiproxy.Timing;
using Harness.Toxiproxy.Toxics;

namespace Harness.Toxiproxy.Links;

/// <summary>
/// A toxic's place in one link: its input, the time it waits for, its state. All members need the connection's lock,
/// except <see cref="Fire"/>.
/// </summary>
internal sealed class ToxicStub : Delayed, ILinkEvent
{
    private readonly Link _link;
    private ChunkQueue _input;
    private Toxic _running = Noop.Instance;
    private long? _due;
    private ulong _random;

    /// <param name="fresh">The connection has just been accepted.</param>
    internal ToxicStub(Link link, InstalledToxic installed, bool fresh)
    {
        _link = link;
        Installed = installed;
        Fresh = fresh;
        State = (installed.Running as IStatefulToxic)?.NewState();
        _random = Draws.Key(installed.DrawKey, ~link.Connection.Number);
    }

    internal InstalledToxic Installed { get; private set; }

    /// <summary>What an <see cref="IStatefulToxic"/> keeps for this link.</summary>
    internal object? State { get; private set; }

    /// <summary>The toxic was there when the connection was accepted.</summary>
    internal bool Fresh { get; }

    /// <summary>The link is not to read meanwhile.</summary>
    internal bool Stalls => _running is IStallingToxic;

    /// <summary>The end of the input has come and is kept from the destination, until the toxic goes or nobody is left to keep it from.</summary>
    internal bool HidesEnd { get; set; }

    internal Connection Connection => _link.Connection;

    /// <summary>Where it writes to: the next stub, or null for the link's output.</summary>
    internal ToxicStub? Next { get; set; }

    /// <summary>Nothing will follow what <see cref="Take"/> still gives.</summary>
    internal bool InputEnded { get; private set; }

    /// <summary>Nothing passes here any more; the end was handed on.</summary>
    internal bool Closed { get; private set; }

    /// <summary>The chunk that <see cref="Take"/> gives next, or null.</summary>
    internal Chunk? Head => _input.Head;

    /// <summary>When the toxic wants to be called again, in Stopwatch ticks; null for not at all.</summary>
    internal long? Due
    {
        get => _due;
        set
        {
            if (Closed && value is not null)
            {
                return;
            }

            _due = value;
            if (value is { } due && due > Stopwatch.GetTimestamp())
            {
                _link.Connection.Delays.Schedule(this, due);
            }
            else if (Slot >= 0)
            {
                _link.Connection.Delays.Cancel(this);
            }
        }
    }

    internal bool IsDue => _due <= Stopwatch.GetTimestamp();

    internal void WakeAfter(TimeSpan delay) => Due = StopwatchTicks.After(Stopwatch.GetTimestamp(), delay);

    /// <summary>The next random number of this link's own sequence, 0 ≤ x &lt; 1.</summary>
    internal double NextFraction() => Draws.Next(ref _random);

    internal Chunk? Take() => _input.Take();

    internal void Write(Chunk chunk) => _link.Pass(chunk, Next);

    internal void Drop(Chunk chunk) => _link.Release(chunk);

    /// <summary>Ends this stub: what it holds is lost, and the next one gets the end of its input.</summary>
    internal void Close()
    {
        if (!Closed)
        {
            Discard();
            _link.PassEnd(Next);
        }
    }

    /// <summary>Nothing comes out of this direction any more, for good.</summary>
    internal void Sever() => _link.Sever();

    /// <summary>Closes the destination at once; the source stays open and hears nothing more.</summary>
    internal void CloseHalf(bool reset) => _link.Connection.CloseHalf(_link, reset);

    /// <summary>Starts the toxic, or the noop where its toxicity spares this link.</summary>
    internal void Start()
    {
        _running = Installed.Affects(_link.Connection.Number) ? Installed.Running : Noop.Instance;
        _running.Pipe(this);
    }

    internal void Push(Chunk chunk)
    {
        if (Closed)
        {
            Drop(chunk);
            return;
        }

        _input.Add(chunk);
        _running.Pipe(this);
    }

    internal void End()
    {
        if (!Closed && !InputEnded)
        {
            InputEnded = true;
            _running.Pipe(this);
        }
    }

    internal void Update(InstalledToxic installed)
    {
        Interrupt();
        if (!Closed && Installed.Running.GetType() != installed.Running.GetType())
        {
            // It flaps: for the link, that is one toxic less and another one more.
            Clear();
            State = (installed.Running as IStatefulToxic)?.NewState();
        }

        if (!Closed)
        {
            Installed = installed;
            Start();
        }
    }

    /// <summary>Ends the toxic's work here and hands on what it held; true if the stub can leave the link, false if that closed it.</summary>
    internal bool TryRemove()
    {
        Interrupt();
        Clear();
        return !Closed;
    }

    /// <summary>Closes without telling the next one: the whole link goes.</summary>
    internal void Discard()
    {
        Closed = true;
        Due = null;
        while (Take() is { } chunk)
        {
            Drop(chunk);
        }
    }

    internal override void Fire() => _link.Connection.Handle(this);

    // The due time may have moved between the timer's wake-up and this lock: the toxic looks at the clock itself.
    public void Apply()
    {
        if (!Closed)
        {
            _running.Pipe(this);
        }
    }

    public void Abandon()
    {
    }

    private void Clear()
    {
        HidesEnd = false;
        if (!Closed)
        {
            (Installed.Running as ICleanupToxic)?.Cleanup(this);
        }

        while (!Closed && Take() is { } chunk)
        {
            Write(chunk);
        }
    }

    private void Interrupt()
    {
        if (!Closed)
        {
            (_running as IInterruptedToxic)?.Interrupt(this);
            Due = null;
        }
    }
}
