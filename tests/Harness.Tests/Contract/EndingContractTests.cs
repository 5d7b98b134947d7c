using System.Net.Sockets;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy;

namespace Harness.Tests.Contract;

/// <summary>The toxics that work on a connection's end: <c>reset_peer</c>, <c>limit_data</c>, <c>slow_close</c>.</summary>
[Collection(ContractTests.Name)]
public sealed class EndingContractTests
{
    [Theory]
    [Contract(0)]
    [Contract(300)]
    public async Task Reset_peer_ends_an_open_connection_with_a_FIN_after_its_next_chunk(ServerKind on, int milliseconds)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        await proxied.AddAsync(new ResetPeerToxic { Timeout = TimeSpan.FromMilliseconds(milliseconds) });
        await client.HearNothingAsync();

        double after = await ContractProxy.TimeAsync(async () =>
        {
            await server.SayAsync("lost");
            await client.HearFinAsync();
        });

        Assert.InRange(after, milliseconds - 5, 10_000);
    }

    [Theory]
    [Contract(ToxicStream.Upstream, 0)]
    [Contract(ToxicStream.Downstream, 0)]
    [Contract(ToxicStream.Downstream, 300)]
    public async Task Reset_peer_ends_a_new_connection_with_a_RST_after_its_first_chunk(ServerKind on, ToxicStream stream, int milliseconds)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        await proxied.AddAsync(new ResetPeerToxic { Stream = stream, Timeout = TimeSpan.FromMilliseconds(milliseconds) });
        (Socket client, Socket server) = await proxied.ConnectAsync();
        (Socket from, Socket to) = stream == ToxicStream.Upstream ? (client, server) : (server, client);
        await client.HearNothingAsync();

        double after = await ContractProxy.TimeAsync(async () =>
        {
            await from.SayAsync("lost");
            await to.HearResetAsync();
        });

        Assert.InRange(after, milliseconds - 5, 10_000);
        await from.HearResetAsync();
    }

    [Theory]
    [Contract(ToxicStream.Upstream)]
    [Contract(ToxicStream.Downstream)]
    public async Task Limit_data_passes_its_bytes_and_ends_the_connection(ServerKind on, ToxicStream stream)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket, Socket) open = await proxied.ConnectedAsync();
        await proxied.AddAsync(new LimitDataToxic { Stream = stream, Bytes = 8 });

        foreach ((Socket client, Socket server) in new[] { open, await proxied.ConnectAsync() })
        {
            (Socket from, Socket to) = stream == ToxicStream.Upstream ? (client, server) : (server, client);
            await from.SayAsync("12345");
            await to.HearAsync("12345");
            await from.SayAsync("67890");
            await to.HearAsync("678");
            await to.HearFinAsync();
            await from.HearFinAsync();
        }
    }

    [Theory]
    [Contract]
    public async Task Removing_reset_peer_before_a_chunk_came_spares_the_connection(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket, Socket) open = await proxied.ConnectedAsync();
        ToxiproxyToxic toxic = await proxied.AddAsync(new ResetPeerToxic());
        (Socket, Socket) fresh = await proxied.ConnectAsync();

        await proxied.RemoveAsync(toxic);

        foreach ((Socket client, Socket server) in new[] { open, fresh })
        {
            await server.SayAsync("heard");
            await client.HearAsync("heard");
        }
    }

    [Theory]
    [Contract]
    public async Task Removing_limit_data_before_its_last_byte_lifts_the_limit(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        ToxiproxyToxic toxic = await proxied.AddAsync(new LimitDataToxic { Bytes = 8 });
        await server.SayAsync("12345");
        await client.HearAsync("12345");

        await proxied.RemoveAsync(toxic);

        await server.SayAsync("67890");
        await client.HearAsync("67890");
        await client.HearNothingAsync();
    }

    [Theory]
    [Contract]
    public async Task Limit_data_counts_on_over_an_update(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        ToxiproxyToxic toxic = await proxied.AddAsync(new LimitDataToxic { Bytes = 100 });
        await server.SayAsync("12345");
        await client.HearAsync("12345");

        await proxied.UpdateAsync(new LimitDataToxic { Name = toxic.Name, Bytes = 7 });

        await server.SayAsync("67890");
        await client.HearAsync("67");
        await client.HearFinAsync();
    }

    [Theory]
    [Contract]
    public async Task Limit_data_of_0_ends_a_connection_at_its_next_byte(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        await proxied.AddAsync(new LimitDataToxic { Stream = ToxicStream.Upstream });
        await client.HearNothingAsync();

        await client.SayAsync("lost");

        await server.HearFinAsync();
        await client.HearFinAsync();
    }

    [Theory]
    [Contract(ToxicStream.Upstream)]
    [Contract(ToxicStream.Downstream)]
    public async Task Slow_close_passes_data_at_once_and_the_end_later(ServerKind on, ToxicStream stream)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket, Socket) open = await proxied.ConnectedAsync();
        await proxied.AddAsync(new SlowCloseToxic { Stream = stream, Delay = TimeSpan.FromMilliseconds(500) });

        foreach ((Socket client, Socket server) in new[] { open, await proxied.ConnectAsync() })
        {
            (Socket from, Socket to) = stream == ToxicStream.Upstream ? (client, server) : (server, client);
            await from.SayAsync("data");
            await to.HearAsync("data");
            double after = await ContractProxy.TimeAsync(async () =>
            {
                from.Close();
                await to.HearFinAsync();
            });
            Assert.InRange(after, 495, 10_000);
        }
    }

    [Theory]
    [Contract]
    public async Task Removing_slow_close_ends_what_it_held(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        ToxiproxyToxic toxic = await proxied.AddAsync(new SlowCloseToxic { Delay = TimeSpan.FromHours(1) });
        server.Close();
        await client.HearNothingAsync();

        await proxied.RemoveAsync(toxic);

        await client.HearFinAsync();
    }
}
