using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Harness.Tests.Cli;

/// <summary>A TCP server that is no target: it gives every connection the same answer, or none, and hangs up.</summary>
internal sealed class OtherServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <param name="parts">Sent one after the other, each in a packet of its own; none: the connection is held in silence.</param>
    public OtherServer(params string[] parts)
    {
        _listener.Start();
        _serving = ServeAsync(parts);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>A port of this machine that nobody listens on.</summary>
    public static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(string[] parts)
    {
        var held = new List<TcpClient>();
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                held.Add(client);
                client.NoDelay = true;
                await client.GetStream().ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, _stop.Token);
                foreach (string part in parts)
                {
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(part), _stop.Token);
                    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, _stop.Token);
                }

                if (parts.Length > 0)
                {
                    client.Close();
                }
            }
        }
        catch (OperationCanceledException)
        {
            held.ForEach(client => client.Dispose());
        }
    }
}
