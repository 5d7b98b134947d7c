using System.Net.Sockets;
using Harness.Faults.Toxiproxy;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class TimeoutToxicTests
{
    [Fact]
    public async Task With_0_its_direction_is_silent_the_other_flows_and_the_connection_stays()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("timeout", ToxicStream.Downstream, ("timeout", 0));

        await client.SayAsync("ping");
        await server.HearAsync("ping");
        await server.SayAsync("pong");

        await client.HearNothingAsync(400);
        await client.SayAsync("ping");
        await server.HearAsync("ping");
    }

    [Fact]
    public async Task Removal_closes_held_connections_with_FIN_and_delivers_nothing()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("timeout", ToxicStream.Downstream, ("timeout", 0));
        await server.SayAsync("lost");
        await client.HearNothingAsync(50);

        await proxied.RemoveAsync("timeout");

        await client.HearFinAsync();
        await server.HearFinAsync();
        (Socket next, Socket nextServer) = await proxied.ConnectAsync();
        await nextServer.SayAsync("hello");
        await next.HearAsync("hello");
    }

    /// <summary>As on the stock server, whose clean-up does not ask for the draw.</summary>
    [Fact]
    public async Task Removal_closes_the_connections_that_its_toxicity_spared_too()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("timeout", ToxicStream.Downstream, toxicity: 0, ("timeout", 0));
        await server.SayAsync("spared");
        await client.HearAsync("spared");

        await proxied.RemoveAsync("timeout");

        await client.HearFinAsync();
    }

    [Fact]
    public async Task A_quiet_connection_gets_FIN_on_both_sides_after_the_timeout()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();

        await proxied.AddAsync("timeout", ToxicStream.Downstream, ("timeout", 400));

        Assert.InRange(await client.HearFinAsync(), 200, 20_000);
        await server.HearFinAsync();
    }

    [Fact]
    public async Task Every_chunk_starts_the_timeout_again()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("timeout", ToxicStream.Downstream, ("timeout", 1000));

        for (int i = 0; i < 8; i++)
        {
            await server.SayAsync("swallowed");
            await client.HearNothingAsync();
        }

        Assert.InRange(await client.HearFinAsync(), 400, 20_000);
    }

    [Theory]
    [InlineData(ToxicStream.Upstream)]
    [InlineData(ToxicStream.Downstream)]
    public async Task Cannot_hide_one_sides_end_from_the_other(ToxicStream stream)
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        (Socket other, Socket otherServer) = await proxied.ConnectAsync();
        await proxied.AddAsync("timeout", stream, ("timeout", 0));

        client.Dispose();
        await server.HearFinAsync();
        otherServer.Close(0); // RST
        await other.HearFinAsync();
    }

    [Fact]
    public async Task Works_on_connections_that_come_later()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await proxied.AddAsync("timeout", ToxicStream.Upstream, ("timeout", 0));
        (Socket client, Socket server) = await proxied.ConnectAsync();

        await client.SayAsync("lost");

        await server.HearNothingAsync();
    }
}
