using System.Net;
using System.Net.Sockets;

namespace Harness.Toxiproxy.Proxies;

/// <summary>
/// The addresses that the enabled proxies of a server have. While one refuses, nobody listens on its port, and the system would let a second
/// proxy in (SO_REUSEADDR); the first could not listen again.
/// </summary>
internal sealed class TakenAddresses
{
    private readonly Lock _gate = new();
    private readonly HashSet<IPEndPoint> _taken = [];

    /// <exception cref="SocketException">Another proxy has it, or one that it is part of.</exception>
    internal void Take(IPEndPoint address)
    {
        lock (_gate)
        {
            if (_taken.Any(other => Overlap(other, address)))
            {
                throw new SocketException((int)SocketError.AddressAlreadyInUse);
            }

            _taken.Add(address);
        }
    }

    internal void GiveBack(IPEndPoint address)
    {
        lock (_gate)
        {
            _taken.Remove(address);
        }
    }

    private static bool Overlap(IPEndPoint a, IPEndPoint b) =>
        a.Port == b.Port && (a.Address.Equals(b.Address) || IsAll(a.Address) || IsAll(b.Address));

    private static bool IsAll(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
