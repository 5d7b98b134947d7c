using System.Net;
using System.Net.Sockets;

namespace Harness.Tests.Clients;

/// <summary>Passes TCP connections on to a server on this machine and counts the bytes of both directions: what really went over the wire, above TCP.</summary>
internal sealed class CountingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _links = [];
    private readonly Task _accepting;
    private readonly int _upstream;
    private long _up;
    private long _down;

    public CountingRelay(int upstream)
    {
        _upstream = upstream;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>From clients to the server.</summary>
    public long Up => Interlocked.Read(ref _up);

    /// <summary>From the server to clients.</summary>
    public long Down => Interlocked.Read(ref _down);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_links);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _links.Add(LinkAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task LinkAsync(TcpClient client)
    {
        using (client)
        {
            using var server = new TcpClient { NoDelay = true };
            await server.ConnectAsync(IPAddress.Loopback, _upstream, _stop.Token);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            Task up = PassAsync(client.GetStream(), server.GetStream(), count => Interlocked.Add(ref _up, count), ended.Token);
            Task down = PassAsync(server.GetStream(), client.GetStream(), count => Interlocked.Add(ref _down, count), ended.Token);
            await Task.WhenAny(up, down);
            await ended.CancelAsync();
            await Task.WhenAll(up, down);
        }
    }

    private static async Task PassAsync(NetworkStream from, NetworkStream to, Action<int> count, CancellationToken cancellation)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (await from.ReadAsync(buffer, cancellation) is > 0 and int read)
            {
                count(read);
                await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // One side is gone.
        }
    }
}
