using System.Net.Sockets;

namespace Harness.Tests.Toxiproxy.WebSockets;

/// <summary>Two sockets with a proxy between them, after an opening handshake: what they say are frames.</summary>
internal sealed record UpgradedSockets(Socket Client, Socket Server) : IAsyncDisposable
{
    internal static async Task<UpgradedSockets> ConnectAsync(ProxiedServer proxied)
    {
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await client.SayAsync(Upgrade.Request);
        await server.HearAsync(Upgrade.Request);
        await server.SayAsync(Upgrade.Response);
        await client.HearAsync(Upgrade.Response);
        return new UpgradedSockets(client, server);
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        Server.Dispose();
        return ValueTask.CompletedTask;
    }
}
