using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy.Api;
using Harness.Tests.Toxiproxy.Links;
using Harness.Tests.Toxiproxy.WebSockets;
using Harness.Toxiproxy;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Toxics;
using SlicerToxic = Harness.Toxiproxy.Toxics.SlicerToxic;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class SlicerToxicTests
{
    private const string Text = "0123456789abcdefghijklmnopqrstuvwxyz";

    [Theory]
    [InlineData(9, 0, new[] { 9, 9, 9, 9 })]
    [InlineData(10, 0, new[] { 9, 9, 9, 9 })]
    [InlineData(17, 0, new[] { 9, 9, 9, 9 })]
    [InlineData(18, 0, new[] { 18, 18 })]
    [InlineData(20, 16, new[] { 36 })]
    [InlineData(36, 0, new[] { 36 })]
    [InlineData(0, 0, new[] { 36 })]
    [InlineData(-1, -1, new[] { 36 })]
    [InlineData(long.MaxValue, long.MaxValue, new[] { 36 })]
    public async Task Halves_chunks_until_they_are_small_enough(long average, long variation, int[] lengths)
    {
        List<string> pieces = await SliceAsync(new SlicerToxic { AverageSize = average, SizeVariation = variation }, Text);

        Assert.Equal(lengths, pieces.Select(piece => piece.Length));
        Assert.Equal(Text, string.Concat(pieces));
    }

    [Theory]
    [InlineData(100, 30)]
    [InlineData(10, 10)]
    [InlineData(5, 400)]
    public async Task The_variation_moves_the_cuts_and_loses_nothing(long average, long variation)
    {
        string text = string.Concat(Enumerable.Repeat(Text, 200));

        List<string> pieces = await SliceAsync(new SlicerToxic { AverageSize = average, SizeVariation = variation }, text);

        Assert.Equal(text, string.Concat(pieces));
        Assert.All(pieces, piece => Assert.InRange(piece.Length, 1, average + variation));
        Assert.True(pieces.Select(piece => piece.Length).Distinct().Count() > 5);
        Assert.Equal(pieces, await SliceAsync(new SlicerToxic { AverageSize = average, SizeVariation = variation }, text));
    }

    [Fact]
    public async Task Each_piece_is_followed_by_the_delay()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("slicer", ToxicStream.Upstream, ("average_size", 9), ("delay", 200_000));
        long start = Stopwatch.GetTimestamp();

        await client.SayAsync(Text);
        await server.HearAsync(Text);

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 599, 20_000);
    }

    [Fact]
    public async Task Removal_lets_go_of_the_rest_in_order()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("slicer", ToxicStream.Upstream, ("average_size", 9), ("delay", 60_000_000));
        await client.SayAsync(Text);
        await server.HearAsync(Text[..9]);
        await client.SayAsync("next");
        await server.HearNothingAsync(50);

        await proxied.RemoveAsync("slicer");
        await client.SayAsync("last");

        await server.HearAsync(Text[9..] + "nextlast");
    }

    [Fact]
    public async Task An_update_lets_the_rest_of_the_chunk_pass_and_cuts_what_follows_anew()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("slicer", ToxicStream.Upstream, ("average_size", 9), ("delay", 60_000_000));
        await client.SayAsync(Text);
        await server.HearAsync(Text[..9]);
        await client.SayAsync(Text);
        await server.HearNothingAsync(50);

        await proxied.UpdateAsync("slicer", "average_size", 18);

        await server.HearAsync(Text[9..] + Text[..18]);
        await server.HearNothingAsync(50);
        await proxied.UpdateAsync("slicer", "delay", 0);
        await server.HearAsync(Text[18..]);
    }

    [Fact]
    public async Task The_end_comes_behind_the_data()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("slicer", ToxicStream.Upstream, ("average_size", 1), ("delay", 10));

        await client.SayAsync(Text);
        client.Shutdown(SocketShutdown.Both);

        await server.HearAsync(Text);
        await server.HearFinAsync();
    }

    // A chunk of single bytes is as many sends: one turn of a few lets changes and other connections in between.
    [Fact]
    public async Task A_turn_is_a_few_pieces_and_the_others_follow_by_themselves()
    {
        string text = string.Concat(Enumerable.Repeat(Text, 20));
        using CutConnection connection = await CutConnection.StartAsync();
        var recorder = new Recorder();
        connection.Add(new SlicerToxic { AverageSize = 1 }, StreamDirection.Upstream);
        connection.Add(recorder, StreamDirection.Upstream);

        int inOneTurn = 0;
        connection.Deliver(StreamDirection.Upstream, Encoding.ASCII.GetBytes(text), () => inOneTurn = recorder.Chunks.Count);

        Assert.Equal(SlicerToxic.PiecesPerTurn, inOneTurn);
        Assert.Equal(text, string.Concat(await AllAsync(connection, recorder, text.Length)));
    }

    [Fact]
    public async Task Removal_between_two_turns_loses_nothing()
    {
        string text = string.Concat(Enumerable.Repeat(Text, 20));
        using CutConnection connection = await CutConnection.StartAsync();
        var recorder = new Recorder();
        InstalledToxic slicer = connection.Add(new SlicerToxic { AverageSize = 1 }, StreamDirection.Upstream);
        connection.Add(recorder, StreamDirection.Upstream);

        connection.Deliver(StreamDirection.Upstream, Encoding.ASCII.GetBytes(text));
        connection.Remove(slicer);

        Assert.Equal(text, string.Concat(connection.Held(() => recorder.Chunks.ToArray())));
    }

    // Every connection goes through the proxy again, up to the limit, and every byte is a send of each: more work than there is time for.
    // It takes all of the machine, and 4 to 17 s of one that is quiet: the limit is there for a call that never comes back.
    [Fact(Timeout = 240_000)]
    public async Task The_API_answers_while_single_bytes_go_in_circles()
    {
        await using RunningApi api = await RunningApi.StartAsync(new ToxiproxyOptions { MaxConnections = 300 });
        await api.JsonAsync("POST", "/proxies", """{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}""");
        IPEndPoint own = await api.ListenAsync("a");
        await api.JsonAsync("POST", "/proxies/a", $$"""{"name":"a","listen":"{{own}}","upstream":"{{own}}"}""");
        await api.JsonAsync("POST", "/proxies/a/toxics", """{"name":"s","type":"slicer","stream":"upstream","attributes":{"average_size":1}}""");
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(own, Wire.Token);
        // Ends when the proxy goes.
        Task sending = Assert.ThrowsAnyAsync<SocketException>(async () =>
        {
            while (true)
            {
                await client.SendAsync(new byte[100_000], Wire.Token);
            }
        });

        for (int i = 0; i < 5; i++)
        {
            await api.JsonAsync("GET", "/proxies");
            await api.JsonAsync("POST", "/proxies/a/toxics", """{"name":"l","type":"latency","attributes":{"latency":1}}""");
            Assert.Equal(HttpStatusCode.NoContent, (await api.SendAsync("DELETE", "/proxies/a/toxics/l")).Status);
        }

        Assert.Equal(HttpStatusCode.NoContent, (await api.SendAsync("DELETE", "/proxies/a")).Status);
        await sending;
    }

    [Fact]
    public async Task Refuses_a_delay_beyond_all_times()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();

        (int status, string answer) = await proxied.PostToxicAsync("slicer", ToxicStream.Upstream, $$"""{"delay": {{long.MaxValue}}}""", "t");

        Assert.Equal(400, status);
        Assert.Contains("attributes: delay must be at most 1000000000000000", answer, StringComparison.Ordinal);
    }

    private static async Task<List<string>> SliceAsync(SlicerToxic slicer, string text)
    {
        using CutConnection connection = await CutConnection.StartAsync();
        var recorder = new Recorder();
        connection.Add(slicer, StreamDirection.Upstream);
        connection.Add(recorder, StreamDirection.Upstream);
        connection.Deliver(StreamDirection.Upstream, Encoding.ASCII.GetBytes(text));
        return await AllAsync(connection, recorder, text.Length);
    }

    private static async Task<List<string>> AllAsync(CutConnection connection, Recorder recorder, int length)
    {
        while (connection.Held(() => recorder.Chunks.Sum(chunk => chunk.Length)) < length)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Wire.Token);
        }

        return recorder.Chunks;
    }
}
