using System.Net.Sockets;
using Harness.Faults.Toxiproxy;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class SlowCloseToxicTests
{
    [Fact]
    public async Task Data_passes_at_once_and_the_end_after_the_delay()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await proxied.AddAsync("slow_close", ToxicStream.Downstream, ("delay", 500));
        (Socket client, Socket server) = await proxied.ConnectAsync();

        await server.SayAsync("bye");
        server.Dispose();

        await client.HearAsync("bye");
        Assert.InRange(await client.HearFinAsync(), 300, 20_000);
    }

    [Fact]
    public async Task Removal_closes_what_it_held()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("slow_close", ToxicStream.Downstream, ("delay", 60_000));
        server.Dispose();
        await client.HearNothingAsync();

        await proxied.RemoveAsync("slow_close");

        await client.HearFinAsync();
    }

    /// <summary>The recipe that the harness uses for <c>half-open: { gone: server }</c>.</summary>
    [Fact]
    public async Task Half_open_with_limit_data_the_server_is_told_and_the_client_is_not()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await client.SayAsync("before");
        await server.HearAsync("before");
        await proxied.AddAsync("slow_close", ToxicStream.Downstream, ("delay", 3_600_000));
        await proxied.AddAsync("limit_data", ToxicStream.Upstream, ("bytes", 0));
        await client.HearNothingAsync(50);

        await client.SayAsync("heartbeat");
        Assert.InRange(await server.HearFinAsync(), 0, 10_000);
        await client.SayAsync("is anybody there?");
        await client.HearNothingAsync();

        await proxied.RemoveAsync("limit_data");
        await client.SayAsync("hello?");
        await client.HearNothingAsync();

        (Socket next, Socket nextServer) = await proxied.ConnectAsync();
        await next.SayAsync("ping");
        await nextServer.HearAsync("ping");
        await nextServer.SayAsync("pong");
        await next.HearAsync("pong");
        await client.HearNothingAsync(50);
    }

    [Fact]
    public async Task A_held_client_that_resets_is_let_go()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("slow_close", ToxicStream.Downstream, ("delay", 3_600_000));
        server.Shutdown(SocketShutdown.Both);
        await proxied.AddAsync("limit_data", ToxicStream.Upstream, ("bytes", 0));
        await client.SayAsync("x");
        await client.HearNothingAsync(50);

        client.Close(0);

        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0);
    }

    [Fact]
    public async Task Disabling_the_proxy_does_not_wait_for_it()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("slow_close", ToxicStream.Downstream, ("delay", 60_000));
        server.Dispose();
        await client.HearNothingAsync(50);

        await proxied.EnableAsync(false);

        await client.HearFinAsync();
    }
}
