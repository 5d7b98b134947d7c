using System.Net;
using System.Net.Sockets;
using Harness.Toxiproxy;

namespace Harness.Tests.Toxiproxy.Abuse;

/// <summary>Connects to proxies, and to the API, and does there what clients do: send, read, half-close, reset, close, nothing.</summary>
internal sealed class RandomClient(ToxiproxyServer server, Random random)
{
    private const int MostSockets = 40;

    private readonly List<Socket> _sockets = [];
    private readonly byte[] _data = new byte[100_000];

    internal async Task RunAsync(CancellationToken over)
    {
        try
        {
            while (!over.IsCancellationRequested)
            {
                await StepAsync(over);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // In the middle of something: what it holds is closed all the same.
        }

        _sockets.ForEach(socket => socket.Dispose());
    }

    private async Task StepAsync(CancellationToken over)
    {
        if (_sockets.Count == 0 || (_sockets.Count < MostSockets && random.Next(3) == 0))
        {
            await DialAsync(over);
            return;
        }

        Socket socket = _sockets[random.Next(_sockets.Count)];
        try
        {
            await UseAsync(socket, over);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The proxy has closed it.
            Drop(socket);
        }
    }

    private async Task UseAsync(Socket socket, CancellationToken over)
    {
        switch (random.Next(12))
        {
            case < 5:
                int count = random.Next(2) == 0 ? random.Next(1, 50) : random.Next(1, _data.Length);
                await WithinAsync(20, patience => socket.SendAsync(_data.AsMemory(0, count), patience).AsTask(), over);
                break;
            case < 8:
                await WithinAsync(5, patience => socket.ReceiveAsync(_data.AsMemory(), patience).AsTask(), over);
                break;
            case 8:
                socket.Shutdown(SocketShutdown.Send);
                break;
            case 9:
                socket.Close(timeout: 0);
                Drop(socket);
                break;
            case 10:
                Drop(socket);
                break;
            default:
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20)), TimeProvider.System, over);
                break;
        }
    }

    private async Task DialAsync(CancellationToken over)
    {
        IPEndPoint[] open = [.. server.Proxies.Where(proxy => proxy.Enabled).Select(proxy => IPEndPoint.Parse(proxy.Listen)), new(IPAddress.Loopback, server.ApiUri.Port)];
        IPEndPoint address = open[random.Next(open.Length)];
        IPAddress host = address.Address.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : address.Address;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(socket);
        try
        {
            await WithinAsync(100, async patience => await socket.ConnectAsync(host, address.Port, patience), over);
        }
        catch (SocketException)
        {
            // The proxy has stopped meanwhile, or refuses.
            Drop(socket);
        }
    }

    private void Drop(Socket socket)
    {
        _sockets.Remove(socket);
        socket.Dispose();
    }

    private static async Task WithinAsync(int milliseconds, Func<CancellationToken, Task> doing, CancellationToken over)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(over);
        patience.CancelAfter(milliseconds);
        try
        {
            await doing(patience.Token);
        }
        catch (OperationCanceledException) when (!over.IsCancellationRequested)
        {
            // The other side does not take or say anything just now.
        }
    }
}
