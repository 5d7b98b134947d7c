using System.Net.WebSockets;
using System.Text;
using Harness.Clients;
using Harness.Runs;
using Harness.Target;
using Harness.Tests.Toxiproxy;

namespace Harness.Tests.Runs;

/// <summary>Two nodes behind one name are told the same.</summary>
public sealed class TargetAccessTests : IAsyncLifetime
{
    private TargetServer _first = null!;
    private TargetServer _second = null!;
    private TargetAccess _target = null!;

    public async ValueTask InitializeAsync()
    {
        _first = await TargetServer.StartAsync(new TargetOptions { Topics = 3 }, Wire.Token);
        _second = await TargetServer.StartAsync(new TargetOptions { Topics = 3 }, Wire.Token);
        _target = new TargetAccess([new TargetNode(_first.SocketUri, _first.HttpUri), new TargetNode(_second.SocketUri, _second.HttpUri)]);
    }

    public async ValueTask DisposeAsync()
    {
        _target.Dispose();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task A_publication_reaches_every_node_with_the_same_version()
    {
        Assert.Equal(1, (await _target.PublishAsync(2, Wire.Token)).Version);
        Assert.Equal(2, (await _target.PublishAsync(2, Wire.Token)).Version);

        Assert.Equal([2, 2], [await VersionAsync(_first, 2), await VersionAsync(_second, 2)]);
    }

    [Fact]
    public async Task Nodes_that_have_come_apart_end_the_run()
    {
        using var alone = new TargetAccess(_second.SocketUri, _second.HttpUri);
        await alone.PublishAsync(1, Wire.Token);

        EnvironmentException e = await Assert.ThrowsAsync<EnvironmentException>(() => _target.PublishAsync(1, Wire.Token));

        Assert.Contains("different versions of topic 1: 1, 2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orders_reach_every_node()
    {
        await _target.OrderAsync("topics", new { count = 7 }, Wire.Token);

        Assert.Equal([0, 0], [await VersionAsync(_first, 6), await VersionAsync(_second, 6)]);
    }

    [Fact]
    public async Task Present_is_who_one_of_the_nodes_lists()
    {
        using ClientWebSocket one = await BeatAsync(_first, "c4"), other = await BeatAsync(_second, "c9");

        Assert.Equal([4, 9], (await _target.PresentAsync(Wire.Token)).Keys.Order());
    }

    [Fact]
    public async Task It_has_control_and_presence_if_all_of_it_has()
    {
        Assert.True(await _target.HasControlAsync(Wire.Token) && await _target.HasPresenceAsync(Wire.Token));

        var nobody = new TargetNode(new Uri("ws://127.0.0.1:1/socket"), new Uri("http://127.0.0.1:1/"));
        using var half = new TargetAccess([new TargetNode(_first.SocketUri, _first.HttpUri), nobody]);
        Assert.False(await half.HasControlAsync(Wire.Token) || await half.HasPresenceAsync(Wire.Token));
    }

    private static async Task<long?> VersionAsync(TargetServer node, int topic)
    {
        using var http = new HttpClient();
        return TargetProtocol.VersionOf(await http.GetByteArrayAsync(new Uri(node.HttpUri, $"topics/t{topic}"), Wire.Token));
    }

    private static async Task<ClientWebSocket> BeatAsync(TargetServer node, string client)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"{node.SocketUri}?client={client}"), Wire.Token);
        await socket.SendAsync(Encoding.UTF8.GetBytes("ping"), WebSocketMessageType.Text, endOfMessage: true, Wire.Token);
        await socket.ReceiveAsync(new byte[16], Wire.Token);
        return socket;
    }
}
