using System.Diagnostics;
using System.Net.Sockets;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy.WebSockets;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class BandwidthToxicTests
{
    private static readonly byte[] _data = Data(60_000);

    [Theory]
    [InlineData(ToxicStream.Upstream)]
    [InlineData(ToxicStream.Downstream)]
    public async Task Passes_its_direction_at_its_rate_and_the_other_at_once(ToxicStream stream)
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        (Socket slow, Socket slowEnd) = stream == ToxicStream.Upstream ? (client, server) : (server, client);
        await proxied.AddAsync("bandwidth", stream, ("rate", 20));

        double limited = await TimeAsync(slow, slowEnd);
        double free = await TimeAsync(slowEnd, slow);

        Assert.InRange(limited, 2999, 20_000);
        Assert.InRange(free, 0, 2900);
    }

    [Fact]
    public async Task A_chunk_that_takes_long_comes_in_parts_and_the_rest_of_it_with_the_removal()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("bandwidth", ToxicStream.Upstream, ("rate", 1));
        long start = Stopwatch.GetTimestamp();
        await client.SendAsync(_data, Wire.Token);

        // The whole would take a minute.
        Assert.Equal(_data[..500], await server.HearBytesAsync(500));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 499, 20_000);
        await proxied.RemoveAsync("bandwidth");

        Assert.Equal(_data[500..], await server.HearBytesAsync(_data.Length - 500));
    }

    [Fact]
    public async Task What_is_too_much_for_it_waits_at_the_sender()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (_, Socket server) = await proxied.ConnectAsync();
        server.SendBufferSize = 64 * 1024;
        await proxied.AddAsync("bandwidth", ToxicStream.Downstream, ("rate", 1));

        // Until a second goes by in which nothing more is taken.
        int taken = 0;
        while (taken < 2_000_000)
        {
            Task<int> sending = server.SendAsync(new ReadOnlyMemory<byte>(_data), Wire.Token).AsTask();
            if (await Task.WhenAny(sending, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Wire.Token)) != sending)
            {
                return;
            }

            taken += await sending;
        }

        Assert.Fail($"{taken} bytes were taken at 1 KB/s");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task With_0_nothing_passes_until_the_removal_delivers_it_in_order(int rate)
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("bandwidth", ToxicStream.Upstream, ("rate", rate));
        await client.SayAsync("one ");
        await server.HearNothingAsync();
        await client.SayAsync("two ");
        await server.HearNothingAsync();

        await proxied.RemoveAsync("bandwidth");
        await client.SayAsync("three");

        await server.HearAsync("one two three");
    }

    [Fact]
    public async Task An_update_lets_the_waiting_chunk_pass_and_times_the_rest_anew()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("bandwidth", ToxicStream.Upstream, ("rate", 0));
        await client.SayAsync("head");
        await server.HearNothingAsync(50);
        await client.SayAsync("rest");
        await server.HearNothingAsync(50);

        await proxied.UpdateAsync("bandwidth", "rate", 0);
        await server.HearAsync("head");
        await server.HearNothingAsync(50);
        await proxied.UpdateAsync("bandwidth", "rate", 1000);

        await server.HearAsync("rest");
    }

    [Fact]
    public async Task The_end_waits_behind_the_data()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("bandwidth", ToxicStream.Upstream, ("rate", 200));

        await client.SendAsync(_data, Wire.Token);
        client.Shutdown(SocketShutdown.Both);

        Assert.Equal(_data, await server.HearBytesAsync(_data.Length));
        await server.HearFinAsync();
    }

    [Fact]
    public async Task The_highest_rate_there_is_limits_nothing()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("bandwidth", ToxicStream.Upstream, ("rate", long.MaxValue));

        await client.SendAsync(_data, Wire.Token);

        Assert.Equal(_data, await server.HearBytesAsync(_data.Length));
    }

    private static async Task<double> TimeAsync(Socket from, Socket to)
    {
        long start = Stopwatch.GetTimestamp();
        await from.SendAsync(_data, Wire.Token);
        Assert.Equal(_data, await to.HearBytesAsync(_data.Length));
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static byte[] Data(int length)
    {
        byte[] data = new byte[length];
        new Random(3).NextBytes(data);
        return data;
    }
}
