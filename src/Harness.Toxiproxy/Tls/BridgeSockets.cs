using System.Net.Sockets;

namespace Harness.Toxiproxy.Tls;

/// <summary>The two sockets of a bridge: outer to the peer, inner to the connection.</summary>
internal sealed class BridgeSockets(Socket outer, Socket inner)
{
    private readonly Lock _gate = new();
    private bool _innerReset;
    private int _closed;

    internal Socket Outer { get; } = outer;

    internal Socket Inner { get; } = inner;

    /// <summary>What fails from now on fails because of us.</summary>
    internal bool Closed => Volatile.Read(ref _closed) != 0;

    /// <summary>A socket's other end, or the socket itself, is not there any more.</summary>
    internal static bool IsGone(Exception e) => e is SocketException or IOException or ObjectDisposedException;

    /// <summary>The other end went with RST, or something that leaves as little to say.</summary>
    internal static bool IsReset(Exception e) => e.GetBaseException() is SocketException { SocketErrorCode: not SocketError.OperationAborted };

    /// <summary>Tells the connection that the peer says no more; the other direction stays open.</summary>
    internal void EndInner()
    {
        try
        {
            Inner.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (IsGone(e))
        {
            // It has gone itself.
        }
    }

    /// <summary>Closes both, with FIN or with RST. Only the first time counts.</summary>
    internal void Close(bool reset)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        foreach (Socket socket in (Socket[])[Outer, Inner])
        {
            if (reset)
            {
                socket.Close(timeout: 0);
                continue;
            }

            try
            {
                // Without it, closing a socket that has a receive pending resets the connection.
                socket.Shutdown(SocketShutdown.Both);
            }
            catch (Exception e) when (IsGone(e))
            {
                // Nobody is left to send a FIN to.
            }

            socket.Dispose();
        }
    }

    /// <summary>
    /// Whether the connection has reset its end, as far as this method is told of it: the kernel tells a reset once, to whoever asks first, be it
    /// a send, a receive or this. A receive that comes later sees an orderly end, and has to ask here.
    /// </summary>
    internal bool InnerWasReset()
    {
        lock (_gate)
        {
            try
            {
                _innerReset |= (SocketError)Inner.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! == SocketError.ConnectionReset;
            }
            catch (Exception e) when (IsGone(e))
            {
                // We have closed it.
            }

            return _innerReset;
        }
    }
}
