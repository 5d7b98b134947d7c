using Harness.Toxiproxy.Timing;
using Microsoft.Extensions.Logging;

namespace Harness.Toxiproxy.Links;

/// <summary>What a connection needs from the proxy it belongs to.</summary>
internal interface IConnectionOwner
{
    DelayQueue Delays { get; }

    ILogger Logger { get; }

    /// <summary>The most a link keeps under way, in bytes with overhead, before it stops reading.</summary>
    int MaxBufferedBytes { get; }

    /// <summary>Both sockets are closed. Called once, without the connection's lock.</summary>
    void Finished(Connection connection);
}
