using System.Net.Http.Json;
using System.Text.Json;
using Harness.Target;

namespace Harness.Tests.Target;

public sealed class TargetServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_taken_port_is_named()
    {
        await using var first = await TargetServer.StartAsync(new TargetOptions(), Token);
        var e = await Assert.ThrowsAsync<TargetAddressInUseException>(() => TargetServer.StartAsync(new TargetOptions { Port = first.HttpUri.Port }, Token));
        Assert.Equal($"127.0.0.1:{first.HttpUri.Port}", e.Address);
        Assert.Contains(e.Address, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_addresses_carry_the_port_that_was_chosen()
    {
        await using var target = await TargetServer.StartAsync(new TargetOptions(), Token);
        Assert.Equal($"http://127.0.0.1:{target.HttpUri.Port}/", target.HttpUri.ToString());
        Assert.Equal($"ws://127.0.0.1:{target.HttpUri.Port}/socket", target.SocketUri.ToString());
        Assert.NotEqual(0, target.HttpUri.Port);
    }

    [Fact]
    public async Task Stopping_says_1001_ends_long_polls_and_frees_the_port()
    {
        var target = await TargetServer.StartAsync(new TargetOptions(), Token);
        using var client = new TargetClient(target);
        using var socket = await client.OpenAsync("c1");
        var poll = client.Http.GetAsync(new Uri("topics/t0?after=0&wait=60000", UriKind.Relative), Token);
        await TargetClient.UntilAsync(async () => await client.StatAsync("requests") == 1, "the poll has arrived");
        var stopping = target.DisposeAsync();
        Assert.StartsWith("1001 ", await TargetClient.HearAsync(socket), StringComparison.Ordinal);
        await socket.CloseOutputAsync(System.Net.WebSockets.WebSocketCloseStatus.EndpointUnavailable, null, Token);
        await stopping.AsTask().WaitAsync(TimeSpan.FromSeconds(15), Token);
        using var answer = await poll;
        Assert.Equal(System.Net.HttpStatusCode.NotModified, answer.StatusCode);
        await using var again = await TargetServer.StartAsync(new TargetOptions { Port = target.HttpUri.Port }, Token);
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_a_peer_that_never_answers()
    {
        var target = await TargetServer.StartAsync(new TargetOptions(), Token);
        using var client = new TargetClient(target);
        using var deaf = await RawSocket.OpenAsync(target, "c1");
        await target.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(15), Token);
    }

    [Theory]
    [InlineData("nowhere.example", 0, 1)]
    [InlineData("127.0.0.1", -1, 1)]
    [InlineData("127.0.0.1", 65536, 1)]
    [InlineData("127.0.0.1", 0, -1)]
    public async Task Options_out_of_range_are_refused(string host, int port, int topics) =>
        await Assert.ThrowsAsync<ArgumentException>(() => TargetServer.StartAsync(new TargetOptions { Host = host, Port = port, Topics = topics }, Token));

    [Fact]
    public async Task Three_hundred_sockets_get_every_push_and_every_heartbeat_is_answered()
    {
        await using var target = await TargetServer.StartAsync(new TargetOptions { Topics = 5 }, Token);
        using var client = new TargetClient(target);
        var sockets = new List<System.Net.WebSockets.ClientWebSocket>();
        for (var i = 0; i < 300; i++)
        {
            sockets.Add(await client.OpenAsync($"c{i}"));
            await TargetClient.SubscribeAsync(sockets[i], $"t{i % 5}");
        }

        await client.DoAsync("publish", """{"rate":100}""");
        await Task.WhenAll(sockets.Select(async (socket, i) =>
        {
            await TargetClient.SayAsync(socket, """{"command":"heartBeat"}""");
            var beats = 0;
            for (var version = 0; version < 5 || beats == 0;)
            {
                var heard = await TargetClient.HearAsync(socket);
                if (heard == """{"command":"heartBeat"}""")
                {
                    beats++;
                }
                else
                {
                    Assert.Equal($$"""{"event":"changed","topic":"t{{i % 5}}","version":{{++version}}}""", heard);
                }
            }
        }));
        var presence = await client.Http.GetFromJsonAsync<JsonElement>("presence", Token);
        Assert.Equal(300, presence.GetProperty("clients").GetArrayLength());
        sockets.ForEach(s => s.Dispose());
    }
}
