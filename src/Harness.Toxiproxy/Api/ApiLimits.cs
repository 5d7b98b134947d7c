using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Harness.Toxiproxy.Api;

/// <summary>
/// What one caller of the API may take: as much as from the stock server, whose bodies and connections have no limit at all. Whoever
/// sends one byte and waits holds a connection and nothing else, and that for a quarter of a minute.
/// </summary>
internal sealed record ApiLimits
{
    /// <summary>The longest wait for a request's body, and apart from it for its headers. Default: 15 s, as on the stock server.</summary>
    internal TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest that a request may take altogether. Default: 25 s, as on the stock server.</summary>
    internal TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>The largest body, in bytes; past it the answer is 413. Default: 64 MiB.</summary>
    internal long MaxBodyBytes { get; init; } = 64 * 1024 * 1024;

    internal void Apply(KestrelServerOptions kestrel)
    {
        const int headers = 1024 * 1024;
        kestrel.AddServerHeader = false;
        KestrelServerLimits limits = kestrel.Limits;
        limits.RequestHeadersTimeout = ReadTimeout;
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        limits.MaxRequestBodySize = MaxBodyBytes;
        // The name of a proxy stands in the path.
        limits.MaxRequestLineSize = headers;
        limits.MaxRequestHeadersTotalSize = headers;
        limits.MaxRequestBufferSize = 2 * headers;
        // The time of a body is limited, not its rate. A caller that does not fetch its answer is let go as on the stock server, after 30 s.
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(30));
        // Each costs one of the descriptors that are kept from the proxies' connections for all other uses.
        limits.MaxConcurrentConnections = 200;
    }
}
