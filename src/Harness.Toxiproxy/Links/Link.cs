using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Harness.Toxiproxy.Toxics;
using Harness.Toxiproxy.WebSockets;

namespace Harness.Toxiproxy.Links;

/// <summary>
/// One direction of a connection: a pipeline from one socket to the other, through a stub for each toxic in the proxy's chain.
/// <code>
///                LatencyToxic  TimeoutToxic
///                     v             v
///  source ─► Input ─► ToxicStub ─► ToxicStub ─► Output ─► destination
///            (reads)  (holds,       (holds,     (sends; what the
///                      delays)       drops)      socket will not take waits)
///
///  no toxics:  source ─► Input ────────────────► Output ─► destination     received and sent in one go, nothing copied
/// </code>
/// Chunks and the end of the input travel the same way, so the end never overtakes data. Everything that is under way counts in
/// <see cref="_held"/>; past the bound, the input stops reading and TCP's flow control holds the sender back.
/// Closing runs the other way: when an output has closed its socket, the link that reads from this socket sees its input end, and
/// its own toxics (<c>slow_close</c>) decide when the other socket follows.
/// A severed link is a stream with a hole: whatever comes in is thrown away and nothing comes out for good, not even the end, until both
/// peers are gone. All members need the connection's lock, except <see cref="Traffic"/>.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Finish disposes, or the completion that is still to come.")]
internal sealed class Link
{
    private readonly LinkInput _input;
    private readonly LinkOutput _output;
    private ToxicStub[] _stubs = [];
    private FramePosition _position;
    private int _held;
    private bool _severed;
    private long _received;
    private long _sent;

    internal Link(Connection connection, StreamDirection direction, Socket source, Socket destination)
    {
        Connection = connection;
        Direction = direction;
        _input = new LinkInput(this, source);
        _output = new LinkOutput(this, destination);
        _position = new FramePosition(direction);
    }

    internal Connection Connection { get; }

    internal StreamDirection Direction { get; }

    /// <summary>Where the output is in the WebSocket stream: what a toxic that is added now will see first.</summary>
    internal ref readonly FramePosition Position => ref _position;

    /// <summary>The destination is closed; what still arrives is thrown away.</summary>
    internal bool Done => _output.Closed;

    /// <summary>Bytes so far.</summary>
    internal Traffic Traffic => new(Volatile.Read(ref _received), Volatile.Read(ref _sent));

    /// <summary>Whether there is room for what the input would read.</summary>
    internal bool WantsInput =>
        !_input.Ended && (_severed || Done || (_stubs.Length == 0 ? !_output.Busy : _held < MostHeld && !Stalled));

    private int MostHeld
    {
        get
        {
            int most = Connection.MaxBufferedBytes;
            foreach (ToxicStub stub in _stubs)
            {
                most = Math.Min(most, stub.MostHeld);
            }

            return most;
        }
    }

