using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Harness.Toxiproxy.Tls;

/// <summary>
/// Makes pairs of connected TCP sockets within the process. Only TCP will do: what is put on the one has to come out of the other as it is,
/// RST too. Others on this machine can connect to the listener that this takes, but never become one half of a pair.
/// </summary>
internal sealed class LoopbackPairs : IDisposable
{
    /// <summary>Kept small: what waits here has left the outer socket, whose own buffers are to fill when nobody reads.</summary>
    private const int BufferSize = 64 * 1024;

    private const int Backlog = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Socket? _listener;
    private bool _disposed;

    /// <summary>The port it listens on; null before the first pair.</summary>
    internal EndPoint? Address { get { lock (_gate) { return _listener?.LocalEndPoint; } } }

    /// <summary>May wait for a moment: not for the threads that serve sockets.</summary>
    /// <exception cref="SocketException">No descriptor is free, or strangers keep the listener busy.</exception>
    /// <exception cref="ObjectDisposedException">The server is stopping.</exception>
    internal (Socket First, Socket Second) Make()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _listener ??= Listen();
            Socket first = NewSocket();
            try
            {
                Connect(first, _listener.LocalEndPoint!);
                return (first, AcceptPeerOf(first, _listener));
            }
            catch
            {
                first.Dispose();
                throw;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _listener?.Dispose();
        }
    }

    private static Socket Listen()
    {
        Socket listener = NewSocket();
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen(Backlog);
            listener.Blocking = false;
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    // Accepted sockets take the sizes over from the listener.
    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        SendBufferSize = BufferSize,
        ReceiveBufferSize = BufferSize,
    };

    private static void Connect(Socket socket, EndPoint address)
    {
        socket.Blocking = false;
        try
        {
            socket.Connect(address);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            if (!socket.Poll(Patience, SelectMode.SelectWrite))
            {
                throw new SocketException((int)SocketError.TimedOut);
            }
        }

        socket.Blocking = true;
    }

    private static Socket AcceptPeerOf(Socket socket, Socket listener)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Patience && listener.Poll(Patience, SelectMode.SelectRead))
        {
            if (TryAccept(listener, socket.LocalEndPoint!) is { } peer)
            {
                return peer;
            }
        }

        throw new SocketException((int)SocketError.TimedOut);
    }

    // Null if it was somebody else.
    private static Socket? TryAccept(Socket listener, EndPoint expected)
    {
        Socket? accepted = null;
        try
        {
            accepted = listener.Accept();
            if (expected.Equals(accepted.RemoteEndPoint))
            {
                accepted.NoDelay = true;
                accepted.Blocking = true;
                return accepted;
            }
        }
        catch (SocketException e) when (e.SocketErrorCode is not SocketError.TooManyOpenSockets)
        {
            // Whoever it was has gone again.
        }

        accepted?.Dispose();
        return null;
    }
}
