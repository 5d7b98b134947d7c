using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Harness.Dashboard;

/// <summary>Where a run is followed: an address of this machine, and a port.</summary>
/// <param name="Host">As it was given; it goes into the URL that is shown.</param>
/// <param name="Address">What is bound.</param>
/// <param name="Port">0: any free one.</param>
/// <param name="MayMove">Whether any free port will do where this one is taken: nobody asked for it.</param>
public sealed record ListenAddress(string Host, IPAddress Address, int Port, bool MayMove = false)
{
    /// <summary>What a port alone stands on: nobody else's machine can see it.</summary>
    public static ListenAddress Loopback(int port, bool mayMove = false) => new("127.0.0.1", IPAddress.Loopback, port, mayMove);

    /// <summary>Reads <c>5123</c>, <c>127.0.0.1:5123</c>, <c>localhost:5123</c>, <c>[::1]:5123</c>, <c>http://0.0.0.0:5123</c>.</summary>
    /// <returns>Null where it is none of them: other names are not looked up, because what is listened on should be seen in the command.</returns>
    public static ListenAddress? Parse(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port))
        {
            return port <= IPEndPoint.MaxPort ? Loopback(port) : null;
        }

        string url = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0
            || (uri.IsDefaultPort && !url.TrimEnd('/').EndsWith(":80", StringComparison.Ordinal)))
        {
            return null;
        }

        return uri.Host == "localhost" ? new ListenAddress(uri.Host, IPAddress.Loopback, uri.Port)
            : IPAddress.TryParse(uri.Host, out IPAddress? address) ? new ListenAddress(uri.Host, address, uri.Port)
            : null;
    }

    /// <summary>Where a browser of this machine finds it.</summary>
    /// <param name="port">The port that is bound.</param>
    public Uri Url(int port) => new UriBuilder(
        Uri.UriSchemeHttp,
        IPAddress.Any.Equals(Address) ? "127.0.0.1" : IPAddress.IPv6Any.Equals(Address) ? "[::1]" : Host,
        port).Uri;

    /// <summary>
    /// Whether a request may come under this name. A page of somebody else's can point a name of its own at this machine (DNS rebinding), and would then read what only the people
    /// here are meant to read; it cannot do so with a plain address or with a name that always means this machine.
    /// </summary>
    public static bool IsOwnName(string host, string machine)
    {
        string name = host.StartsWith('[') ? host.Trim('[', ']') : host;
        return IPAddress.TryParse(name, out _)
            || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.Equals(machine, StringComparison.OrdinalIgnoreCase);
    }

    public override string ToString() => Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{Address}]:{Port}" : $"{Address}:{Port}";
}
