using Harness.Toxiproxy.Timing;
using Harness.Toxiproxy.Tls;
using Microsoft.Extensions.Logging;

namespace Harness.Toxiproxy.Proxies;

/// <summary>What all proxies of a server share.</summary>
internal sealed record ProxyEnvironment(
    DelayQueue Delays, ConnectionLimit Limit, SpareMemory Memory, ILogger Logger, int MaxBufferedBytes, long Seed, TlsBridges Bridges, LoopbackSources Sources)
{
    internal TakenAddresses Addresses { get; } = new();
}
