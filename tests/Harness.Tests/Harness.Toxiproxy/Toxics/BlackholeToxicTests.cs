using System.Net.Sockets;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class BlackholeToxicTests
{
    private const string Downstream = """{"type": "blackhole", "name": "hole"}""";
    private const string Upstream = """{"type": "blackhole", "name": "hole", "stream": "upstream"}""";

    [Fact]
    public async Task Nothing_passes_in_its_direction_and_the_other_flows()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync(Downstream);

        await server.SayAsync("lost");
        await client.HearNothingAsync();
        await client.SayAsync("still");
        await server.HearAsync("still");
    }

    [Fact]
    public async Task A_direction_that_has_swallowed_a_byte_stays_open_and_silent_after_removal()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync(Downstream);
        await server.SayAsync("lost");
        await client.HearNothingAsync();

        await proxied.RemoveAsync("hole");

        await server.SayAsync("after a hole");
        await client.HearNothingAsync();
        await client.SayAsync("up");
        await server.HearAsync("up");
        await server.SayAsync("never");
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task A_direction_that_has_lost_nothing_flows_again_after_removal()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync(Downstream);
        await client.SayAsync("up");
        await server.HearAsync("up");

        await proxied.RemoveAsync("hole");

        await server.SayAsync("whole");
        await client.HearAsync("whole");
    }

    [Fact]
    public async Task New_connections_work_after_removal()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await proxied.AddJsonAsync(Upstream);
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await client.SayAsync("lost");
        await server.HearNothingAsync();

        await proxied.RemoveAsync("hole");

        await client.SayAsync("silent for good");
        await server.HearNothingAsync();
        (Socket next, Socket nextServer) = await proxied.ConnectAsync();
        await next.SayAsync("hello");
        await nextServer.HearAsync("hello");
    }

    [Fact]
    public async Task Hides_one_sides_end_from_the_other_and_passes_it_on_when_it_goes_without_loss()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync(Upstream);

        client.Shutdown(SocketShutdown.Send);
        await server.HearNothingAsync();
        await proxied.RemoveAsync("hole");

        await server.HearFinAsync();
    }

    [Fact]
    public async Task Hides_the_end_for_good_after_a_loss()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync(Upstream);
        await client.SayAsync("lost");
        await server.HearNothingAsync();
        await proxied.RemoveAsync("hole");

        client.Close(0); // RST

        await server.HearNothingAsync();
    }

    [Fact]
    public async Task Once_both_peers_are_gone_the_connection_is_let_go()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync(Upstream);
        await proxied.AddJsonAsync("""{"type": "blackhole", "stream": "downstream"}""");
        await client.SayAsync("lost");

        client.Dispose();
        await server.HearNothingAsync();
        Assert.Equal(1, proxied.Toxiproxy.Connections);
        server.Dispose();

        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0);
    }

    [Fact]
    public async Task Disabling_the_proxy_closes_silent_connections()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync(Downstream);
        await server.SayAsync("lost");
        await client.HearNothingAsync();
        await proxied.RemoveAsync("hole");

        await proxied.EnableAsync(false);

        await client.HearFinAsync();
        Assert.Equal(0, proxied.Toxiproxy.Connections);
    }
}
