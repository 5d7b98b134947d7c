using System.Net.Sockets;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy;

namespace Harness.Tests.Contract;

/// <summary>Several toxics on a stream, and toxics on a share of the connections.</summary>
[Collection(ContractTests.Name)]
public sealed class ChainContractTests
{
    /// <summary>
    /// <c>limit_data</c> ends the stream where it stands: with <c>slow_close</c> behind it that end is held back, with <c>slow_close</c>
    /// before it nothing holds it.
    /// </summary>
    [Theory]
    [Contract(true)]
    [Contract(false)]
    public async Task A_chain_is_passed_in_the_order_of_its_making(ServerKind on, bool limitFirst)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket, Socket) open = await proxied.ConnectedAsync();
        ToxiproxyToxic limit = new LimitDataToxic { Bytes = 4 };
        ToxiproxyToxic slow = new SlowCloseToxic { Delay = TimeSpan.FromMilliseconds(2000) };
        await proxied.AddAsync(limitFirst ? limit : slow);
        await proxied.AddAsync(limitFirst ? slow : limit);

        foreach ((Socket client, Socket server) in new[] { open, await proxied.ConnectAsync() })
        {
            await server.SayAsync("1234");
            await client.HearAsync("1234");
            double after = await client.HearFinAsync();
            Assert.InRange(after, limitFirst ? 1800 : 0, limitFirst ? 10_000 : 1700);
        }
    }

    [Theory]
    [Contract]
    public async Task Removing_one_toxic_leaves_the_others_of_its_chain(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        await proxied.AddAsync(new LatencyToxic { Name = "first", Latency = TimeSpan.FromMilliseconds(200) });
        ToxiproxyToxic middle = await proxied.AddAsync(new LatencyToxic { Name = "middle", Latency = TimeSpan.FromHours(1) });
        await proxied.AddAsync(new LimitDataToxic { Name = "last", Bytes = 4 });

        await proxied.RemoveAsync(middle);

        double after = await ContractProxy.TimeAsync(async () =>
        {
            await server.SayAsync("12345678");
            await client.HearAsync("1234");
            await client.HearFinAsync();
        });
        Assert.InRange(after, 195, 10_000);
    }

    [Theory]
    [Contract(Only = ServerKind.Embedded, Because = "adding a toxic makes the stock server let a chunk that the latency before it holds pass early")]
    public async Task Adding_a_toxic_does_not_disturb_those_before_it(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        await proxied.AddAsync(new LatencyToxic { Latency = TimeSpan.FromHours(1) });
        await server.SayAsync("held");
        await client.HearNothingAsync();

        await proxied.AddAsync(new SlowCloseToxic());

        await client.HearNothingAsync();
    }

    [Theory]
    [Contract]
    public async Task Toxicity_picks_connections_once(ServerKind on)
    {
        const int count = 40;
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        await proxied.AddAsync(new TimeoutToxic { Stream = ToxicStream.Upstream, Toxicity = 0.5 });
        var connections = new List<(Socket Client, Socket Server)>();
        for (int i = 0; i < count; i++)
        {
            connections.Add(await proxied.ConnectAsync());
        }

        bool[] first = await PassAsync(connections);
        bool[] second = await PassAsync(connections);

        Assert.Equal(first, second);
        // All alike by chance: once in 10¹² runs.
        Assert.InRange(first.Count(passed => passed), 1, count - 1);
    }

    [Theory]
    [Contract]
    public async Task A_toxicity_of_0_spares_all_and_can_be_raised_under_open_connections(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        ToxiproxyToxic toxic = await proxied.AddAsync(new TimeoutToxic { Stream = ToxicStream.Upstream, Toxicity = 0 });
        var connections = new List<(Socket Client, Socket Server)> { await proxied.ConnectAsync(), await proxied.ConnectAsync() };
        Assert.All(await PassAsync(connections), Assert.True);

        await proxied.Server.Client.UpdateToxicAsync(proxied.Name, toxic.Name!, new() { Toxicity = 1 }, Wire.Token);

        Assert.All(await PassAsync(connections), Assert.False);
    }

    // Which of them pass data. Silent is who is silent half a second after the others were told.
    private static async Task<bool[]> PassAsync(List<(Socket Client, Socket Server)> connections)
    {
        foreach ((Socket client, _) in connections)
        {
            await client.SayAsync("x");
        }

        return await Task.WhenAll(connections.Select(async connection =>
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Wire.Token);
            patience.CancelAfter(TimeSpan.FromMilliseconds(500));
            try
            {
                return await connection.Server.ReceiveAsync(new byte[1], patience.Token) == 1;
            }
            catch (OperationCanceledException) when (!Wire.Token.IsCancellationRequested)
            {
                return false;
            }
        }));
    }
}
