using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Harness.Tests.Clients.Sockets;

/// <summary>A server on a raw socket that does what the test says, one accepted connection at a time.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Channel<ScriptedConnection> _accepted = Channel.CreateUnbounded<ScriptedConnection>();
    private readonly List<ScriptedConnection> _all = [];
    private readonly Task _accepting;

    /// <param name="receiveBuffer">Bytes of the kernel's buffer for what the test does not read; null: the system's default.</param>
    public ScriptedServer(int? receiveBuffer = null)
    {
        _listener.ReceiveBufferSize = receiveBuffer ?? _listener.ReceiveBufferSize;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(64);
        _accepting = AcceptAsync();
    }

    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>The next connection, as it comes in; its handshake has not been read.</summary>
    public async Task<ScriptedConnection> AcceptedAsync() => await _accepted.Reader.ReadAsync(Deadline.Token);

    /// <summary>The next connection, upgraded as a sound server does.</summary>
    public async Task<ScriptedConnection> OpenedAsync()
    {
        ScriptedConnection connection = await AcceptedAsync();
        await connection.UpgradeAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        _all.ForEach(connection => connection.Dispose());
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = new ScriptedConnection(await _listener.AcceptAsync());
                _all.Add(connection);
                _accepted.Writer.TryWrite(connection);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}

/// <summary>What a test waits for comes soon, or its token ends the wait.</summary>
internal static class Deadline
{
    /// <summary>Of a whole test, ms: for <see cref="FactAttribute.Timeout"/>.</summary>
    public const int Milliseconds = 60_000;

    public static CancellationToken Token => TestContext.Current.CancellationToken;
}
