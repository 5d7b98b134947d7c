using System.Net.Sockets;
using System.Text.Json.Nodes;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy;

namespace Harness.Tests.Contract;

/// <summary>What becomes of connections when an end closes or the proxy changes.</summary>
[Collection(ContractTests.Name)]
public sealed class ConnectionContractTests
{
    [Theory]
    [Contract]
    public async Task Disabling_closes_connections_and_refuses_new_ones_until_it_is_enabled_on_the_same_port(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        int port = proxied.Address.Port;

        await proxied.ChangeAsync(new() { Enabled = false });

        await client.HearFinAsync();
        await server.HearFinAsync();
        await proxied.RefusesAsync();
        await proxied.ChangeAsync(new() { Enabled = true });
        await proxied.ConnectedAsync();
        Assert.Equal(port, proxied.Address.Port);
    }

    [Theory]
    [Contract("latency", "latency")]
    [Contract("slow_close", "delay")]
    [Contract("timeout", null!)]
    [Contract("bandwidth", null!)]
    public async Task Disabling_closes_connections_whatever_a_toxic_holds(ServerKind on, string type, string? anHour)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        foreach (ToxicStream stream in new[] { ToxicStream.Upstream, ToxicStream.Downstream })
        {
            await proxied.AddAsync(new CustomToxic(type, anHour is null ? null : new JsonObject { [anHour] = 3_600_000 }) { Stream = stream });
        }

        (Socket other, _) = await proxied.ConnectAsync();
        if (type != "slow_close")
        {
            await client.SayAsync("held");
            await server.SayAsync("held");
            await other.SayAsync("held");
            await client.HearNothingAsync();
        }

        await proxied.ChangeAsync(new() { Enabled = false });

        await client.HearFinAsync();
        await server.HearFinAsync();
        await other.HearFinAsync();
        await proxied.RefusesAsync();
    }

    [Theory]
    [Contract]
    public async Task A_toxic_that_came_while_it_was_disabled_is_on_the_connections_after(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        await proxied.ChangeAsync(new() { Enabled = false });
        await proxied.AddAsync(new LimitDataToxic { Bytes = 3 });
        await proxied.ChangeAsync(new() { Enabled = true, Listen = "127.0.0.1:0" });

        (Socket client, Socket server) = await proxied.ConnectAsync();
        await server.SayAsync("12345");

        await client.HearAsync("123");
        await client.HearFinAsync();
    }

    [Theory]
    [Contract]
    public async Task A_megabyte_each_way_at_once_arrives_whole_and_in_order(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        await proxied.AddAsync(new LatencyToxic { Latency = TimeSpan.FromMilliseconds(5), Jitter = TimeSpan.FromMilliseconds(5) });
        (Socket client, Socket server) = await proxied.ConnectAsync();
        string up = string.Concat(Enumerable.Range(100_000, 170_000));
        string down = string.Concat(Enumerable.Range(300_000, 170_000));

        await Task.WhenAll(client.SayAsync(up), server.SayAsync(down), server.HearAsync(up), client.HearAsync(down));
    }

    [Theory]
    [Contract]
    public async Task Deleting_closes_connections_and_refuses_new_ones(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();

        await proxied.Server.Client.DeleteProxyAsync(proxied.Name, Wire.Token);

        await client.HearFinAsync();
        await server.HearFinAsync();
        await proxied.RefusesAsync();
    }

    [Theory]
    [Contract]
    public async Task A_new_upstream_drops_connections_and_gets_the_new_ones(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        using Socket other = ContractProxy.Listen();

        await proxied.ChangeAsync(new() { Upstream = other.LocalEndPoint!.ToString() });

        await client.HearFinAsync();
        await server.HearFinAsync();
        client = await proxied.DialAsync();
        server = await proxied.AcceptAsync(other);
        await client.SayAsync("hello");
        await server.HearAsync("hello");
    }

    [Theory]
    [Contract]
    public async Task A_new_address_drops_connections_and_takes_the_new_ones(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        int port = proxied.Address.Port;

        await proxied.ChangeAsync(new() { Listen = "127.0.0.1:0" });

        await client.HearFinAsync();
        await server.HearFinAsync();
        Assert.NotEqual(port, proxied.Address.Port);
        await proxied.ConnectedAsync();
    }

    [Theory]
    [Contract]
    public async Task An_update_to_what_it_has_drops_nothing(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();

        await proxied.ChangeAsync(new() { Listen = proxied.Address.ToString(), Upstream = proxied.Upstream, Enabled = true });

        await client.SayAsync("still");
        await server.HearAsync("still");
    }

    [Theory]
    [Contract(true)]
    [Contract(false)]
    public async Task A_half_close_closes_both_ways(ServerKind on, bool byClient)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        (Socket one, Socket other) = byClient ? (client, server) : (server, client);

        one.Shutdown(SocketShutdown.Send);

        await other.HearFinAsync();
        await one.HearFinAsync();
    }

    [Theory]
    [Contract(true)]
    [Contract(false)]
    public async Task A_reset_is_passed_on_as_an_end(ServerKind on, bool byClient)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        (Socket one, Socket other) = byClient ? (client, server) : (server, client);

        one.LingerState = new LingerOption(true, 0);
        one.Close();

        await other.HearFinAsync();
    }

    [Theory]
    [Contract]
    public async Task Without_an_upstream_a_connection_is_taken_and_ended(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        proxied.StopListening();

        Socket client = await proxied.DialAsync();

        await client.HearFinAsync();
    }

    [Theory]
    [Contract]
    public async Task Reset_delivers_what_a_latency_held_and_ends_what_a_timeout_held(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        await proxied.AddAsync(new LatencyToxic { Latency = TimeSpan.FromHours(1), Stream = ToxicStream.Upstream });
        await client.SayAsync("later");

        await proxied.Server.Client.ResetAsync(Wire.Token);

        await server.HearAsync("later");
        await proxied.AddAsync(new TimeoutToxic());
        await proxied.Server.Client.ResetAsync(Wire.Token);
        await client.HearFinAsync();
    }

    /// <summary>Half-open on stock toxics: the server's end is closed, the client's stays open, takes writes and says nothing.</summary>
    [Theory]
    [Contract]
    public async Task Slow_close_and_limit_data_leave_the_client_half_open(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        ToxiproxyToxic hold = await proxied.AddAsync(new SlowCloseToxic { Delay = TimeSpan.FromHours(1) });
        ToxiproxyToxic cut = await proxied.AddAsync(new LimitDataToxic { Stream = ToxicStream.Upstream });
        await client.HearNothingAsync();

        await client.SayAsync("last");

        await server.HearFinAsync();
        await client.HearNothingAsync();
        await proxied.RemoveAsync(cut);
        await client.SayAsync("into the void");
        await client.HearNothingAsync();
        await proxied.ConnectedAsync();
        await proxied.RemoveAsync(hold);
        await client.HearFinAsync();
    }
}
