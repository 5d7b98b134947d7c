using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Harness.Toxiproxy.Links;

/// <summary>
/// Writes to a link's destination. It sends at once, without waiting; what the socket does not take is queued behind one pending
/// send, and while there is one, a link without toxics reads nothing more.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Close disposes, or the completion that is still to come.")]
internal sealed class LinkOutput
{
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

        while (!Busy && !Closed && _queue.Take() is { } chunk)
        {
            Write(chunk);
        }

        if (Ended && !Busy)
        {
            Close();
        }
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
