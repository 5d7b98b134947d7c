using System.Net;
using System.Net.Sockets;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Proxies;
using Microsoft.Extensions.Logging;

namespace Harness.Toxiproxy.Tls;

/// <summary>What a proxy knows of TLS.</summary>
internal sealed class ProxyTls(ProxyEnvironment environment, string proxy)
{
    private volatile TlsSettings _settings = TlsSettings.None;
    private long _failed;

    /// <summary>For connections that are accepted from now on.</summary>
    internal TlsSettings Settings { get => _settings; set => _settings = value; }

    internal TlsBridges Bridges => environment.Bridges;

    internal ConnectionLimit Limit => environment.Limit;

    /// <summary>The TLS of a new connection; null if it has none.</summary>
    /// <param name="settings">Those that its place in the connection limit was taken for.</param>
    internal TlsPassage? Passage(TlsSettings settings, IConnectionOwner owner, Socket client, EndPoint upstream) =>
        settings.Sides == 0 ? null : new TlsPassage(this, settings, owner, client, HostOf(upstream));

    private static string HostOf(EndPoint upstream) => upstream is DnsEndPoint name ? name.Host : ((IPEndPoint)upstream).Address.ToString();

    /// <summary>Counts a handshake, or what comes after it, that has gone wrong; the log grows with its logarithm.</summary>
    internal void Failed(string peer, string reason)
    {
        long count = Interlocked.Increment(ref _failed);
        if (long.IsPow2(count))
        {
            environment.Logger.LogWarning("proxy {Proxy}: no TLS with {Peer}: {Reason} ({Count} so far)", proxy, peer, reason, count);
        }
    }
}
