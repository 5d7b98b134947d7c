using System.Net.Sockets;
using Harness.Faults.Toxiproxy;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class ResetPeerToxicTests
{
    [Fact]
    public async Task A_new_connection_gets_RST_after_its_first_chunk()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await proxied.AddAsync("reset_peer", ToxicStream.Upstream, ("timeout", 0));
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await client.HearNothingAsync();

        await client.SayAsync("x");

        await client.HearResetAsync();
        await server.HearResetAsync();
    }

    [Fact]
    public async Task An_open_connection_gets_FIN_after_its_next_chunk()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await ConnectAndTalkAsync(proxied);
        await proxied.AddAsync("reset_peer", ToxicStream.Downstream, ("timeout", 0));
        await client.HearNothingAsync();

        await server.SayAsync("x");

        await client.HearFinAsync();
        await server.HearFinAsync();
    }

    [Fact]
    public async Task Waits_for_the_timeout_from_that_chunk_on_and_loses_it()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await ConnectAndTalkAsync(proxied);
        await proxied.AddAsync("reset_peer", ToxicStream.Downstream, ("timeout", 400));

        await server.SayAsync("x");

        Assert.InRange(await client.HearFinAsync(), 300, 20_000);
    }

    [Fact]
    public async Task A_reset_on_its_way_is_not_called_off_by_removal()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await ConnectAndTalkAsync(proxied);
        await proxied.AddAsync("reset_peer", ToxicStream.Upstream, ("timeout", 60_000));
        await client.SayAsync("x");
        await server.HearNothingAsync();

        await proxied.RemoveAsync("reset_peer");

        await server.HearFinAsync();
        await client.HearFinAsync();
    }

    // The server may see a connection before the proxy has started its links: one over which data has come is open for certain.
    private static async Task<(Socket Client, Socket Server)> ConnectAndTalkAsync(ProxiedServer proxied)
    {
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await client.SayAsync("open");
        await server.HearAsync("open");
        return (client, server);
    }
}
