using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Harness.Toxiproxy.Proxies;

/// <summary>An address as the API writes it: <c>host:port</c>, <c>[v6]:port</c>, <c>:port</c> for all interfaces.</summary>
internal sealed record HostPort(string Host, int Port)
{
    /// <exception cref="FormatException">With what is wrong, in the words that the stock server uses.</exception>
    internal static HostPort Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon < 0 || text.EndsWith(']'))
        {
            throw new FormatException($"address {text}: missing port in address");
        }

        if (text[0] == '[' && !text.Contains(']'))
        {
            throw new FormatException($"address {text}: missing ']' in address");
        }

        string host = text[..colon];
        if (host.Length > 1 && host[0] == '[' && host[^1] == ']')
        {
            host = host[1..^1];
        }
        else if (host.Contains(':'))
        {
            throw new FormatException($"address {text}: too many colons in address");
        }

        string service = text[(colon + 1)..];
        if (!int.TryParse(service, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int port))
        {
            throw new FormatException($"address tcp/{service}: unknown port");
        }

        return port is >= 0 and <= 65535 ? new HostPort(host, port) : throw new FormatException($"address {service}: invalid port");
    }

    /// <summary>
    /// Where to listen: an empty text is any port of all interfaces, a name is its first address, IPv4 before IPv6. All interfaces means
    /// those of IPv6 too where there is any, also if it is written 0.0.0.0 (the stock server's answer shows <c>[::]</c> then).
    /// </summary>
    /// <exception cref="FormatException">The text is no address.</exception>
    /// <exception cref="SocketException">The name does not resolve.</exception>
    internal static async Task<IPEndPoint> ResolveListenAsync(string text, CancellationToken cancellation)
    {
        HostPort parsed = text.Length == 0 ? new HostPort("", 0) : Parse(text);
        if (parsed.Host is "" or "0.0.0.0")
        {
            return new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, parsed.Port);
        }

        if (IPAddress.TryParse(parsed.Host, out IPAddress? literal))
        {
            return new IPEndPoint(literal, parsed.Port);
        }

        IPAddress[] addresses = await Dns.GetHostAddressesAsync(parsed.Host, cancellation).ConfigureAwait(false);
        IPAddress first = addresses.OrderBy(address => address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).First();
        return new IPEndPoint(first, parsed.Port);
    }

    /// <summary>Where to connect to; a name is resolved anew for each connection. Null if the text is no address with a port.</summary>
    internal static EndPoint? UpstreamOrNull(string text)
    {
        try
        {
            HostPort parsed = Parse(text);
            string host = parsed.Host.Length == 0 ? "localhost" : parsed.Host;
            return IPAddress.TryParse(host, out IPAddress? literal)
                ? new IPEndPoint(literal, parsed.Port)
                : new DnsEndPoint(host, parsed.Port);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
