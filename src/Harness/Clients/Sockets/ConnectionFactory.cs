using System.Net;
using System.Net.Sockets;

namespace Harness.Clients.Sockets;

/// <summary>Makes the connections of a worker's clients: raw sockets for <c>ws://</c>, TLS for <c>wss://</c>.</summary>
internal sealed class ConnectionFactory : IAsyncDisposable
{
    private readonly UpgradeRequests _requests;
    private readonly TlsClient? _tls;
    private readonly string _host;
    private readonly TasksUnderWay _underWay = new();

    /// <param name="idParameter">The query parameter that carries a client's id; null: none does.</param>
    /// <exception cref="TlsFileException">A file that TLS needs cannot be used.</exception>
    public ConnectionFactory(ClientHostOptions options, string? idParameter = TargetProtocol.IdParameter)
    {
        _requests = new UpgradeRequests(options.Handshake, options.SocketTls, options.SocketAuthority, options.SocketPath, options.Data, idParameter);
        _tls = options.SocketTls ? new TlsClient(options.Tls) : null;
        _host = TlsClient.HostOf(options.SocketAuthority);
    }

    /// <summary>Faults when a connection met an error that is no outcome. The worker that waits for it ends then.</summary>
    public Task Broken => _underWay.Broken;

    /// <summary>A connection that has not begun to connect.</summary>
    /// <param name="number">The client's number for this attempt.</param>
    /// <param name="endpoint">What is dialled.</param>
    /// <exception cref="SocketException">No descriptor is left.</exception>
    public ClientConnection Create(ClientSession session, int number, EndPoint endpoint) => _tls is null
        ? new SocketConnection(session, _requests, number, endpoint)
        : new TlsConnection(session, _requests, number, endpoint, _host, _tls, _underWay);

    /// <summary>Waits for the connections, which their sessions have let go of.</summary>
    public ValueTask DisposeAsync() => _underWay.DisposeAsync();
}