    private bool Stalled
    {
        get
        {
            foreach (ToxicStub stub in _stubs)
            {
                if (stub.Stalls)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Starts the toxics of a new connection. Reading starts with <see cref="Pump"/>.</summary>
    internal void Start(InstalledToxic[] chain)
    {
        foreach (InstalledToxic toxic in chain)
        {
            Add(toxic, fresh: true);
        }
    }

    /// <summary>Adds a toxic at the end of the chain, unless the link has it already or has come to its end.</summary>
    internal void Add(InstalledToxic toxic) => Add(toxic, fresh: false);

    /// <param name="fresh">The connection has just been accepted.</param>
    private void Add(InstalledToxic toxic, bool fresh)
    {
        if (_output.Ended || _severed || IndexOf(toxic) >= 0)
        {
            return;
        }

        var stub = new ToxicStub(this, toxic, fresh);
        if (_stubs.Length > 0)
        {
            _stubs[^1].Next = stub;
        }

        _stubs = [.. _stubs, stub];
        stub.Start();
    }

    internal void Update(InstalledToxic toxic)
    {
        int index = IndexOf(toxic);
        if (index >= 0 && !ReferenceEquals(_stubs[index].Installed, toxic))
        {
            _stubs[index].Update(toxic);
        }
    }

    /// <summary>Takes a toxic out. A stub that has closed stays where it is: the link is on its way out.</summary>
    internal void Remove(InstalledToxic toxic)
    {
        int index = IndexOf(toxic);
        if (index < 0 || !_stubs[index].TryRemove())
        {
            return;
        }

        ToxicStub stub = _stubs[index];
        if (index > 0)
        {
            _stubs[index - 1].Next = stub.Next;
        }

        _stubs = [.. _stubs[..index], .. _stubs[(index + 1)..]];
        if (stub.InputEnded)
        {
            PassEnd(stub.Next);
        }
    }

    /// <summary>Reads while there is something to read and room for it, then waits for more.</summary>
    internal void Pump() => _input.Pump();

    /// <summary>Takes bytes from the input.</summary>
    internal void Deliver(ReadOnlySpan<byte> data)
    {
        _received += data.Length;
        Connection.NoteData();
        if (_severed)
        {
            return;
        }

        if (_stubs.Length == 0)
        {
            bool turned = Follow(data);
            _output.Write(data);
            Tell(turned);
        }
        else if (!Done)
        {
            _stubs[0].Push(Hold(data));
        }
    }

    /// <summary>The source has ended, or was closed from our side.</summary>
    internal void EndInput()
    {
        if (!_input.Ended)
        {
            _input.Ended = true;
            PassEnd(_stubs.Length > 0 ? _stubs[0] : null);
        }
    }

    /// <summary>The source was reset. Once the other direction is all that is left, and only waits to close this very socket, it need not wait.</summary>
    internal void ResetInput()
    {
        if (Done)
        {
            Connection.Reverse(this)._output.Close();
        }
        else
        {
            EndInput();
        }
    }

    /// <summary>Copies bytes that cannot go on at once.</summary>
    internal Chunk Hold(ReadOnlySpan<byte> data)
    {
        var chunk = Chunk.Copy(data, Stopwatch.GetTimestamp());
        _held += chunk.Cost;
        return chunk;
    }

    /// <summary>A chunk has left the link: sent, or dropped.</summary>
    internal void Release(Chunk chunk)
    {
        _held -= chunk.Cost;
        chunk.Return();
    }

    /// <summary>Bytes have gone to the destination.</summary>
    internal void CountSent(int bytes) => _sent += bytes;

    /// <summary>Moves a chunk on to a stub, or to the output.</summary>
    internal void Pass(Chunk chunk, ToxicStub? next)
    {
        if (next is null)
        {
            bool turned = Follow(chunk.Span);
            _output.Write(chunk);
            Tell(turned);
        }
        else
        {
            chunk.Arrived = Stopwatch.GetTimestamp();
            next.Push(chunk);
        }
    }

    /// <summary>Moves all chunks on that a toxic has held.</summary>
    internal void PassAll(ref ChunkQueue chunks, ToxicStub? next)
    {
        if (next is not null)
        {
            while (chunks.Take() is { } chunk)
            {
                Pass(chunk, next);
            }

            return;
        }

        bool turned = false;
        while (chunks.Take() is { } chunk)
        {
            turned |= Follow(chunk.Span);
            _output.Add(chunk);
        }

        _output.Drain();
        Tell(turned);
    }

    internal void PassEnd(ToxicStub? next)
    {
        if (_severed)
        {
            return;
        }

        if (next is null)
        {
            _output.End();
        }
        else
        {
            next.End();
        }
    }

    /// <summary>Nothing comes out any more. What a toxic holds is lost; what the destination's socket has already is delivered.</summary>
    internal void Sever()
    {
        _severed = true;
        foreach (ToxicStub stub in _stubs)
        {
            stub.Discard();
        }

        _stubs = [];
    }

    /// <summary>Lets go of a destination that an end is kept from, once its own peer has gone too: nobody is left to keep it from.</summary>
    internal void CloseIfForgotten()
    {
        if (!Done && _input.Ended && Connection.Reverse(this)._input.Ended && (_severed || Array.Exists(_stubs, stub => stub.HidesEnd)))
        {
            _output.Close();
        }
    }

    /// <summary>The output has closed the destination.</summary>
    internal void OutputClosed()
    {
        foreach (ToxicStub stub in _stubs)
        {
            stub.Discard();
        }

        Connection.Reverse(this).EndInput();
    }

    /// <summary>Closes the destination once everything that has reached the output is sent, whatever the toxics still hold.</summary>
    internal void EndOutput() => _output.End();

    /// <summary>Closes the destination now, whatever is under way.</summary>
    internal void Abort() => _output.Close();

    /// <summary>Lets go of what is not in the hands of a pending socket operation.</summary>
    internal void Finish() => _input.Finish();

    private bool Follow(ReadOnlySpan<byte> data) =>
        !_position.IsOpaque && _position.Advance(data, Connection.Reverse(this).Position);

    // The toxics of the other direction may wait for the upgrade, or for the answer to a close frame.
    private void Tell(bool turned)
    {
        if (!turned)
        {
            return;
        }

        foreach (ToxicStub stub in Connection.Reverse(this)._stubs)
        {
            stub.ReverseTurned();
        }
    }

    private int IndexOf(InstalledToxic toxic)
    {
        for (int i = 0; i < _stubs.Length; i++)
        {
            if (_stubs[i].Installed.DrawKey == toxic.DrawKey)
            {
                return i;
            }
        }

        return -1;
    }
}
