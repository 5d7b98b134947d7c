using System.Diagnostics;
using System.Net.Sockets;
using Harness.Faults.Toxiproxy;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class LatencyToxicTests
{
    [Theory]
    [InlineData(ToxicStream.Upstream)]
    [InlineData(ToxicStream.Downstream)]
    public async Task Delays_its_direction_and_no_other(ToxicStream stream)
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("latency", stream, ("latency", 1500));
        (Socket slow, Socket slowEnd) = stream == ToxicStream.Upstream ? (client, server) : (server, client);

        double delayed = await TimeAsync(slow, slowEnd);
        double direct = await TimeAsync(slowEnd, slow);

        Assert.InRange(delayed, 1499, 15_000);
        Assert.InRange(direct, 0, 1400);
    }

    [Fact]
    public async Task Delays_each_chunk_from_its_own_arrival()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("latency", ToxicStream.Upstream, ("latency", 4000));

        long start = Stopwatch.GetTimestamp();
        await SayApartAsync(client, server, "one;", "two;", "three;", "four;", "five;", "six;");
        await server.HearAsync("one;two;three;four;five;six;");

        // One after the other they would take twenty-four seconds.
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 4000, 20_000);
    }

    [Fact]
    public async Task Jitter_does_not_change_the_order()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("latency", ToxicStream.Upstream, ("latency", 50), ("jitter", 50));

        string sent = "";
        for (int i = 0; i < 200; i++)
        {
            await client.SayAsync($"{i:D3};");
            await Task.Yield();
            sent += $"{i:D3};";
        }

        await server.HearAsync(sent);
    }

    [Fact]
    public async Task Removal_lets_go_of_what_is_held_in_order()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("latency", ToxicStream.Upstream, ("latency", 60_000));
        await SayApartAsync(client, server, "one ", "two ", "three ");

        await proxied.RemoveAsync("latency");
        await client.SayAsync("four");

        await server.HearAsync("one two three four");
    }

    [Fact]
    public async Task An_update_lets_the_waiting_chunk_pass_and_times_the_rest_anew()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("latency", ToxicStream.Upstream, ("latency", 60_000));
        await client.SayAsync("head");
        await server.HearNothingAsync(50);
        await client.SayAsync("rest");
        await server.HearNothingAsync(50);

        await proxied.UpdateAsync("latency", "latency", 50_000);
        await server.HearAsync("head");
        await server.HearNothingAsync(50);
        await proxied.UpdateAsync("latency", "latency", 1);

        await server.HearAsync("rest");
    }

    [Fact]
    public async Task Delays_the_end_behind_the_data()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("latency", ToxicStream.Upstream, ("latency", 200));

        await client.SayAsync("last words");
        client.Shutdown(SocketShutdown.Both);

        await server.HearAsync("last words");
        await server.HearFinAsync();
    }

    [Fact]
    public async Task Two_of_them_add_up()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("latency", ToxicStream.Upstream, ("latency", 150));
        await proxied.Api.AddToxicAsync(
            ProxiedServer.Name,
            new LatencyToxic { Name = "second", Stream = ToxicStream.Upstream, Latency = TimeSpan.FromMilliseconds(150) },
            Wire.Token);

        Assert.InRange(await TimeAsync(client, server), 299, 15_000);
    }

    // With gaps, so that the proxy reads each as a chunk of its own.
    private static async Task SayApartAsync(Socket client, Socket server, params string[] texts)
    {
        foreach (string text in texts)
        {
            await client.SayAsync(text);
            await server.HearNothingAsync(50);
        }
    }

    private static async Task<double> TimeAsync(Socket from, Socket to)
    {
        long start = Stopwatch.GetTimestamp();
        await from.SayAsync("x");
        await to.HearAsync("x");
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
