using System.Net;
using System.Net.Sockets;
using Harness.Faults.Kernel;
using Harness.Tests.Toxiproxy;

namespace Harness.Tests.Faults.Kernel;

/// <summary>
/// What becomes of real packets, in a network namespace of the test's own. The listener stands for a cohort's proxy, "proxy" is its end of a connection.
/// </summary>
public sealed class PacketFilterTests : IAsyncLifetime
{
    private const string Run = "0a1b2c3d";

    private readonly List<Socket> _sockets = [];
    private NetNamespace _net = null!;
    private PacketFilter _filter = null!;
    private Socket _listener = null!;

    private IPEndPoint Proxy => (IPEndPoint)_listener.LocalEndPoint!;

    public async ValueTask InitializeAsync()
    {
        _net = await NetNamespace.CreateAsync();
        _filter = await PacketFilter.OpenAsync(Run, _net.Nft, _net.ConnectionsFolder);
        _listener = Listen();
    }

    public async ValueTask DisposeAsync()
    {
        _sockets.ForEach(socket => socket.Dispose());
        if (_filter is not null)
        {
            await _filter.DisposeAsync();
        }

        if (_net is not null)
        {
            await _net.DisposeAsync();
        }
    }

    [Fact]
    public async Task Before_a_fault_everything_passes()
    {
        (Socket client, Socket proxy) = await ConnectAsync();

        await client.SayAsync("up");
        await proxy.HearAsync("up");
        await proxy.SayAsync("down");
        await client.HearAsync("down");
    }

    [Fact]
    public async Task Dropped_packets_vanish_are_sent_again_and_no_end_is_heard()
    {
        (Socket client, Socket proxy) = await ConnectAsync();
        (Socket other, Socket otherProxy) = await ConnectAsync(Listen());
        await _filter.DropAsync(0, LostPackets.Both, [Proxy]);
        long before = _net.Retransmissions();

        await client.SayAsync("lost");
        await proxy.HearNothingAsync();
        await Wire.UntilAsync(() => _net.Retransmissions() >= before + 3);
        await proxy.SayAsync("lost");
        proxy.Shutdown(SocketShutdown.Both);
        await client.HearNothingAsync();
        proxy.Close(timeout: 0);
        await client.HearNothingAsync();

        // Who dials another address notices nothing.
        await other.SayAsync("up");
        await otherProxy.HearAsync("up");
    }

    [Fact]
    public async Task When_packets_pass_again_both_ends_hear_what_they_missed_in_order()
    {
        (Socket client, Socket proxy) = await ConnectAsync();
        await _filter.DropAsync(0, LostPackets.Both, [Proxy]);
        await client.SayAsync("one ");
        await client.SayAsync("two");
        await proxy.SayAsync("three");
        await proxy.HearNothingAsync();

        await _filter.LiftAsync(0);

        await proxy.HearAsync("one two");
        await client.HearAsync("three");
    }

    [Fact]
    public async Task A_connect_under_a_drop_waits_and_succeeds_when_it_is_lifted()
    {
        await _filter.DropAsync(0, LostPackets.Both, [Proxy]);
        Socket client = Client();
        Task connecting = client.ConnectAsync(Proxy, Wire.Token).AsTask();
        await Assert.ThrowsAsync<TimeoutException>(() => connecting.WaitAsync(TimeSpan.FromMilliseconds(300), Wire.Token));

        await _filter.LiftAsync(0);

        await connecting.WaitAsync(TimeSpan.FromSeconds(30), Wire.Token);
    }

    [Fact]
    public async Task Packets_to_the_proxy_alone_are_lost_and_with_their_acknowledgements_its_later_pushes()
    {
        (Socket client, Socket proxy) = await ConnectAsync();
        await _filter.DropAsync(0, LostPackets.ToProxy, [Proxy]);
        long before = _net.Retransmissions();

        await proxy.SayAsync("push");
        await client.HearAsync("push");
        await Wire.UntilAsync(() => _net.Retransmissions() >= before + 2);
        await proxy.SayAsync("later");
        await client.HearNothingAsync();
        await client.SayAsync("lost");
        await proxy.HearNothingAsync();

        await _filter.LiftAsync(0);
        await client.HearAsync("later");
        await proxy.HearAsync("lost");
    }

