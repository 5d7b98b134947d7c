using System.Net.Sockets;
using System.Text;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy;

namespace Harness.Tests.Contract;

/// <summary>The toxics that pass everything, later or in other pieces: <c>latency</c>, <c>bandwidth</c>, <c>slicer</c>.</summary>
[Collection(ContractTests.Name)]
public sealed class DelayContractTests
{
    [Theory]
    [Contract(ToxicStream.Upstream)]
    [Contract(ToxicStream.Downstream)]
    public async Task Latency_delays_its_stream_and_not_the_other(ServerKind on, ToxicStream stream)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket, Socket) open = await proxied.ConnectedAsync();
        await proxied.AddAsync(new LatencyToxic { Stream = stream, Latency = TimeSpan.FromMilliseconds(800) });

        foreach ((Socket client, Socket server) in new[] { open, await proxied.ConnectAsync() })
        {
            (Socket from, Socket to) = stream == ToxicStream.Upstream ? (client, server) : (server, client);
            Assert.InRange(await PassAsync(from, to), 795, 10_000);
            Assert.InRange(await PassAsync(to, from), 0, 750);
        }
    }

    [Theory]
    [Contract]
    public async Task Latency_keeps_the_order(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        await proxied.AddAsync(new LatencyToxic { Latency = TimeSpan.FromMilliseconds(50), Jitter = TimeSpan.FromMilliseconds(50) });
        (Socket client, Socket server) = await proxied.ConnectAsync();
        string[] texts = [.. Enumerable.Range(0, 20).Select(n => $"<{n}>")];

        Task heard = client.HearAsync(string.Concat(texts));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        foreach (string text in texts)
        {
            await server.SayAsync(text);
            await pace.WaitForNextTickAsync(Wire.Token);
        }

        await heard;
    }

    [Theory]
    [Contract]
    public async Task Removing_latency_delivers_what_it_held(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        ToxiproxyToxic toxic = await proxied.AddAsync(new LatencyToxic { Latency = TimeSpan.FromHours(1) });
        await server.SayAsync("first");
        await client.HearNothingAsync();
        await server.SayAsync("second");

        await proxied.RemoveAsync(toxic);

        await client.HearAsync("firstsecond");
        await PassAsync(server, client);
    }

    [Theory]
    [Contract]
    public async Task An_update_works_on_open_connections(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        ToxiproxyToxic toxic = await proxied.AddAsync(new LatencyToxic { Latency = TimeSpan.FromMilliseconds(0) });
        await PassAsync(server, client);

        await proxied.UpdateAsync(new LatencyToxic { Name = toxic.Name, Latency = TimeSpan.FromMilliseconds(400) });
        Assert.InRange(await PassAsync(server, client), 395, 10_000);

        await proxied.Server.Client.UpdateToxicAsync(proxied.Name, toxic.Name!, new() { Toxicity = 0 }, Wire.Token);
        Assert.InRange(await PassAsync(server, client), 0, 390);
    }

    [Theory]
    [Contract(ToxicStream.Upstream)]
    [Contract(ToxicStream.Downstream)]
    public async Task Bandwidth_limits_the_rate_in_thousands_of_bytes_a_second(ServerKind on, ToxicStream stream)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket, Socket) open = await proxied.ConnectedAsync();
        await proxied.AddAsync(new BandwidthToxic { Stream = stream, KilobytesPerSecond = 100 });
        string text = string.Concat(Enumerable.Range(10_000, 10_000));

        foreach ((Socket client, Socket server) in new[] { open, await proxied.ConnectAsync() })
        {
            (Socket from, Socket to) = stream == ToxicStream.Upstream ? (client, server) : (server, client);
            double after = await ContractProxy.TimeAsync(async () =>
            {
                await from.SayAsync(text);
                await to.HearAsync(text);
            });
            Assert.InRange(after, 450, 5_000);
        }
    }

    [Theory]
    [Contract]
    public async Task A_bandwidth_can_be_widened_under_way(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        ToxiproxyToxic toxic = await proxied.AddAsync(new BandwidthToxic { KilobytesPerSecond = 1 });
        string text = string.Concat(Enumerable.Range(10_000, 20_000));
        await server.SayAsync(text);
        await client.HearAsync(text[..5]);

        await proxied.UpdateAsync(new BandwidthToxic { Name = toxic.Name, KilobytesPerSecond = 1_000_000 });

        await client.HearAsync(text[5..]);
    }

    [Theory]
    [Contract(ToxicStream.Upstream)]
    [Contract(ToxicStream.Downstream)]
    public async Task Slicer_cuts_chunks_and_pauses_after_each(ServerKind on, ToxicStream stream)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket, Socket) open = await proxied.ConnectedAsync();
        await proxied.AddAsync(new SlicerToxic { Stream = stream, AverageSize = 10, Delay = TimeSpan.FromMilliseconds(50) });
        string text = string.Concat(Enumerable.Range(10, 40));

        foreach ((Socket client, Socket server) in new[] { open, await proxied.ConnectAsync() })
        {
            (Socket from, Socket to) = stream == ToxicStream.Upstream ? (client, server) : (server, client);
            var pieces = new List<string>();
            double after = await ContractProxy.TimeAsync(async () =>
            {
                await from.SayAsync(text);
                await HearPiecesAsync(to, text.Length, pieces);
            });
            Assert.Equal(text, string.Concat(pieces));
            // Eight pieces and seven pauses between them; pieces that arrive together on a busy machine are heard as one.
            Assert.Equal(10, pieces[0].Length);
            Assert.InRange(pieces.Count, 3, 8);
            Assert.InRange(after, 345, 10_000);
        }
    }

    [Theory]
    [Contract]
    public async Task Slicer_varies_the_size_of_its_pieces(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        await proxied.AddAsync(new SlicerToxic { AverageSize = 100, SizeVariation = 50, Delay = TimeSpan.FromMilliseconds(10) });
        (Socket client, Socket server) = await proxied.ConnectAsync();
        string text = string.Concat(Enumerable.Range(1_000, 1_000));
        var pieces = new List<string>();

        await server.SayAsync(text);
        await HearPiecesAsync(client, text.Length, pieces);

        Assert.Equal(text, string.Concat(pieces));
        Assert.InRange(pieces.Select(piece => piece.Length).Distinct().Count(), 3, pieces.Count);
    }

    [Theory]
    [Contract]
    public async Task Removing_a_slicer_delivers_the_rest_at_once(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        ToxiproxyToxic toxic = await proxied.AddAsync(new SlicerToxic { AverageSize = 10, Delay = TimeSpan.FromMinutes(10) });
        string text = string.Concat(Enumerable.Range(10, 40));
        await server.SayAsync(text);
        await client.HearAsync(text[..10]);
        await client.HearNothingAsync();

        await proxied.RemoveAsync(toxic);

        await client.HearAsync(text[10..]);
    }

    private static async Task<double> PassAsync(Socket from, Socket to) => await ContractProxy.TimeAsync(async () =>
    {
        await from.SayAsync("pass");
        await to.HearAsync("pass");
    });

    private static async Task HearPiecesAsync(Socket socket, int bytes, List<string> pieces)
    {
        byte[] buffer = new byte[bytes];
        while (bytes > 0)
        {
            int read = await socket.ReadAsync(buffer);
            Assert.True(read > 0, $"closed {bytes} bytes early");
            pieces.Add(Encoding.ASCII.GetString(buffer, 0, read));
            bytes -= read;
        }
    }
}
