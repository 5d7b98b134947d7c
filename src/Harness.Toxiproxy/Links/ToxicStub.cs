using System.Diagnostics;
using Harness.Toxiproxy.Timing;
using Harness.Toxiproxy.Toxics;
using Harness.Toxiproxy.WebSockets;

namespace Harness.Toxiproxy.Links;

/// <summary>
/// A toxic's place in one link: its input, the time it waits for, its state. All members need the connection's lock,
/// except <see cref="Fire"/> and what the pool calls.
/// </summary>
internal sealed class ToxicStub : Delayed, ILinkEvent, IThreadPoolWorkItem
{
    private readonly Link _link;
    private ChunkQueue _input;
    private FramePosition _position;
    private Toxic _running = Noop.Instance;
    private long? _due;
    private ulong _random;
    private bool _off;
    private bool _leaving;
    private bool _gone;
    private bool _yielded;

    /// <param name="fresh">The connection has just been accepted.</param>
    internal ToxicStub(Link link, InstalledToxic installed, bool fresh)
    {
        _link = link;
        Installed = installed;
        Fresh = fresh;
        _position = link.Position;
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

    /// <summary>How many bytes the link may hold at most, as far as this toxic goes.</summary>
    internal int MostHeld => (_running as IBoundedToxic)?.MostHeld ?? int.MaxValue;

    /// <summary>The end of the input has come and is kept from the destination, until the toxic goes or nobody is left to keep it from.</summary>
    internal bool HidesEnd { get; set; }

    internal Connection Connection => _link.Connection;

    /// <summary>Where its input is in the WebSocket stream. Right as long as every byte goes through <see cref="Follow"/>.</summary>
    internal ref readonly FramePosition Position => ref _position;

    /// <summary>The other direction's place in the stream.</summary>
    internal ref readonly FramePosition ReversePosition => ref _link.Connection.Reverse(_link).Position;

    internal StreamDirection Direction => _link.Direction;

    /// <summary>An <see cref="IFollowingToxic"/> begins nothing new: its toxicity spares this link, it is off, or it was removed.</summary>
    internal bool Idle => _off || _leaving;

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

    /// <summary>
    /// Ends the toxic's turn before its work is done: whoever waits for the connection's lock, and other connections of this thread, come
    /// first, and the toxic is called again.
    /// </summary>
    internal void Yield()
    {
        if (!_yielded)
        {
            _yielded = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>The next random number of this link's own sequence, 0 ≤ x &lt; 1.</summary>
    internal double NextFraction() => Draws.Next(ref _random);

    internal Chunk? Take() => _input.Take();

    internal void Write(Chunk chunk) => _link.Pass(chunk, Next);

    /// <summary>Writes bytes that the toxic has made.</summary>
    internal void Write(ReadOnlySpan<byte> data) => Write(_link.Hold(data));

    /// <summary>Writes the first bytes of the chunk at the head, which keeps the rest.</summary>
    internal void WritePart(int length)
    {
        Chunk chunk = Head!;
        Chunk part = _link.Hold(chunk.Span[..length]);
        chunk.Advance(length);
        Write(part);
    }

    /// <summary>Moves <see cref="Position"/> on to the end of a frame, or of what is none.</summary>
    internal FramePiece Follow(ReadOnlySpan<byte> data) => _position.Take(data, ReversePosition);

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
        _off = Installed.IsOff || !Installed.Affects(_link.Connection.Number);
        _running = _off && Installed.Running is not IFollowingToxic ? Noop.Instance : Installed.Running;
        Run();
    }

    internal void Push(Chunk chunk)
    {
        if (Closed)
        {
            Drop(chunk);
            return;
        }

        _input.Add(chunk);
        Run();
    }

    internal void End()
    {
        if (!Closed && !InputEnded)
        {
            InputEnded = true;
            Run();
        }
    }

    /// <summary>The upgrade or a close frame has passed in the other direction.</summary>
    internal void ReverseTurned()
    {
        if (!Closed && _running is IFollowingToxic)
        {
            Run();
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

    /// <summary>
    /// Ends the toxic's work here and hands on what it held; true if the stub can leave the link, false if that closed it or if it
    /// has to finish something first and will leave by itself.
    /// </summary>
    internal bool TryRemove()
    {
        if (!Closed && Installed.Running is IFollowingToxic following)
        {
            _leaving = true;
            if (!following.CanLeave(this))
            {
                return false;
            }
        }

        Interrupt();
        Clear();
        _gone = !Closed;
        return _gone;
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

    void IThreadPoolWorkItem.Execute() => _link.Connection.Handle(this);

    // The due time may have moved between the timer's wake-up and this lock: the toxic looks at the clock itself. Or the stub has left the link.
    public void Apply()
    {
        _yielded = false;
        if (!Closed && !_gone)
        {
            Run();
        }
    }

    public void Abandon()
    {
    }

    private void Run()
    {
        _running.Pipe(this);
        if (_leaving && !Closed)
        {
            _link.Remove(Installed);
        }
    }

    private void Clear()
    {
        HidesEnd = false;
        if (!Closed)
        {
            (Installed.Running as ICleanupToxic)?.Cleanup(this);
        }

        if (!Closed)
        {
            _link.PassAll(ref _input, Next);
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
