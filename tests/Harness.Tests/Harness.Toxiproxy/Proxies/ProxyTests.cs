using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Harness.Faults.Toxiproxy;
using Harness.Toxiproxy;

namespace Harness.Tests.Toxiproxy.Proxies;

public sealed class ProxyTests
{
    [Fact]
    public async Task Disabling_closes_connections_with_FIN_and_refuses_new_ones_enabling_takes_the_same_port()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();

        await proxied.EnableAsync(false);

        await client.HearFinAsync();
        await server.HearFinAsync();
        SocketException refused = await Assert.ThrowsAsync<SocketException>(proxied.DialAsync);
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0);

        await proxied.EnableAsync(true);
        await EchoesAsync(proxied);
    }

    [Fact]
    public async Task Deleting_closes_connections_and_refuses_new_ones()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();

        await proxied.Api.DeleteProxyAsync(ProxiedServer.Name, Wire.Token);

        await client.HearFinAsync();
        await server.HearFinAsync();
        await Assert.ThrowsAsync<SocketException>(proxied.DialAsync);
    }

    [Fact]
    public async Task Another_upstream_drops_connections_and_the_same_one_does_not()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        ToxiproxyProxy now = await proxied.Api.GetProxyAsync(ProxiedServer.Name, Wire.Token);

        await proxied.Api.UpdateProxyAsync(
            now.Name, new ToxiproxyProxyUpdate { Listen = now.Listen.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), Upstream = now.Upstream }, Wire.Token);
        await client.SayAsync("still here");
        await server.HearAsync("still here");

        await proxied.Api.UpdateProxyAsync(now.Name, new ToxiproxyProxyUpdate { Upstream = "127.0.0.1:1" }, Wire.Token);
        await client.HearFinAsync();
        await server.HearFinAsync();
        Socket next = await proxied.DialAsync();
        await next.HearFinAsync();
    }

    [Fact]
    public async Task The_port_stays_the_proxys_while_the_upstream_changes()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        ToxiproxyProxy now = await proxied.Api.GetProxyAsync(ProxiedServer.Name, Wire.Token);
        var port = new IPEndPoint(IPAddress.Loopback, int.Parse(now.Listen.Split(':')[^1], CultureInfo.InvariantCulture));
        using var changed = new CancellationTokenSource();
        Task<int> thief = Task.Run(() => TimesBound(port, changed.Token));

        for (int i = 0; i < 200; i++)
        {
            await proxied.Api.UpdateProxyAsync(now.Name, new ToxiproxyProxyUpdate { Upstream = i % 2 == 0 ? "127.0.0.1:1" : now.Upstream }, Wire.Token);
        }

        await changed.CancelAsync();
        Assert.Equal(0, await thief);
        await EchoesAsync(proxied);
    }

    [Fact]
    public async Task Who_connects_while_the_upstream_changes_does_no_harm()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        ToxiproxyProxy now = await proxied.Api.GetProxyAsync(ProxiedServer.Name, Wire.Token);
        var port = new IPEndPoint(IPAddress.Loopback, int.Parse(now.Listen.Split(':')[^1], CultureInfo.InvariantCulture));
        using var changed = new CancellationTokenSource();
        Task[] dialling = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => Dial(port, changed.Token)))];

        for (int i = 0; i < 300; i++)
        {
            // Nobody listens there, so no queue of an upstream fills.
            await proxied.Api.UpdateProxyAsync(now.Name, new ToxiproxyProxyUpdate { Upstream = $"127.0.0.1:{1 + (i % 2)}" }, Wire.Token);
        }

        await changed.CancelAsync();
        await Task.WhenAll(dialling);
        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0);
        Socket last = await proxied.DialAsync();
        await last.HearFinAsync();
    }

    [Fact]
    public async Task An_upstream_by_name_is_resolved()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        ToxiproxyProxy now = await proxied.Api.GetProxyAsync(ProxiedServer.Name, Wire.Token);

        await proxied.Api.UpdateProxyAsync(
            now.Name, new ToxiproxyProxyUpdate { Upstream = now.Upstream.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) }, Wire.Token);

        await EchoesAsync(proxied);
    }

    [Fact]
    public async Task Half_closing_is_not_kept_one_FIN_closes_both_sides()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();

        client.Shutdown(SocketShutdown.Send);

        await server.HearFinAsync();
        await client.HearFinAsync();
        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0);
    }

    [Fact]
    public async Task A_reset_is_passed_on_as_FIN()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();

        server.Close(0);

        await client.HearFinAsync();
    }

    [Fact]
    public async Task Toxicity_is_drawn_per_connection_from_the_seed_and_stays()
    {
        bool[] first = await AffectedAsync(seed: 1, disturb: true);
        bool[] again = await AffectedAsync(seed: 1, disturb: false);
        bool[] other = await AffectedAsync(seed: 2, disturb: false);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.InRange(first.Count(affected => affected), 5, 35);
    }

    [Fact]
    public async Task Past_the_connection_limit_clients_are_reset_and_counted()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync(new ToxiproxyOptions { MaxConnections = 2 });
        await proxied.ConnectAsync();
        (Socket second, _) = await proxied.ConnectAsync();

        // The reset may be there before the connect has returned.
        SocketException reset = await Assert.ThrowsAsync<SocketException>(
            async () => await (await proxied.DialAsync()).ReadAsync(new byte[1]));

        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        Assert.Equal(1, proxied.Toxiproxy.Refused);
        second.Dispose();
        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 1);
        await proxied.ConnectAsync();
    }

    private static async Task EchoesAsync(ProxiedServer proxied)
    {
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await client.SayAsync("there");
        await server.HearAsync("there");
        await server.SayAsync("back");
        await client.HearAsync("back");
    }

    private static void Dial(IPEndPoint port, CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(port);
            }
            catch (SocketException)
            {
                // Reset before it was served.
            }
        }
    }

    private static int TimesBound(IPEndPoint port, CancellationToken until)
    {
        int bound = 0;
        while (!until.IsCancellationRequested)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(port);
                bound++;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // As it should be.
            }
        }

        return bound;
    }

    // Which of 40 connections a limit_data of toxicity 0.5 cuts.
    private static async Task<bool[]> AffectedAsync(int seed, bool disturb)
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync(new ToxiproxyOptions { Seed = seed });
        var connections = new List<(Socket Client, Socket Server)>();
        for (int n = 0; n < 20; n++)
        {
            connections.Add(await proxied.ConnectAsync());
        }

        await proxied.AddAsync("limit_data", ToxicStream.Upstream, 0.5, ("bytes", 0));
        for (int n = 0; n < 20; n++)
        {
            connections.Add(await proxied.ConnectAsync());
        }

        if (disturb)
        {
            await proxied.UpdateAsync("limit_data", "bytes", 0);
            await proxied.AddAsync("latency", ToxicStream.Upstream, 0.5, ("latency", 1));
        }

        var affected = new List<bool>();
        foreach ((Socket client, Socket server) in connections)
        {
            await client.SayAsync("x");
            affected.Add(await server.ReadAsync(new byte[1]) == 0);
        }

        return [.. affected];
    }
}
