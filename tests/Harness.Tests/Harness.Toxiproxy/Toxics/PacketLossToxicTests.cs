using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy.Links;
using Harness.Tests.Toxiproxy.WebSockets;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Toxics;
using PacketLossToxic = Harness.Toxiproxy.Toxics.PacketLossToxic;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class PacketLossToxicTests
{
    private const int Chunks = 10_000;

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0, 1, 0, 0)]
    [InlineData(1, 0, 1, 1)]
    [InlineData(0.2, 0, 0.2, 0.2)]
    [InlineData(0.2, 0.5, 0.2, 0.7)]
    [InlineData(0.1, 0.8, 0.1, 0.9)]
    [InlineData(-3, 0, 0, 0)]
    [InlineData(7, -7, 1, 1)]
    public async Task Loses_its_share_and_after_a_lost_chunk_more_of_them(double rate, double correlation, double afterPassed, double afterLost)
    {
        bool[] lost = await LoseAsync(new PacketLossToxic { LossRate = rate, Correlation = correlation });

        AssertShare(afterPassed, [.. lost.Skip(1).Where((_, i) => !lost[i])]);
        AssertShare(afterLost, [.. lost.Skip(1).Where((_, i) => lost[i])]);
        Assert.Equal(lost, await LoseAsync(new PacketLossToxic { LossRate = rate, Correlation = correlation }));
    }

    [Fact]
    public async Task What_is_lost_stays_lost_and_the_connection_open()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync("packet_loss", ToxicStream.Upstream, """{"loss_rate": 1}""");
        await client.SayAsync("lost");
        await server.HearNothingAsync();
        await server.SayAsync("other way");
        await client.HearAsync("other way");

        await proxied.UpdateJsonAsync("packet_loss", """{"loss_rate": 0}""");
        await client.SayAsync("kept");
        await server.HearAsync("kept");

        await proxied.RemoveAsync("packet_loss");
        await client.SayAsync("still open");
        await server.HearAsync("still open");
    }

    [Fact]
    public async Task The_end_is_never_lost()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddJsonAsync("packet_loss", ToxicStream.Upstream, """{"loss_rate": 1.0, "correlation": 1.0}""");
        await client.SayAsync("lost");

        client.Shutdown(SocketShutdown.Both);

        await server.HearFinAsync();
    }

    private static async Task<bool[]> LoseAsync(PacketLossToxic toxic)
    {
        using CutConnection connection = await CutConnection.StartAsync();
        var recorder = new Recorder();
        connection.Add(toxic, StreamDirection.Upstream);
        connection.Add(recorder, StreamDirection.Upstream);
        for (int n = 0; n < Chunks; n++)
        {
            connection.Deliver(StreamDirection.Upstream, Encoding.ASCII.GetBytes(n.ToString(CultureInfo.InvariantCulture)));
        }

        var passed = recorder.Chunks.ToHashSet();
        return [.. Enumerable.Range(0, Chunks).Select(n => !passed.Contains(n.ToString(CultureInfo.InvariantCulture)))];
    }

    // Five standard deviations for the smallest group; the draws come from a seed, so it holds for good or never.
    private static void AssertShare(double expected, bool[] lost)
    {
        if (lost.Length > 0)
        {
            Assert.InRange(lost.Count(x => x) / (double)lost.Length, expected - 0.05, expected + 0.05);
        }
    }
}
