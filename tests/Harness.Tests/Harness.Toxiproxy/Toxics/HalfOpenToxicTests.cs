using System.Net.Sockets;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class HalfOpenToxicTests
{
    [Theory]
    [InlineData("fin")]
    [InlineData("reset")]
    public async Task Upstream_the_server_is_closed_and_the_client_stays_open_and_silent(string end)
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();

        await proxied.AddJsonAsync($$$"""{"type": "half_open", "name": "half", "stream": "upstream", "attributes": {"end": "{{{end}}}"}}""");

        await (end == "reset" ? server.HearResetAsync() : server.HearFinAsync());
        await client.SayAsync("anybody there?");
        await client.HearNothingAsync();
        await proxied.RemoveAsync("half");
        await client.SayAsync("still nobody?");
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task Downstream_the_client_is_closed_and_the_server_stays_open_and_silent()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();

        await proxied.AddJsonAsync("""{"type": "half_open", "stream": "downstream"}""");

        await client.HearFinAsync();
        await server.SayAsync("anybody there?");
        await server.HearNothingAsync();
    }

    [Fact]
    public async Task When_the_side_that_was_left_goes_too_the_connection_is_let_go()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        (Socket other, Socket otherServer) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync("""{"type": "half_open", "stream": "upstream"}""");
        await server.HearFinAsync();
        await otherServer.HearFinAsync();
        Assert.Equal(2, proxied.Toxiproxy.Connections);

        client.Dispose();
        other.Close(0); // RST

        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0);
    }

    [Fact]
    public async Task After_removal_new_connections_work()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await proxied.AddJsonAsync("""{"type": "half_open", "name": "half", "stream": "upstream"}""");
        await proxied.RemoveAsync("half");

        (Socket client, Socket server) = await proxied.ConnectAsync();
        await client.SayAsync("hello");
        await server.HearAsync("hello");
    }

    [Fact]
    public async Task With_open_only_a_new_connection_is_spared()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket old, Socket oldServer) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync("""{"type": "half_open", "name": "half", "stream": "upstream", "attributes": {"open_only": true}}""");
        await oldServer.HearFinAsync();

        (Socket client, Socket server) = await proxied.ConnectAsync();
        await client.SayAsync("hello");
        await server.HearAsync("hello");
        await proxied.RemoveAsync("half");
        await server.SayAsync("hello back");
        await client.HearAsync("hello back");
        await old.SayAsync("anybody there?");
        await old.HearNothingAsync();
    }

    [Fact]
    public async Task An_end_that_is_no_end_is_refused()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();

        (System.Net.HttpStatusCode status, string answer) = await proxied.TryAddJsonAsync("""{"type": "half_open", "attributes": {"end": "silent"}}""");

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, status);
        Assert.Contains("end must be fin or reset", answer, StringComparison.Ordinal);
    }
}
