using System.Diagnostics;
using System.Net.Sockets;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy;

namespace Harness.Tests.Contract;

/// <summary>The toxics that silence a stream: <c>timeout</c>, <c>bandwidth</c> 0 and <c>packet_loss</c> 1, on open connections and new ones.</summary>
[Collection(ContractTests.Name)]
public sealed class SilenceContractTests
{
    [Theory]
    [Contract(ToxicStream.Upstream)]
    [Contract(ToxicStream.Downstream)]
    public async Task A_timeout_of_0_swallows_its_stream_and_ends_the_connection_when_it_is_removed(ServerKind on, ToxicStream stream)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket Client, Socket Server) open = await proxied.ConnectedAsync();
        ToxiproxyToxic toxic = await proxied.AddAsync(new TimeoutToxic { Stream = stream });
        (Socket Client, Socket Server) fresh = await proxied.ConnectAsync();
        await IsSilentAsync(open, stream);
        await IsSilentAsync(fresh, stream);

        await proxied.RemoveAsync(toxic);

        foreach ((Socket client, Socket server) in new[] { open, fresh })
        {
            await client.HearFinAsync();
            await server.HearFinAsync();
        }

        await proxied.ConnectedAsync();
    }

    [Theory]
    [Contract(true, true)]
    [Contract(true, false)]
    [Contract(false, true)]
    [Contract(false, false)]
    public async Task A_timeout_of_0_does_not_hide_that_an_end_closed(ServerKind on, bool byClient, bool withReset)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        await proxied.AddAsync(new TimeoutToxic { Stream = ToxicStream.Upstream });
        await proxied.AddAsync(new TimeoutToxic { Stream = ToxicStream.Downstream });
        (Socket one, Socket other) = byClient ? (client, server) : (server, client);

        one.LingerState = new LingerOption(withReset, 0);
        one.Close();

        await other.HearFinAsync();
    }

    [Theory]
    [Contract(ToxicStream.Upstream)]
    [Contract(ToxicStream.Downstream)]
    public async Task A_timeout_ends_a_quiet_connection_after_its_time(ServerKind on, ToxicStream stream)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();

        double after = await ContractProxy.TimeAsync(async () =>
        {
            await proxied.AddAsync(new TimeoutToxic { Stream = stream, Timeout = TimeSpan.FromMilliseconds(400) });
            await client.HearFinAsync();
            await server.HearFinAsync();
        });
        Assert.InRange(after, 395, 10_000);

        (client, server) = await proxied.ConnectAsync();
        Assert.InRange(await client.HearFinAsync(), 300, 10_000);
        await server.HearFinAsync();
    }

    [Theory]
    [Contract]
    public async Task A_timeout_that_is_updated_counts_from_its_update(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        ToxiproxyToxic toxic = await proxied.AddAsync(new TimeoutToxic());
        await client.HearNothingAsync();

        double after = await ContractProxy.TimeAsync(async () =>
        {
            await proxied.UpdateAsync(new TimeoutToxic { Name = toxic.Name, Timeout = TimeSpan.FromMilliseconds(400) });
            await client.HearFinAsync();
            await server.HearFinAsync();
        });

        Assert.InRange(after, 395, 10_000);
    }

    [Theory]
    [Contract]
    public async Task A_timeout_begins_anew_with_every_chunk(ServerKind on)
    {
        // A machine that keeps the test from talking for most of the timeout has shown nothing: it is asked again.
        for (int attempt = 0; ; attempt++)
        {
            await using ContractProxy proxied = await ContractProxy.StartAsync(on);
            (Socket client, Socket server) = await proxied.ConnectedAsync();
            await proxied.AddAsync(new TimeoutToxic { Stream = ToxicStream.Upstream, Timeout = TimeSpan.FromSeconds(1) });
            if (await TalksForLongerThanTheTimeoutAsync(client, server))
            {
                Assert.InRange(await client.HearFinAsync(), 900, 10_000);
                return;
            }

            Assert.InRange(attempt, 0, 4);
        }
    }

    /// <returns>False if more than 0.7 s passed between two words.</returns>
    private static async Task<bool> TalksForLongerThanTheTimeoutAsync(Socket client, Socket server)
    {
        long start = Stopwatch.GetTimestamp();
        long said = start;
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1.6) && await pace.WaitForNextTickAsync(Wire.Token))
        {
            if (Stopwatch.GetElapsedTime(said) > TimeSpan.FromMilliseconds(700))
            {
                return false;
            }

            // The other direction flows, and shows that the connection is still there.
            said = Stopwatch.GetTimestamp();
            await client.SayAsync("lost");
            await server.SayAsync("here");
            await client.HearAsync("here");
        }

        return true;
    }

    [Theory]
    [Contract(ToxicStream.Upstream)]
    [Contract(ToxicStream.Downstream)]
    public async Task A_bandwidth_of_0_holds_its_stream_and_delivers_it_when_it_is_removed(ServerKind on, ToxicStream stream)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket Client, Socket Server) open = await proxied.ConnectedAsync();
        ToxiproxyToxic toxic = await proxied.AddAsync(new BandwidthToxic { Stream = stream });
        (Socket Client, Socket Server) fresh = await proxied.ConnectAsync();
        await IsSilentAsync(open, stream);
        await IsSilentAsync(fresh, stream);

        await proxied.RemoveAsync(toxic);

        await Ends(open, stream).To.HearAsync("muted");
        await Ends(fresh, stream).To.HearAsync("muted");
    }

    [Theory]
    [Contract(ToxicStream.Upstream)]
    [Contract(ToxicStream.Downstream)]
    public async Task A_packet_loss_of_1_drops_everything_and_lets_the_rest_pass_when_it_is_removed(ServerKind on, ToxicStream stream)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        await proxied.Server.NeedsPacketLossAsync();
        (Socket Client, Socket Server) open = await proxied.ConnectedAsync();
        ToxiproxyToxic toxic = await proxied.AddAsync(new PacketLossToxic { Stream = stream, LossRate = 1 });
        (Socket Client, Socket Server) fresh = await proxied.ConnectAsync();
        await IsSilentAsync(open, stream);
        await IsSilentAsync(fresh, stream);

        await proxied.RemoveAsync(toxic);

        foreach ((Socket Client, Socket Server) connection in new[] { open, fresh })
        {
            await Ends(connection, stream).From.SayAsync("heard");
            await Ends(connection, stream).To.HearAsync("heard");
        }
    }

    [Theory]
    [Contract]
    public async Task A_packet_loss_without_a_rate_drops_nothing(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        await proxied.Server.NeedsPacketLossAsync();
        await proxied.AddAsync(new CustomToxic("packet_loss") { Stream = ToxicStream.Upstream });
        (Socket client, Socket server) = await proxied.ConnectAsync();

        for (int i = 0; i < 50; i++)
        {
            await client.SayAsync("chunk");
            await server.HearAsync("chunk");
        }
    }

    // One way nothing arrives and nothing closes; the other way data flows.
    private static async Task IsSilentAsync((Socket Client, Socket Server) connection, ToxicStream stream)
    {
        (Socket from, Socket to) = Ends(connection, stream);
        await from.SayAsync("muted");
        await to.SayAsync("loud");
        await from.HearAsync("loud");
        await to.HearNothingAsync();
    }

    private static (Socket From, Socket To) Ends((Socket Client, Socket Server) connection, ToxicStream stream) =>
        stream == ToxicStream.Upstream ? (connection.Client, connection.Server) : (connection.Server, connection.Client);
}