    [Fact]
    public async Task Packets_from_the_proxy_alone_are_lost()
    {
        (Socket client, Socket proxy) = await ConnectAsync();
        await _filter.DropAsync(0, LostPackets.FromProxy, [Proxy]);

        await client.SayAsync("heartbeat");
        await proxy.HearAsync("heartbeat");
        await proxy.SayAsync("lost");
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task Faults_on_one_proxy_are_lifted_one_by_one()
    {
        (Socket client, Socket proxy) = await ConnectAsync();
        await _filter.DropAsync(0, LostPackets.Both, [Proxy]);
        await _filter.DropAsync(1, LostPackets.ToProxy, [Proxy]);
        await _filter.LiftAsync(0);

        await client.SayAsync("lost");
        await proxy.HearNothingAsync();
        await _filter.LiftAsync(1);
        await proxy.HearAsync("lost");
    }

    [Fact]
    public async Task A_server_that_is_gone_is_reset_and_its_client_is_not_told()
    {
        (Socket client, Socket proxy) = await ConnectAsync();
        await _filter.ServerGoneAsync(0, [Proxy]);
        await client.HearNothingAsync();

        await client.SayAsync("x");
        await HearResetAsync(proxy);
        long before = _net.Retransmissions();
        await client.HearNothingAsync();
        await client.SayAsync("still there?");
        await Wire.UntilAsync(() => _net.Retransmissions() >= before + 2);
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task A_push_tells_the_proxy_as_well_that_its_client_is_gone()
    {
        (Socket client, Socket proxy) = await ConnectAsync();
        await _filter.ServerGoneAsync(0, [Proxy]);

        await proxy.SayAsync("push");

        await HearResetAsync(proxy);
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task New_connections_work_beside_a_server_that_is_gone_also_from_the_same_port()
    {
        (Socket held, Socket proxy) = await ConnectAsync();
        (Socket stays, Socket _) = await ConnectAsync();
        await _filter.ServerGoneAsync(0, [Proxy]);
        await WorksAsync(Client());

        await held.SayAsync("x");
        await HearResetAsync(proxy);
        var port = (IPEndPoint)held.LocalEndPoint!;
        held.Close(timeout: 0);
        Socket again = Client();
        again.Bind(port);
        await WorksAsync(again);

        await stays.SayAsync("x");
        await stays.HearNothingAsync();
    }

    [Fact]
    public async Task Where_nothing_is_open_a_server_that_is_gone_hits_nobody()
    {
        await _filter.ServerGoneAsync(0, [Proxy]);

        await WorksAsync(Client());
    }

    [Fact]
    public async Task At_the_end_the_table_is_gone_and_packets_pass()
    {
        (Socket client, Socket proxy) = await ConnectAsync();
        await _filter.DropAsync(0, LostPackets.Both, [Proxy]);
        Assert.Equal([_filter.Table], await _net.Nft.TablesAsync());
        await client.SayAsync("late");

        await _filter.DisposeAsync();
        await _filter.DisposeAsync();

        Assert.Empty(await _net.Nft.TablesAsync());
        await proxy.HearAsync("late");
    }

    [Fact]
    public async Task A_table_that_somebody_has_removed_is_missed_at_the_next_edge_and_not_at_the_end()
    {
        await _net.Nft.ApplyAsync("flush ruleset\n");

        KernelFilterException e = await Assert.ThrowsAsync<KernelFilterException>(() => _filter.LiftAsync(0));

        Assert.Contains("No such file or directory", e.Message, StringComparison.Ordinal);
        await _filter.DisposeAsync();
    }

    /// <summary>A Ctrl-C reaches nft too, which may have told the kernel already.</summary>
    [Fact]
    public async Task A_table_whose_making_was_cut_short_is_not_left_behind()
    {
        await using NetNamespace net = await NetNamespace.CreateAsync();
        var interrupted = new NftProgram("nsenter", $"--net={net.Link}", "sh", "-c", "nft \"$@\"; exit 130", "nft");

        await Assert.ThrowsAsync<KernelFilterException>(() => PacketFilter.OpenAsync(Run, interrupted, net.ConnectionsFolder));

        Assert.Empty(await net.Nft.TablesAsync());
    }

    [Fact]
    public async Task Only_the_tables_of_dead_runs_are_removed()
    {
        RunTable own = RunTable.OfThisProcess(Run);
        string dead = (own with { Run = "deadbeef", Started = own.Started - 1 }).Name;
        string[] kept = [_filter.Table, (own with { PidNamespace = 1, Started = 1 }).Name, "harness_of_somebody", "filter"];
        await _net.Nft.ApplyAsync(string.Concat(kept.Append(dead).Skip(1).Select(PacketRules.Make)));

        await PacketFilter.RemoveLeftoversAsync(_net.Nft);

        Assert.Equal(kept.Order(StringComparer.Ordinal), (await _net.Nft.TablesAsync()).Order(StringComparer.Ordinal));
    }

    private static async Task HearResetAsync(Socket proxy)
    {
        // What the client sent last may arrive before the reset, or be lost with it.
        try
        {
            while (await proxy.ReadAsync(new byte[16]) > 0)
            {
            }

            Assert.Fail("the proxy heard FIN");
        }
        catch (SocketException e)
        {
            Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
        }
    }

    private async Task WorksAsync(Socket client)
    {
        await client.ConnectAsync(Proxy, Wire.Token);
        Socket proxy = await AcceptAsync(_listener);
        await client.SayAsync("up");
        await proxy.HearAsync("up");
        await proxy.SayAsync("down");
        await client.HearAsync("down");
    }

    private async Task<(Socket Client, Socket Proxy)> ConnectAsync(Socket? listener = null)
    {
        listener ??= _listener;
        Socket client = Client();
        await client.ConnectAsync(listener.LocalEndPoint!, Wire.Token);
        return (client, await AcceptAsync(listener));
    }

    private Socket Client() => Keep(_net.Within(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }));

    private async Task<Socket> AcceptAsync(Socket listener) => Keep(await listener.AcceptAsync(Wire.Token));

    private Socket Listen()
    {
        Socket listener = Keep(_net.Within(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)));
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(16);
        return listener;
    }

    private Socket Keep(Socket socket)
    {
        _sockets.Add(socket);
        return socket;
    }
}
