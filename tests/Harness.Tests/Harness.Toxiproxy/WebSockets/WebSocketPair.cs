using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Harness.WebSockets;

namespace Harness.Tests.Toxiproxy.WebSockets;

/// <summary>.NET's <see cref="ClientWebSocket"/> and its server half (the one in Kestrel), with a proxy between them.</summary>
internal sealed record WebSocketPair(WebSocket Client, WebSocket Server, Socket ServerSocket) : IAsyncDisposable
{
    /// <param name="proxied">The proxy and the address behind it.</param>
    /// <param name="keepAlive">How often the server pings; null for never.</param>
    /// <param name="keepAliveTimeout">How long the server waits for the pong.</param>
    internal static async Task<WebSocketPair> ConnectAsync(ProxiedServer proxied, TimeSpan? keepAlive = null, TimeSpan? keepAliveTimeout = null)
    {
        var client = new ClientWebSocket();
        client.Options.KeepAliveInterval = TimeSpan.Zero;
        Task connecting = client.ConnectAsync(new Uri($"ws://{proxied.Address}/"), Wire.Token);
        Socket socket = await proxied.AcceptAsync();
        string head = await HearHeadAsync(socket);
        string key = head.Split("Sec-WebSocket-Key: ")[1].Split("\r\n")[0];
        byte[] accept = new byte[Handshake.AcceptLength];
        Handshake.ComputeAccept(Encoding.ASCII.GetBytes(key), accept);
        await socket.SayAsync(
            $"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {Encoding.ASCII.GetString(accept)}\r\n\r\n");
        await connecting;
        WebSocket server = WebSocket.CreateFromStream(
            new NetworkStream(socket),
            new WebSocketCreationOptions
            {
                IsServer = true,
                KeepAliveInterval = keepAlive ?? TimeSpan.Zero,
                KeepAliveTimeout = keepAliveTimeout ?? Timeout.InfiniteTimeSpan,
            });
        return new WebSocketPair(client, server, socket);
    }

    /// <summary>Messages of several lengths and fragments arrive as they were sent.</summary>
    internal static async Task TalkAsync(WebSocket from, WebSocket to)
    {
        foreach (int length in new[] { 0, 5, 125, 126, 70_000 })
        {
            string text = new('x', length);
            Task<string> listening = ListenAsync(to);
            await from.SendAsync(Encoding.ASCII.GetBytes(text[..(length / 2)]), WebSocketMessageType.Text, endOfMessage: false, Wire.Token);
            await from.SendAsync(Encoding.ASCII.GetBytes(text[(length / 2)..]), WebSocketMessageType.Text, endOfMessage: true, Wire.Token);
            Assert.Equal(text, await listening);
        }
    }

    internal static Task SayAsync(WebSocket from, string text) =>
        from.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Wire.Token).WaitAsync(TimeSpan.FromSeconds(10), Wire.Token);

    /// <summary>The next message; <c>close</c>, code and reason for a close frame.</summary>
    internal static async Task<string> ListenAsync(WebSocket socket)
    {
        byte[] buffer = new byte[100_000];
        int filled = 0;
        while (true)
        {
            WebSocketReceiveResult result = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, filled, buffer.Length - filled), Wire.Token)
                .WaitAsync(TimeSpan.FromSeconds(10), Wire.Token);
            filled += result.Count;
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return $"close {(int?)result.CloseStatus} {result.CloseStatusDescription}";
            }

            if (result.EndOfMessage)
            {
                return Encoding.UTF8.GetString(buffer, 0, filled);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        Server.Dispose();
        ServerSocket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<string> HearHeadAsync(Socket socket)
    {
        string head = "";
        while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head += Encoding.ASCII.GetString(await socket.HearBytesAsync(1));
        }

        return head;
    }
}
