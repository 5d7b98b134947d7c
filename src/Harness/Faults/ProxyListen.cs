using System.Globalization;

namespace Harness.Faults;

/// <summary>
/// Where the proxies of a Toxiproxy server listen that lives behind a port mapping, in a container say: ports that it can listen on and under which clients reach it
/// at <paramref name="Host"/>.
/// </summary>
/// <param name="Host">A name or address, as clients of this machine dial it.</param>
/// <param name="First">The first port.</param>
/// <param name="Last">The last one; at least <paramref name="First"/>.</param>
public sealed record ProxyListen(string Host, int First, int Last)
{
    /// <summary>How many proxies have room.</summary>
    public int Ports => Last - First + 1;

    /// <summary>Reads <c>HOST:PORT-PORT</c> or <c>HOST:PORT</c>; null where the text is neither.</summary>
    public static ProxyListen? Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0)
        {
            return null;
        }

        string[] ports = text[(colon + 1)..].Split('-');
        return ports.Length <= 2 && Port(ports[0]) is { } first && Port(ports[^1]) is { } last && last >= first
            ? new ProxyListen(text[..colon].Trim('[', ']'), first, last)
            : null;
    }

    public override string ToString() => $"{Host}:{First}-{Last}";

    private static int? Port(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65535 ? port : null;
}
