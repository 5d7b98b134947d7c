using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Harness.Toxiproxy.Links;

/// <summary>
/// Writes to a link's destination. It sends at once, without waiting; what the socket does not take is queued behind one pending
/// send, and while there is one, a link without toxics reads nothing more. What has queued up is sent together: a slicer makes pieces by the ten
/// thousand, and the connection's lock is not to be held through as many sends.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Close disposes, or the completion that is still to come.")]
internal sealed class LinkOutput
{
    /// <summary>The most that queued chunks are put together to.</summary>
    private const int MostTogether = 64 * 1024;

    private readonly Link _link;
    private readonly Socket _socket;
    private ChunkQueue _queue;
    private PendingSend? _send;

    internal LinkOutput(Link link, Socket socket)
    {
        _link = link;
        _socket = socket;
    }

    /// <summary>A send is pending.</summary>
    internal bool Busy { get; private set; }

    /// <summary>No more will be written.</summary>
    internal bool Ended { get; private set; }

    /// <summary>The destination is closed.</summary>
    internal bool Closed { get; private set; }

    internal void Write(ReadOnlySpan<byte> data)
    {
        if (Closed)
        {
            return;
        }

        int sent = 0;
        if (!Busy && !TrySend(data, out sent))
        {
            return;
        }

        if (sent < data.Length)
        {
            Queue(_link.Hold(data[sent..]));
        }
    }

    internal void Write(Chunk chunk)
    {
        int sent = 0;
        if (Closed || (!Busy && !TrySend(chunk.Span, out sent)))
        {
            _link.Release(chunk);
            return;
        }

        chunk.Advance(sent);
        if (chunk.Length == 0)
        {
            _link.Release(chunk);
        }
        else
        {
            Queue(chunk);
        }
    }

    /// <summary>Takes a chunk that more follow; nothing is sent before <see cref="Drain"/>.</summary>
    internal void Add(Chunk chunk)
    {
        if (Closed)
        {
            _link.Release(chunk);
        }
        else
        {
            _queue.Add(chunk);
        }
    }

    /// <summary>Sends what was added, as far as the socket takes it.</summary>
    internal void Drain()
    {
        while (!Busy && !Closed && _queue.Take() is { } chunk)
        {
            Write(WithFollowers(chunk));
        }
    }

    /// <summary>Closes the destination once everything is sent.</summary>
    internal void End()
    {
        Ended = true;
        if (!Busy)
        {
            Close();
        }
    }

    /// <summary>Closes the destination at once.</summary>
    internal void Close()
    {
        if (Closed)
        {
            return;
        }

        Ended = Closed = true;
        if (!Busy)
        {
            _send?.Dispose();
        }

        while (_queue.Take() is { } chunk)
        {
            _link.Release(chunk);
        }

        _link.Connection.Close(_socket);
        _link.OutputClosed();
    }

    /// <summary>The pending send is over: sends what has queued up behind it.</summary>
    internal void Continue(SocketError error)
    {
        Busy = false;
        if (Closed)
        {
            _send!.Dispose();
            return;
        }

        if (error != SocketError.Success)
        {
            Close();
            return;
        }

        Drain();
        if (Ended && !Busy)
        {
            Close();
        }
    }

    // A chunk and those that are queued behind it, as one.
    private Chunk WithFollowers(Chunk first)
    {
        if (_queue.Head is not { } second || first.Length + second.Length > MostTogether)
        {
            return first;
        }

        byte[] together = ArrayPool<byte>.Shared.Rent(MostTogether);
        int length = 0;
        for (Chunk? chunk = first; chunk is not null; chunk = _queue.Head is { } next && length + next.Length <= MostTogether ? _queue.Take() : null)
        {
            chunk.Span.CopyTo(together.AsSpan(length));
            length += chunk.Length;
            _link.Release(chunk);
        }

        Chunk all = _link.Hold(together.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(together);
        return all;
    }

    // False if the destination is gone: then the output is closed.
    private bool TrySend(ReadOnlySpan<byte> data, out int sent)
    {
        sent = _socket.Send(data, SocketFlags.None, out SocketError error);
        if (error is SocketError.Success or SocketError.WouldBlock)
        {
            _link.CountSent(sent);
            return true;
        }

        Close();
        return false;
    }

    private void Queue(Chunk chunk)
    {
        if (Busy)
        {
            _queue.Add(chunk);
            return;
        }

        _send ??= new PendingSend(_link, this, _socket);
        Busy = _send.Start(chunk);
        if (!Busy && _send.SocketError != SocketError.Success)
        {
            Close();
        }
    }
}
