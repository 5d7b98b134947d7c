using System.Net;
using System.Net.Sockets;

namespace Harness.Clients;

/// <summary>
/// Source addresses in 127.0.0.0/8, for more connections to one address than one source address has ports. A connect that is past half of the port
/// range costs several times as much, because the kernel then looks for a free port by trying; so it is spread long before that. Linux only:
/// elsewhere 127.0.0.1 is the one loopback address.
/// </summary>
public static class LoopbackSources
{
    /// <summary>Connections to one address that one source address serves without being short of ports.</summary>
    public const int PerSource = 5_000;

    /// <summary>Up to so many connections to one address, the system chooses.</summary>
    public const int MostWithout = 10_000;

    private const int MostSources = 250;
    private const int ProtocolIp = 0;
    private const int BindAddressNoPort = 24;

    /// <summary>How many source addresses so many connections to one address take; 0: none in particular.</summary>
    public static int For(long connections, IPAddress to) =>
        connections > MostWithout && OperatingSystem.IsLinux() && IPAddress.IsLoopback(to) && to.AddressFamily == AddressFamily.InterNetwork
            ? (int)Math.Min(MostSources, (connections + PerSource - 1) / PerSource)
            : 0;

    /// <summary>127.0.1.1 and on.</summary>
    /// <param name="index">From 0 to 249.</param>
    public static IPAddress At(int index) => new([127, 0, 1, (byte)(index + 1)]);

    /// <summary>Binds a socket to a source address, without a port: that is chosen with the connect, when the destination is known.</summary>
    /// <exception cref="SocketException">The address cannot be had.</exception>
    public static void Bind(Socket socket, IPAddress source)
    {
        socket.SetRawSocketOption(ProtocolIp, BindAddressNoPort, BitConverter.GetBytes(1));
        socket.Bind(new IPEndPoint(source, 0));
    }
}
