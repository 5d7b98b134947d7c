using System.Net;
using System.Net.Sockets;

namespace Harness.Toxiproxy.Proxies;

/// <summary>
/// Source addresses in 127.0.0.0/8 for connections to upstreams on this machine, in turns: one address alone runs short of ports. Linux only:
/// elsewhere 127.0.0.1 is the one loopback address.
/// </summary>
/// <param name="count">How many, from 0 (the system chooses) to 250.</param>
internal sealed class LoopbackSources(int count)
{
    internal const int Most = 250;

    private const int ProtocolIp = 0;
    private const int BindAddressNoPort = 24;

    /// <summary>The source of the n-th connection to an upstream; null: the system chooses.</summary>
    internal IPAddress? For(EndPoint upstream, long n) =>
        count > 0 && OperatingSystem.IsLinux() && upstream is IPEndPoint { AddressFamily: AddressFamily.InterNetwork } ip && IPAddress.IsLoopback(ip.Address)
            ? new IPAddress([127, 0, 1, (byte)((n % count) + 1)])
            : null;

    /// <summary>A socket bound to that address, without a port: that is chosen with the connect, when the destination is known.</summary>
    /// <exception cref="SocketException">No descriptor, or the address cannot be had.</exception>
    internal static Socket Open(IPAddress source)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetRawSocketOption(ProtocolIp, BindAddressNoPort, BitConverter.GetBytes(1));
            socket.Bind(new IPEndPoint(source, 0));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
