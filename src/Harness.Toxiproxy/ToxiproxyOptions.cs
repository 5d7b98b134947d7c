using Harness.Toxiproxy.Api;
using Harness.Toxiproxy.Tls;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Harness.Toxiproxy;

/// <summary>How an embedded fault proxy is set up.</summary>
public sealed record ToxiproxyOptions
{
    /// <summary>The IP address of the HTTP API, or <c>localhost</c> for the IPv4 loopback. Default: 127.0.0.1.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port of the HTTP API, 0 to 65535; 0, the default, takes any free one. Stock servers listen on 8474.</summary>
    public int Port { get; init; }

    /// <summary>Fixes the draws of toxicity and jitter. Default: 0.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// How many connections may be open at once over all proxies, at least 1; further clients get RST. A side that speaks TLS counts as one more. Default (null): as many as
    /// the process has descriptors for.
    /// </summary>
    public int? MaxConnections { get; init; }

    /// <summary>
    /// The most that one direction of a connection keeps under way while toxics delay it, in bytes with overhead, at least 1;
    /// past it TCP's flow control holds the sender back. Default: 4 MiB.
    /// </summary>
    public int MaxBufferedBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// The proxies it starts with, as if posted to <c>/populate</c>; names differ, addresses are <c>host:port</c>. They listen before the
    /// API answers. Default: none.
    /// </summary>
    public IReadOnlyList<ProxyConfig> Proxies { get; init; } = [];

    /// <summary>
    /// How many source addresses (127.0.1.1 and on) connections to an upstream on the IPv4 loopback are spread over, 0 to 250: one address alone runs
    /// short of ports at about 14,000 connections to one upstream. Linux only. Default (0): the system chooses.
    /// </summary>
    public int SourceAddresses { get; init; }

    /// <summary>Where the proxy logs to. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>What one caller of the API may take.</summary>
    internal ApiLimits Limits { get; init; } = new();

    /// <summary>How long a peer may keep a side that speaks TLS waiting.</summary>
    internal TlsTimes TlsTimes { get; init; } = TlsTimes.Standard;
}
