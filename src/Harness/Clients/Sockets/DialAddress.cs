using System.Net;
using System.Net.Sockets;
using Harness.Journal;

namespace Harness.Clients.Sockets;

/// <summary>Where a connection is dialled, and what the ways to fail at it are called.</summary>
internal static class DialAddress
{
    /// <summary><c>127.0.0.1:80</c>, <c>[::1]:80</c>, or <c>host:80</c>, which is resolved at each connect.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static EndPoint Parse(string text)
    {
        if (IPEndPoint.TryParse(text, out IPEndPoint? address) && address.Port != 0)
        {
            return address;
        }

        int colon = text.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), out ushort port) && port != 0
            ? new DnsEndPoint(text[..colon], port)
            : throw new FormatException($"'{text}' is not host:port");
    }

    /// <summary>A socket for one attempt. A name's may become IPv4 or IPv6.</summary>
    /// <exception cref="SocketException">No descriptor is left.</exception>
    public static Socket Open(EndPoint endpoint) => endpoint.AddressFamily == AddressFamily.Unspecified
        ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
        : new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>What ends the socket from now on ends it with RST.</summary>
    public static void MakeReset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (SocketException)
        {
            // The connect never came that far: there is nothing to reset.
        }
    }

    /// <summary>The outcome that a socket's error is.</summary>
    public static CloseCause CauseOf(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => CloseCause.Refused,
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery => CloseCause.NameUnresolved,
        SocketError.TooManyOpenSockets or SocketError.AddressNotAvailable or SocketError.NoBufferSpaceAvailable
            or SocketError.AddressAlreadyInUse => CloseCause.OutOfResources,
        _ => CloseCause.Reset,
    };
}
