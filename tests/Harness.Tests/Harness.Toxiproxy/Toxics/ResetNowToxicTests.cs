using System.Net.Sockets;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class ResetNowToxicTests
{
    [Theory]
    [InlineData("upstream")]
    [InlineData("downstream")]
    public async Task An_idle_connection_gets_RST_on_both_sides(string stream)
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();

        await proxied.AddJsonAsync($$"""{"type": "reset_now", "stream": "{{stream}}"}""");

        await client.HearResetAsync();
        await server.HearResetAsync();
        Assert.Equal(0, proxied.Toxiproxy.Connections);
    }

    [Fact]
    public async Task A_new_connection_gets_RST_without_a_word()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await proxied.AddJsonAsync("""{"type": "reset_now", "name": "reset"}""");

        Socket client = await proxied.DialAsync();
        await client.HearResetAsync();

        // The server has heard of it; the one that is reset is first in its queue.
        await (await proxied.AcceptAsync()).HearResetAsync();

        await proxied.RemoveAsync("reset");
        (Socket next, Socket nextServer) = await proxied.ConnectAsync();
        await nextServer.SayAsync("hello");
        await next.HearAsync("hello");
    }

    [Fact]
    public async Task With_open_only_a_new_connection_is_spared()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();

        await proxied.AddJsonAsync("""{"type": "reset_now", "attributes": {"open_only": true}}""");

        await client.HearResetAsync();
        await server.HearResetAsync();
        (Socket next, Socket nextServer) = await proxied.ConnectAsync();
        await next.SayAsync("heard");
        await nextServer.HearAsync("heard");
        await nextServer.SayAsync("hello");
        await next.HearAsync("hello");
    }
}
