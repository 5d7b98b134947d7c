using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Harness.Tests.Toxiproxy.Abuse;

/// <summary>Sends back what it gets, until it is disposed.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, Task> _echoing = [];
    private readonly Task _accepting;

    private EchoServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    internal static EchoServer Start() => new();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        foreach ((Socket socket, Task echoing) in _echoing)
        {
            socket.Dispose();
            await echoing;
        }

        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync();
                _echoing[socket] = EchoAsync(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task EchoAsync(Socket socket)
    {
        await Task.Yield();
        byte[] buffer = new byte[16384];
        try
        {
            while (await socket.ReceiveAsync(buffer) is > 0 and int read)
            {
                await socket.SendAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other end has gone, or the test is over.
        }

        socket.Dispose();
        _echoing.TryRemove(socket, out _);
    }
}
