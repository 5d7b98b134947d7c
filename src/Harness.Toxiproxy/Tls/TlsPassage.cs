using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Timing;
using Microsoft.Extensions.Logging;

namespace Harness.Toxiproxy.Tls;

/// <summary>
/// The TLS of one connection: a bridge on each side that speaks it. The connection itself takes the inner sockets for its client and server.
/// <code>
///   client ◄─ TLS ─► bridge ◄══► connection with its toxics ◄══► bridge ◄─ TLS ─► upstream
/// </code>
/// Each bridge has two descriptors and with them a place in the connection limit, until its own end.
/// </summary>
internal sealed class TlsPassage : IConnectionOwner
{
    private readonly Lock _gate = new();
    private readonly ProxyTls _proxy;
    private readonly TlsSettings _settings;
    private readonly IConnectionOwner _owner;
    private readonly string _upstreamHost;
    private readonly TaskCompletionSource<string?> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (Socket Bridge, Socket Connection)? _serverPair;
    private TlsBridge? _client;
    private TlsBridge? _server;
    private int _unusedSides;
    private bool _released;

    internal TlsPassage(ProxyTls proxy, TlsSettings settings, IConnectionOwner owner, Socket client, string upstreamHost)
    {
        _proxy = proxy;
        _settings = settings;
        _owner = owner;
        _upstreamHost = upstreamHost;
        _unusedSides = settings.Sides;
        Client = PeerOf(client);
    }

    /// <summary>The client's own address; null if it has gone already.</summary>
    internal EndPoint? Client { get; }

    /// <summary>The upstream's own address; null before the connection to it.</summary>
    internal EndPoint? Server { get; private set; }

    public DelayQueue Delays => _owner.Delays;

    public ILogger Logger => _owner.Logger;

    public int MaxBufferedBytes => _owner.MaxBufferedBytes;

    /// <summary>Makes the pairs that both sides need, and starts the client's handshake. On a pool thread: it may wait for a moment.</summary>
    /// <returns>What the connection takes for its client; <paramref name="client"/> itself where clients speak no TLS.</returns>
    /// <exception cref="SocketException">No descriptor is free, or the client has gone.</exception>
    internal Socket OpenClient(Socket client)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_released, this);
            if (_settings.Config.Upstream is not null)
            {
                _serverPair = _proxy.Bridges.Pairs.Make();
            }

            if (_settings.Listen is null)
            {
                _asked.SetResult(null);
                return client;
            }

            (Socket bridge, Socket connection) = _proxy.Bridges.Pairs.Make();
            _client = Bridge(client, (bridge, connection), Task.CompletedTask, AuthenticateClientAsync, $"the client {Client}");
            return connection;
        }
    }

    /// <summary>Starts the handshake with the upstream.</summary>
    /// <returns>What the connection takes for its server; <paramref name="server"/> itself where the upstream speaks no TLS.</returns>
    /// <exception cref="SocketException">The upstream has gone.</exception>
    internal Socket OpenServer(Socket server)
    {
        lock (_gate)
        {
            Server = PeerOf(server);
            if (_serverPair is not { } pair)
            {
                return server;
            }

            _serverPair = null;
            _server = Bridge(server, pair, _asked.Task, AuthenticateServerAsync, $"the upstream {_upstreamHost}");
            return pair.Connection;
        }
    }

    /// <summary>There is no connection, or not any more, and the sockets that <see cref="OpenClient"/> and <see cref="OpenServer"/> returned are closed.</summary>
    internal void Release()
    {
        lock (_gate)
        {
            if (_released)
            {
                return;
            }

            _released = true;
            _serverPair?.Bridge.Dispose();
            _serverPair?.Connection.Dispose();
            _proxy.Limit.Leave(tlsSides: _unusedSides);
        }

        _asked.TrySetCanceled();
        _client?.Release();
        _server?.Release();
    }

    public void Finished(Connection connection)
    {
        _owner.Finished(connection);
        Release();
    }

    private TlsBridge Bridge(
        Socket outer, (Socket Bridge, Socket Connection) pair, Task ready, Func<SslStream, CancellationToken, Task> authenticate, string peer)
    {
        try
        {
            var bridge = new TlsBridge(outer, pair.Bridge, _proxy.Bridges.Times, ready, authenticate, reason => _proxy.Failed(peer, reason));
            _unusedSides--;
            _proxy.Bridges.Run(bridge, _proxy, () => _proxy.Limit.Leave(tlsSides: 1));
            return bridge;
        }
        catch
        {
            pair.Bridge.Dispose();
            pair.Connection.Dispose();
            throw;
        }
    }

    private async Task AuthenticateClientAsync(SslStream tls, CancellationToken cancellation)
    {
        try
        {
            await tls.AuthenticateAsServerAsync(_settings.Listen!, cancellation).ConfigureAwait(false);
            _asked.TrySetResult(tls.TargetHostName);
        }
        catch
        {
            // Without a client there is no handshake with the upstream either.
            _asked.TrySetCanceled(CancellationToken.None);
            throw;
        }
    }

    private async Task AuthenticateServerAsync(SslStream tls, CancellationToken cancellation)
    {
        string? asked = await _asked.Task.ConfigureAwait(false);
        await tls.AuthenticateAsClientAsync(_settings.ForUpstream(_upstreamHost, asked), cancellation).ConfigureAwait(false);
    }

    private static EndPoint? PeerOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
