using System.Net.Sockets;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class AcceptThenKillToxicTests
{
    [Theory]
    [InlineData("fin", 0)]
    [InlineData("fin", 300)]
    [InlineData("reset", 300)]
    public async Task The_servers_first_bytes_pass_and_then_the_connection_dies(string end, int after)
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await proxied.AddJsonAsync($$$"""{"type": "accept_then_kill", "attributes": {"after": {{{after}}}, "end": "{{{end}}}"}}""");
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await client.SayAsync("request");
        await server.HearAsync("request");
        await client.HearNothingAsync();

        await server.SayAsync("answer");

        await client.HearAsync("answer");
        await (end == "reset" ? client.HearResetAsync() : client.HearFinAsync());
        await (end == "reset" ? server.HearResetAsync() : server.HearFinAsync());
    }

    [Fact]
    public async Task A_connection_that_was_open_before_lives_on()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();

        await proxied.AddJsonAsync("""{"type": "accept_then_kill"}""");

        await server.SayAsync("answer");
        await client.HearAsync("answer");
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task Removal_spares_those_that_still_live()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await proxied.AddJsonAsync("""{"type": "accept_then_kill", "name": "kill", "attributes": {"after": 2500}}""");
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await server.SayAsync("answer");
        await client.HearAsync("answer");

        await proxied.RemoveAsync("kill");

        await client.HearNothingAsync(3000);
    }
}
