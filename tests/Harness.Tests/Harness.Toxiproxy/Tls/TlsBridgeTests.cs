using System.Net.Sockets;
using System.Security.Cryptography;
using Harness.Faults.Toxiproxy;
using Harness.Toxiproxy.Tls;

namespace Harness.Tests.Toxiproxy.Tls;

/// <summary>What passes through a side that speaks TLS, and what its ends do to each other.</summary>
public sealed class TlsBridgeTests
{
    /// <summary>Which sides of the proxy speak TLS.</summary>
    public static TheoryData<bool, bool> Sides => new() { { false, false }, { true, false }, { false, true }, { true, true } };

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task Data_passes_both_ways_and_the_end_of_the_client_is_that_of_the_server(bool terminate, bool originate)
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate, originate);
        (End client, End server) = await proxied.ConnectAsync(terminate, originate);

        await client.SayAsync("there");
        await server.HearAsync("there");
        await server.SayAsync("back");
        await client.HearAsync("back");
        client.Socket.Shutdown(SocketShutdown.Send);

        await server.HearFinAsync();
        await client.HearFinAsync();
        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0);
        Assert.Empty(proxied.Log.Lines);
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task What_the_server_said_last_arrives_before_its_end(bool terminate, bool originate)
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate, originate);
        (End client, End server) = await proxied.ConnectAsync(terminate, originate);

        await server.SayAsync(new string('x', 100_000));
        await server.CloseAsync();

        await client.HearAsync(new string('x', 100_000));
        await client.HearFinAsync();
    }

    [Fact]
    public async Task Bytes_of_TLS_pass_through_as_they_are_under_latency_too()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync();
        await proxied.Proxied.AddAsync("latency", ToxicStream.Downstream, ("latency", 50));
        // Only the server has a certificate: it is the server's that the client checks.
        (End client, End server) = await proxied.ConnectAsync(clientTls: true, serverTls: true);

        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        await client.SayAsync("there");
        await server.HearAsync("there");
        await server.SayAsync("back");
        await client.HearAsync("back");

        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds, 49, 5000);
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task A_reset_by_a_toxic_is_a_reset_for_both_peers(bool terminate, bool originate)
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate, originate);
        var ends = new List<End>();
        for (int n = 0; n < 20; n++)
        {
            (End client, End server) = await proxied.ConnectAsync(terminate, originate);
            ends.AddRange([client, server]);
        }

        await proxied.Proxied.AddJsonAsync("""{"type": "reset_now"}""");

        // All of them: the kernel tells a reset once, and whoever else asks sees an orderly end.
        await Task.WhenAll(ends.Select(end => end.HearResetAsync()));
    }

    [Fact]
    public async Task A_reset_is_a_reset_in_the_middle_of_what_a_client_sends()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: false);
        await proxied.Proxied.AddJsonAsync("""{"type": "stall", "stream": "upstream"}""");
        var clients = new List<End>();
        for (int n = 0; n < 20; n++)
        {
            clients.Add((await proxied.ConnectAsync(true, false)).Client);
        }

        Task[] writing = await Task.WhenAll(clients.Select(client => FillAsync(client.Stream)));
        await proxied.Proxied.AddJsonAsync("""{"type": "reset_now"}""");

        foreach (Task write in writing)
        {
            IOException e = await Assert.ThrowsAnyAsync<IOException>(() => write.WaitAsync(TimeSpan.FromSeconds(10), Wire.Token));
            Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(e.GetBaseException()).SocketErrorCode);
        }
    }

    [Fact]
    public async Task A_reset_reaches_a_client_that_does_not_read()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: false);
        (End client, End server) = await proxied.ConnectAsync(true, false);
        Task writing = await FillAsync(server.Stream);

        await proxied.Proxied.AddJsonAsync("""{"type": "reset_now"}""");

        await Wire.UntilAsync(() => client.Socket.Poll(0, SelectMode.SelectError));
        await Assert.ThrowsAnyAsync<IOException>(() => writing);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_by_a_peer_ends_the_connection(bool byClient)
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: true);
        (End client, End server) = await proxied.ConnectAsync(true, true);

        (byClient ? client : server).Socket.Close(0);

        // As without TLS: the other peer gets FIN.
        await (byClient ? server : client).HearFinAsync();
        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0);
    }

    [Theory]
    [InlineData("downstream")]
    [InlineData("upstream")]
    public async Task A_stall_fills_the_senders_buffers_and_then_delivers_everything_in_order(string stream)
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: true);
        (End client, End server) = await proxied.ConnectAsync(true, true);
        (End from, End to) = stream == "downstream" ? (server, client) : (client, server);
        await proxied.Proxied.AddJsonAsync($$"""{"type": "stall", "name": "cut", "stream": "{{stream}}"}""");
        byte[] sent = new byte[10_000_000];
        new Random(1).NextBytes(sent);

        Task sending = from.Stream.WriteAsync(sent, Wire.Token).AsTask();
        await Assert.ThrowsAsync<TimeoutException>(() => sending.WaitAsync(TimeSpan.FromMilliseconds(500), Wire.Token));
        await proxied.Proxied.RemoveAsync("cut");
        byte[] received = new byte[sent.Length];
        await to.Stream.ReadExactlyAsync(received, Wire.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Wire.Token);
        await sending;

        Assert.Equal(SHA256.HashData(sent), SHA256.HashData(received));
    }

    [Fact]
    public async Task Half_open_upstream_ends_the_server_and_leaves_the_client_in_silence()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: true);
        (End client, End server) = await proxied.ConnectAsync(true, true);

        await proxied.Proxied.AddJsonAsync("""{"type": "half_open", "stream": "upstream"}""");

        await server.HearFinAsync();
        await client.SayAsync("anybody there?");
        await client.HearNothingAsync();
        client.Socket.Dispose();
        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0);
    }

    [Fact]
    public async Task A_blackhole_is_silence()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: true);
        (End client, End server) = await proxied.ConnectAsync(true, true);

        await proxied.Proxied.AddJsonAsync("""{"type": "blackhole", "stream": "downstream"}""");
        await server.SayAsync("swallowed");
        await server.CloseAsync();

        await client.HearNothingAsync();
    }

    [Fact]
    public async Task What_a_client_does_not_take_after_the_end_is_dropped_in_time()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(
            terminate: true, originate: false, times: TlsTimes.Standard with { Drain = TimeSpan.FromMilliseconds(200) });
        (End client, End server) = await proxied.ConnectAsync(true, false);
        Task writing = await FillAsync(server.Stream);

        await proxied.Proxied.EnableAsync(false);

        await Wire.UntilAsync(() => client.Socket.Poll(0, SelectMode.SelectError));
        await Assert.ThrowsAnyAsync<IOException>(() => writing);
    }

    /// <summary>Writes until nothing goes any more.</summary>
    /// <returns>The write that hangs then; it fails when the other side is gone.</returns>
    private static async Task<Task> FillAsync(Stream stream)
    {
        byte[] block = new byte[1_000_000];
        while (true)
        {
            Task writing = stream.WriteAsync(block, Wire.Token).AsTask();
            if (await Task.WhenAny(writing, Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Wire.Token)) != writing)
            {
                return writing;
            }

            await writing;
        }
    }
}
