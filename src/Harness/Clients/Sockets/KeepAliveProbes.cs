using System.Net.Sockets;

namespace Harness.Clients.Sockets;

/// <summary>Switches the system's TCP keep-alive on for a socket that is not connected yet.</summary>
internal static class KeepAliveProbes
{
    /// <param name="socket">The socket.</param>
    /// <param name="policy">Its times; null: the socket stays as the system made it, without probes.</param>
    public static void SwitchOn(Socket socket, TcpKeepAlivePolicy? policy)
    {
        if (policy is null)
        {
            return;
        }

        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, Seconds(policy.Time));
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, Seconds(policy.Interval));
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, policy.Probes);
    }

    /// <summary>The system counts whole seconds, one at least.</summary>
    private static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));
}
