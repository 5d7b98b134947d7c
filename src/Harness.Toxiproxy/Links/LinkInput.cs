using System.Buffers;
using System.Net.Sockets;

namespace Harness.Toxiproxy.Links;

/// <summary>
/// Reads a link's source. While it waits it holds one small buffer, large enough for heartbeats; what does not fit is read with a
/// rented one, so that a message stays one chunk. It is its own socket operation: waiting costs no task, timer or thread.
/// </summary>
internal sealed class LinkInput : SocketAsyncEventArgs, ILinkEvent, IThreadPoolWorkItem
{
    private const int SmallBuffer = 256;
    private const int LargeBuffer = 256 * 1024;

    /// <summary>Reads of one turn; then other connections of the same thread have theirs.</summary>
    private const int ReadsPerTurn = 8;

    private readonly Link _link;
    private readonly Socket _socket;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(SmallBuffer);
    private bool _pending;
    private bool _yielded;

    internal LinkInput(Link link, Socket socket)
        : base(unsafeSuppressExecutionContextFlow: true)
    {
        _link = link;
        _socket = socket;
        SetBuffer(_buffer);
    }

    /// <summary>Nothing is read from this socket any more.</summary>
    internal bool Ended { get; set; }

    internal void Pump()
    {
        for (int reads = 0; !_pending && _link.WantsInput; reads++)
        {
            _pending = true;
            if (reads >= ReadsPerTurn)
            {
                _yielded = true;
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }

            if (!_socket.ReceiveAsync(this))
            {
                _pending = false;
                reads += Received();
            }
        }
    }

    /// <summary>Called when the connection has finished: a pending operation still has its completion to come, which disposes.</summary>
    internal void Finish()
    {
        Ended = true;
        if (!_pending)
        {
            Dispose();
        }
    }

    public void Apply()
    {
        _pending = false;
        if (_yielded)
        {
            _yielded = false;
        }
        else if (!Ended)
        {
            Received();
        }
    }

    public void Abandon()
    {
        _pending = false;
        Dispose();
    }

    void IThreadPoolWorkItem.Execute() => _link.Connection.Handle(this);

    protected override void OnCompleted(SocketAsyncEventArgs e) => _link.Connection.Handle(this);

    /// <returns>How many further reads it took.</returns>
    private int Received()
    {
        if (SocketError != SocketError.Success)
        {
            _link.ResetInput();
            return 0;
        }

        if (BytesTransferred == 0)
        {
            _link.EndInput();
            return 0;
        }

        if (BytesTransferred < SmallBuffer || !_link.WantsInput)
        {
            _link.Deliver(_buffer.AsSpan(0, BytesTransferred));
            return 0;
        }

        byte[] large = ArrayPool<byte>.Shared.Rent(LargeBuffer);
        try
        {
            _buffer.CopyTo(large, 0);
            return ReadOn(large, SmallBuffer);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(large);
        }
    }

    private int ReadOn(byte[] buffer, int filled)
    {
        int reads = 0;
        while (true)
        {
            int read = _socket.Receive(buffer.AsSpan(filled), SocketFlags.None, out SocketError error);
            reads++;
            if (filled + read > 0)
            {
                _link.Deliver(buffer.AsSpan(0, filled + read));
            }

            if (Ended)
            {
                return reads;
            }

            if (error == SocketError.WouldBlock)
            {
                return reads;
            }

            if (error != SocketError.Success)
            {
                _link.ResetInput();
                return reads;
            }

            if (read == 0)
            {
                _link.EndInput();
                return reads;
            }

            if (filled + read < buffer.Length || reads >= ReadsPerTurn || !_link.WantsInput)
            {
                return reads;
            }

            filled = 0;
        }
    }
}
