using System.Net.Sockets;
using Harness.Faults.Toxiproxy;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class LimitDataToxicTests
{
    [Fact]
    public async Task Passes_the_bytes_up_to_the_limit_then_FIN_on_both_sides()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("limit_data", ToxicStream.Downstream, ("bytes", 10));

        await server.SayAsync("1234");
        await client.HearAsync("1234");
        await server.SayAsync("567890 and more");

        await client.HearAsync("567890");
        await client.HearFinAsync();
        await server.HearFinAsync();
    }

    [Fact]
    public async Task With_0_nothing_happens_before_the_next_byte()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("limit_data", ToxicStream.Upstream, ("bytes", 0));
        await server.HearNothingAsync();

        await client.SayAsync("x");

        await server.HearFinAsync();
        await client.HearFinAsync();
    }

    [Fact]
    public async Task Counts_each_connection_by_itself_and_keeps_the_count_over_an_update()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        (Socket other, Socket otherServer) = await proxied.ConnectAsync();
        await proxied.AddAsync("limit_data", ToxicStream.Upstream, ("bytes", 6));
        await client.SayAsync("1234");
        await server.HearAsync("1234");

        await proxied.UpdateAsync("limit_data", "bytes", 8);
        await client.SayAsync("567890");
        await other.SayAsync("1234567");

        await server.HearAsync("5678");
        await server.HearFinAsync();
        await otherServer.HearAsync("1234567");
        await otherServer.HearNothingAsync();
    }

    [Fact]
    public async Task What_passed_arrives_before_the_FIN_even_at_a_slow_reader()
    {
        const int limit = 3_000_000;
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("limit_data", ToxicStream.Downstream, ("bytes", limit));

        Task sending = server.SayAsync(new string('x', limit));
        await proxied.Api.GetVersionAsync(Wire.Token);

        await client.HearAsync(new string('x', limit));
        await client.HearFinAsync();
        await sending;
    }
}
