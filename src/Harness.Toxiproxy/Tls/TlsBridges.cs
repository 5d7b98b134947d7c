using Microsoft.Extensions.Logging;

namespace Harness.Toxiproxy.Tls;

/// <summary>The bridges of a server: it awaits each of them.</summary>
internal sealed class TlsBridges(TlsTimes times, ILogger logger) : IAsyncDisposable
{
    /// <summary>From the end of the server to that of a peer that does not take what was sent to it.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Dictionary<TlsBridge, (ProxyTls Proxy, Task Life)> _running = [];
    private bool _ended;

    internal TlsTimes Times { get; } = times;

    internal LoopbackPairs Pairs { get; } = new();

    /// <summary>Runs a bridge, and disposes it in the end.</summary>
    /// <param name="over">Called once its sockets are closed.</param>
    internal void Run(TlsBridge bridge, ProxyTls proxy, Action over)
    {
        bool ended;
        lock (_gate)
        {
            _running.Add(bridge, (proxy, RunAsync(bridge, over)));
            ended = _ended;
        }

        if (ended)
        {
            End(bridge);
        }
    }

    /// <summary>Ends the handshakes of a proxy that stops: without their connections, nobody is left to say anything.</summary>
    internal void EndHandshakes(ProxyTls proxy)
    {
        TlsBridge[] running;
        lock (_gate)
        {
            running = [.. _running.Where(one => one.Value.Proxy == proxy).Select(one => one.Key)];
        }

        Array.ForEach(running, bridge => bridge.EndHandshake());
    }

    /// <summary>Ends what is left. The proxies have closed their connections.</summary>
    public async ValueTask DisposeAsync()
    {
        KeyValuePair<TlsBridge, (ProxyTls Proxy, Task Life)>[] running;
        lock (_gate)
        {
            _ended = true;
            running = [.. _running];
        }

        Array.ForEach(running, one => End(one.Key));
        await Task.WhenAll(running.Select(one => one.Value.Life)).ConfigureAwait(false);
        Pairs.Dispose();
    }

    private static void End(TlsBridge bridge)
    {
        bridge.EndHandshake();
        bridge.Release(LastPatience);
    }

    private async Task RunAsync(TlsBridge bridge, Action over)
    {
        try
        {
            await bridge.RunAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The last frame of a bridge: it logs, its sockets are closed, and the others go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.LogError(e, "a TLS side failed");
        }

        // Only now is it sure to have been added.
        lock (_gate)
        {
            _running.Remove(bridge);
        }

        bridge.Dispose();
        over();
    }
}
