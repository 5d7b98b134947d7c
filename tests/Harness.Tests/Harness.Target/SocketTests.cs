using System.Net;
using System.Net.WebSockets;
using Harness.Target;
using static Harness.Tests.Target.TargetClient;

namespace Harness.Tests.Target;

public sealed class SocketTests : IAsyncLifetime
{
    private TargetServer _target = null!;
    private TargetClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _target = await TargetServer.StartAsync(new TargetOptions { Topics = 3, MaxMessageLength = 2000 }, TestContext.Current.CancellationToken);
        _client = new TargetClient(_target);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _target.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"command":"heartBeat"}""", """{"command":"heartBeat"}""")]
    [InlineData("""{ "command": "heartBeat", "client": "c9", "timestamp": 12, "more": [] }""", """{"command":"heartBeat"}""")]
    [InlineData("ping", "pong")]
    [InlineData("""{"command":"subscribe","topics":["t0","t2"]}""", """{"event":"subscribed","topics":["t0","t2"],"versions":[0,0]}""")]
    [InlineData("""{"command":"subscribe","topics":[]}""", """{"event":"subscribed","topics":[],"versions":[]}""")]
    public async Task Answers(string said, string heard)
    {
        using var socket = await _client.OpenAsync("c1");
        Assert.Equal(heard, await AskAsync(socket, said));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"command":"dance"}""")]
    [InlineData("""{"command":"subscribe"}""")]
    [InlineData("""{"command":"broadcast"}""")]
    [InlineData("""{"command":"subscribe","topics":["t0",null]}""")]
    [InlineData("""{"command":"subscribe","topics":["t0","t3"]}""")]
    [InlineData("""{"command":"heartBeat","timestamp":"now"}""")]
    public async Task A_message_it_does_not_understand_is_an_error_and_the_connection_stays(string said)
    {
        using var socket = await _client.OpenAsync();
        Assert.StartsWith("""{"event":"error","message":""", await AskAsync(socket, said), StringComparison.Ordinal);
        Assert.Equal("pong", await AskAsync(socket, "ping"));
    }

    [Fact]
    public async Task A_message_longer_than_the_steady_buffer_is_read_whole_and_one_over_the_limit_closes_with_1009()
    {
        using var socket = await _client.OpenAsync();
        var padding = new string(' ', 1500);
        Assert.Equal("""{"command":"heartBeat"}""", await AskAsync(socket, $$"""{"command":{{padding}}"heartBeat"}"""));
        Assert.StartsWith("1009 ", await AskAsync(socket, new string('x', 2001)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_publication_reaches_subscribers_only_and_carries_no_data()
    {
        using var subscriber = await _client.OpenAsync();
        using var other = await _client.OpenAsync();
        await SubscribeAsync(subscriber, "t1");
        await SubscribeAsync(subscriber, "t1");
        await SubscribeAsync(other, "t2");
        await _client.DoAsync("publish-once", """{"topic":"t1"}""");
        await _client.DoAsync("publish-once", """{"topic":"t1"}""");
        await _client.DoAsync("publish-once", """{"topic":"t2"}""");
        Assert.Equal("""{"event":"changed","topic":"t1","version":1}""", await HearAsync(subscriber));
        Assert.Equal("""{"event":"changed","topic":"t1","version":2}""", await HearAsync(subscriber));
        Assert.Equal("""{"event":"changed","topic":"t2","version":1}""", await HearAsync(other));
    }

    [Fact]
    public async Task Pings_are_answered_with_their_payload()
    {
        using var raw = await RawSocket.OpenAsync(_target, "c1");
        await raw.SayAsync(Harness.WebSockets.Opcode.Ping, "are you there");
        Assert.Equal("Pong are you there", await raw.HearAsync());
    }

    [Fact]
    public async Task The_close_handshake_echoes_the_code()
    {
        using var socket = await _client.OpenAsync();
        await socket.CloseAsync((WebSocketCloseStatus)4001, "enough", TestContext.Current.CancellationToken);
        Assert.Equal((WebSocketState.Closed, (WebSocketCloseStatus)4001), (socket.State, socket.CloseStatus!.Value));
        await UntilAsync(async () => await _client.StatAsync("socketsOpen") == 0, "the socket is gone");
    }

    [Fact]
    public async Task A_socket_request_without_upgrade_is_answered_426()
    {
        using var answer = await _client.Http.GetAsync(new Uri("socket", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_is_dropped_and_delays_nobody()
    {
        await using var target = await TargetServer.StartAsync(new TargetOptions { Topics = 1, SendQueue = 4 }, TestContext.Current.CancellationToken);
        using var client = new TargetClient(target);
        using var healthy = await client.OpenAsync();
        await SubscribeAsync(healthy, "t0");
        using var deaf = await RawSocket.OpenAsync(target, "deaf");
        var flood = FloodAsync(deaf);
        await UntilAsync(async () => await client.StatAsync("socketsOverflowed") == 1, "the deaf socket overflows");
        await client.DoAsync("publish-once", """{"topic":"t0"}""");
        Assert.Equal("""{"event":"changed","topic":"t0","version":1}""", await HearAsync(healthy));
        await UntilAsync(async () => await client.StatAsync("socketsOpen") == 1, "the deaf socket is gone");
        await flood;
    }

    [Fact]
    public async Task A_push_carries_as_much_data_as_it_is_told_to()
    {
        using var socket = await _client.OpenAsync();
        await SubscribeAsync(socket, "t0");
        await _client.DoAsync("config", """{"pushBytes":5}""");
        await _client.DoAsync("publish-once", """{"topic":"t0"}""");
        Assert.Equal("""{"event":"changed","topic":"t0","version":1,"data":"xxxxx"}""", await HearAsync(socket));

        // What an order does not name stays; 0 is none.
        await _client.DoAsync("config", """{"restartClears":true}""");
        await _client.DoAsync("publish-once", """{"topic":"t0"}""");
        Assert.Equal("""{"event":"changed","topic":"t0","version":2,"data":"xxxxx"}""", await HearAsync(socket));
        await _client.DoAsync("config", """{"pushBytes":0}""");
        await _client.DoAsync("publish-once", """{"topic":"t0"}""");
        Assert.Equal("""{"event":"changed","topic":"t0","version":3}""", await HearAsync(socket));
    }

    [Fact]
    public async Task A_peer_that_reads_too_slowly_for_long_pushes_is_dropped_when_its_queue_is_full()
    {
        await _client.DoAsync("config", """{"pushBytes":100000,"sendQueue":4}""");
        using var deaf = await RawSocket.OpenAsync(_target, "deaf");
        await deaf.SayAsync(Harness.WebSockets.Opcode.Text, """{"command":"subscribe","topics":["t0"]}""");
        await UntilAsync(async () => await _client.StatAsync("messagesIn") == 1, "it has subscribed");
        for (var pushes = 0; await _client.StatAsync("socketsOverflowed") == 0; pushes++)
        {
            Assert.True(pushes < 2000, "the server keeps 200 MB for a peer that does not read");
            await _client.DoAsync("publish-once", """{"topic":"t0"}""");
        }

        await UntilAsync(async () => await _client.StatAsync("socketsOpen") == 0, "the deaf socket is gone");
    }

    /// <summary>Says what is answered at length, and reads nothing, until the server hangs up.</summary>
    private static async Task FloodAsync(RawSocket socket)
    {
        var longCommand = $$"""{"command":"{{new string('x', 60_000)}}"}""";
        try
        {
            for (var i = 0; i < 2000; i++)
            {
                await socket.SayAsync(Harness.WebSockets.Opcode.Text, longCommand);
            }

            Assert.Fail("the server took 120 MB");
        }
        catch (System.Net.Sockets.SocketException)
        {
            // Dropped, as it should be.
        }
    }
}
