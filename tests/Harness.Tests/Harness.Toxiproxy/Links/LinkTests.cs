using System.Net.Sockets;
using System.Security.Cryptography;
using Harness.Faults.Toxiproxy;
using Harness.Toxiproxy;

namespace Harness.Tests.Toxiproxy.Links;

public sealed class LinkTests
{
    [Theory]
    [InlineData("")]
    [InlineData("latency")]
    [InlineData("slow_close")]
    public async Task Megabytes_arrive_as_they_were_sent_at_a_slow_reader_too(string toxic)
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync(new ToxiproxyOptions { MaxBufferedBytes = 100_000 });
        (Socket client, Socket server) = await proxied.ConnectAsync();
        if (toxic.Length > 0)
        {
            await proxied.AddAsync(toxic, ToxicStream.Upstream);
        }

        // More than the buffers of the system on both sides of the proxy hold together: on a quiet machine 20 MB can be all gone at once.
        byte[] sent = new byte[60_000_000];
        new Random(1).NextBytes(sent);
        Task sending = SendAsync();

        // What the reader has not asked for yet must not pile up in the proxy: the sender has to stop.
        Assert.NotSame(sending, await Task.WhenAny(sending, Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Wire.Token)));
        byte[] received = await ReceiveAllAsync(server, sent.Length);
        await sending;

        Assert.Equal(SHA256.HashData(sent), SHA256.HashData(received));
        await server.HearFinAsync();

        async Task SendAsync()
        {
            int done = 0;
            while (done < sent.Length)
            {
                done += await client.SendAsync(sent.AsMemory(done), Wire.Token);
            }

            client.Shutdown(SocketShutdown.Send);
        }
    }

    [Fact]
    public async Task Toxics_come_and_go_under_a_stream_that_never_stops()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        byte[] sent = new byte[400_000];
        new Random(2).NextBytes(sent);

        Task<byte[]> receiving = ReceiveAllAsync(server, sent.Length);
        Task sending = Task.Run(
            async () =>
            {
                for (int at = 0; at < sent.Length; at += 97)
                {
                    await client.SendAsync(sent.AsMemory(at, Math.Min(97, sent.Length - at)), Wire.Token);
                }
            },
            Wire.Token);
        int rounds = 0;
        while (!sending.IsCompleted || rounds < 20)
        {
            await proxied.AddAsync("latency", ToxicStream.Upstream, ("latency", 3), ("jitter", 2));
            await proxied.AddAsync("slow_close", ToxicStream.Upstream, ("delay", 5));
            await proxied.UpdateAsync("latency", "latency", 1);
            await proxied.RemoveAsync("latency");
            await proxied.RemoveAsync("slow_close");
            rounds++;
        }

        await sending;
        Assert.Equal(sent, await receiving);
    }

    /// <summary>With and without another toxic behind the one that goes; the reader begins late, so that the socket takes only a part at first.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Single_bytes_that_a_toxic_lets_go_of_arrive_in_order(bool anotherFollows)
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("slicer", ToxicStream.Upstream, ("average_size", 1), ("size_variation", 0), ("delay", 0));
        await proxied.AddAsync("latency", ToxicStream.Upstream, ("latency", 60_000));
        if (anotherFollows)
        {
            await proxied.AddAsync("slow_close", ToxicStream.Upstream, ("delay", 5));
        }

        byte[] sent = new byte[30_000];
        new Random(3).NextBytes(sent);
        await client.SendAsync(sent, Wire.Token);
        client.Shutdown(SocketShutdown.Send);
        await proxied.RemoveAsync("latency");

        Assert.Equal(sent, await ReceiveAllAsync(server, sent.Length));
        await server.HearFinAsync();
    }

    [Fact]
    public async Task Toxics_work_in_the_order_they_were_added()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();

        // The limit counts before the timeout swallows; the other way round it would never see a byte.
        await proxied.AddAsync("limit_data", ToxicStream.Upstream, ("bytes", 3));
        await proxied.AddAsync("timeout", ToxicStream.Upstream, ("timeout", 0));
        await client.SayAsync("abc");
        await server.HearFinAsync();

        await proxied.RemoveAsync("limit_data");
        await proxied.AddAsync("limit_data", ToxicStream.Upstream, ("bytes", 3));
        (Socket next, Socket nextServer) = await proxied.ConnectAsync();
        await next.SayAsync("abc");
        await nextServer.HearNothingAsync();
    }

    [Fact]
    public async Task A_change_is_in_force_on_every_connection_when_it_is_answered()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        var connections = new List<(Socket Client, Socket Server)>();
        for (int n = 0; n < 200; n++)
        {
            connections.Add(await proxied.ConnectAsync());
        }

        await proxied.AddAsync("timeout", ToxicStream.Upstream, ("timeout", 0));
        foreach ((Socket client, _) in connections)
        {
            await client.SayAsync("x");
        }

        await connections[^1].Server.HearNothingAsync();
        Assert.All(connections, connection => Assert.Equal(0, connection.Server.Available));
    }

    [Fact]
    public async Task Connections_that_come_and_go_in_numbers_leave_nothing_behind()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await proxied.AddAsync("latency", ToxicStream.Downstream, ("latency", 5));
        for (int round = 0; round < 10; round++)
        {
            await Parallel.ForAsync(0, 40, Wire.Token, async (n, _) =>
            {
                Socket client = await proxied.DialAsync();
                await client.SayAsync("hello");
                if (n % 2 == 0)
                {
                    client.Close(0);
                }
                else
                {
                    client.Dispose();
                }
            });
        }

        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0);
    }

    private static async Task<byte[]> ReceiveAllAsync(Socket socket, int length)
    {
        byte[] received = new byte[length];
        int filled = 0;
        while (filled < length)
        {
            int read = await socket.ReadAsync(received.AsMemory(filled));
            Assert.True(read > 0, $"closed after {filled} bytes");
            filled += read;
        }

        return received;
    }
}
