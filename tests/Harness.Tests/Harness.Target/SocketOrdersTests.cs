using System.Net;
using System.Net.WebSockets;
using Harness.Target;
using Harness.WebSockets;
using static Harness.Tests.Target.TargetClient;

namespace Harness.Tests.Target;

/// <summary>Orders about sockets and pushes: shares, lost pushes, broadcasts, busy, authentication.</summary>
public sealed class SocketOrdersTests : IAsyncLifetime
{
    private TargetServer _target = null!;
    private TargetClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _target = await TargetServer.StartAsync(new TargetOptions { Topics = 2 }, Token);
        _client = new TargetClient(_target);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _target.DisposeAsync();
    }

    [Fact]
    public async Task Mute_takes_a_share_that_the_seed_fixes_and_gives_it_back()
    {
        var sockets = new List<RawSocket>();
        for (var i = 0; i < 40; i++)
        {
            sockets.Add(await RawSocket.OpenAsync(_target, $"c{i}"));
        }

        const string Share = "\"share\":0.5,\"seed\":3";
        var hit = await _client.DoAsync("mute", $$"""{"muted":true,{{Share}}}""");
        Assert.InRange(int.Parse(hit["{\"sockets\":".Length..^1], System.Globalization.CultureInfo.InvariantCulture), 8, 32);
        foreach (var socket in sockets)
        {
            await socket.SayAsync(Opcode.Ping, "before");
            await socket.SayAsync(Opcode.Text, "ping");
        }

        await UntilAsync(async () => await _client.StatAsync("messagesIn") == 40, "all of it was read");
        Assert.Equal(hit, await _client.DoAsync("mute", $$"""{"muted":false,{{Share}}}"""));
        var muted = 0;
        foreach (var socket in sockets)
        {
            await socket.SayAsync(Opcode.Ping, "after");
            if (await socket.HearAsync() == "Pong after")
            {
                muted++;
            }
        }

        Assert.Equal($$"""{"sockets":{{muted}}}""", hit);
        Assert.Equal("""{"sockets":40}""", await _client.DoAsync("drop", "{}"));
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Lost_pushes_never_come_while_heartbeats_are_answered()
    {
        using var hit = await _client.OpenAsync("c1");
        using var spared = await _client.OpenAsync("c2");
        await SubscribeAsync(hit, "t0");
        await SubscribeAsync(spared, "t0");
        await _client.DoAsync("lose-pushes", """{"share":1,"clients":["c1"]}""");
        await _client.DoAsync("publish-once", """{"topic":"t0"}""");
        Assert.Equal("""{"command":"heartBeat"}""", await AskAsync(hit, """{"command":"heartBeat"}"""));
        Assert.Equal("""{"event":"changed","topic":"t0","version":1}""", await HearAsync(spared));
        Assert.Equal(1, await _client.StatAsync("pushesLost"));
        await _client.DoAsync("lose-pushes", """{"share":0}""");
        await _client.DoAsync("publish-once", """{"topic":"t0"}""");
        Assert.Equal("""{"event":"changed","topic":"t0","version":2}""", await HearAsync(hit));
    }

    [Fact]
    public async Task The_seed_fixes_which_pushes_are_lost()
    {
        async Task<string> LostAsync(int seed)
        {
            await using var target = await TargetServer.StartAsync(new TargetOptions { Topics = 1 }, Token);
            using var client = new TargetClient(target);
            using var socket = await client.OpenAsync("c1");
            await SubscribeAsync(socket, "t0");
            await client.DoAsync("lose-pushes", $$"""{"share":0.3,"seed":{{seed}}}""");
            for (var i = 0; i < 100; i++)
            {
                await client.DoAsync("publish-once", """{"topic":"t0"}""");
            }

            await SayAsync(socket, "ping");
            var heard = new List<string>();
            while (heard.Count == 0 || heard[^1] != "pong")
            {
                heard.Add(await HearAsync(socket));
            }

            Assert.Equal(101 - heard.Count, await client.StatAsync("pushesLost"));
            Assert.InRange(heard.Count, 55, 90);
            return string.Join('\n', heard);
        }

        Assert.Equal(await LostAsync(1), await LostAsync(1));
        Assert.NotEqual(await LostAsync(1), await LostAsync(2));
    }

    [Fact]
    public async Task A_broadcast_reaches_everybody_or_all_but_the_sender()
    {
        using var sender = await _client.OpenAsync("c1");
        using var other = await _client.OpenAsync("c2");
        await SayAsync(sender, """{"command":"broadcast","text":"to all","others":false}""");
        await SayAsync(sender, """{"command":"broadcast","text":"to the others","others":true}""");
        Assert.Equal("""{"event":"broadcast","from":"c1","text":"to all"}""", await HearAsync(sender));
        Assert.Equal("""{"event":"broadcast","from":"c1","text":"to all"}""", await HearAsync(other));
        Assert.Equal("""{"event":"broadcast","from":"c1","text":"to the others"}""", await HearAsync(other));
        Assert.Equal("""{"sockets":1}""", await _client.DoAsync("broadcast", """{"text":"but c2","except":["c2"]}"""));
        Assert.Equal("""{"sockets":2}""", await _client.DoAsync("broadcast", """{"text":"bye"}"""));
        Assert.Equal("""{"event":"broadcast","text":"but c2"}""", await HearAsync(sender));
        Assert.Equal("""{"event":"broadcast","text":"bye"}""", await HearAsync(other));
        Assert.Equal(4, await _client.StatAsync("broadcasts"));
    }

    [Fact]
    public async Task Busy_takes_requests_or_handshakes_and_says_when_to_come_back()
    {
        await _client.DoAsync("busy", """{"share":1,"of":"requests","retryAfter":7}""");
        using (var socket = await _client.OpenAsync("c1"))
        {
            using var answer = await _client.Http.GetAsync(new Uri("topics/t0", UriKind.Relative), Token);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(7)), (answer.StatusCode, answer.Headers.RetryAfter!.Delta!.Value));
        }

        await _client.DoAsync("busy", """{"share":1,"of":"handshakes"}""");
        await _client.DoAsync("busy", """{"share":0,"of":"requests"}""");
        Assert.Equal(503, await RefusedAsync("?client=c1"));
        using var served = await _client.Http.GetAsync(new Uri("topics/t0", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Fact]
    public async Task A_refused_client_hears_why_and_is_closed_with_4001()
    {
        await _client.DoAsync("config", """{"auth":{"mode":"message","refuse":["c1"]}}""");
        using var refused = await _client.OpenAsync("c1");
        Assert.StartsWith("""{"event":"error","code":"auth","message":""", await HearAsync(refused), StringComparison.Ordinal);
        Assert.StartsWith("4001 ", await HearAsync(refused), StringComparison.Ordinal);
        using var welcome = await _client.OpenAsync("c2");
        Assert.Equal("pong", await AskAsync(welcome, "ping"));
        Assert.Equal("c2", (await _client.PresenceAsync()).Split(' ')[0]);
        Assert.Equal(1, await _client.StatAsync("authRefusals"));
        await _client.DoAsync("config", """{"auth":{"mode":"off"}}""");
        using var back = await _client.OpenAsync("c1");
        Assert.Equal("pong", await AskAsync(back, "ping"));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_token_is_asked_for_in_the_query_or_the_header(int status)
    {
        await _client.DoAsync("config", $$$"""{"auth":{"mode":"status","token":"s3cret","status":{{{status}}}}}""");
        Assert.Equal(status, await RefusedAsync("?client=c1"));
        Assert.Equal(status, await RefusedAsync("?client=c1&token=other"));
        using var byQuery = new ClientWebSocket();
        await byQuery.ConnectAsync(new Uri(_target.SocketUri, "?client=c1&token=s3cret"), Token);
        using var byHeader = new ClientWebSocket();
        byHeader.Options.SetRequestHeader("Authorization", "Bearer s3cret");
        await byHeader.ConnectAsync(_target.SocketUri, Token);
        using var topic = await _client.Http.GetAsync(new Uri("topics/t0", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.OK, topic.StatusCode);
    }

    [Fact]
    public async Task A_share_is_refused_always_the_same_ones()
    {
        await _client.DoAsync("config", """{"auth":{"mode":"status","share":0.5,"seed":4}}""");
        async Task<string> DrawAsync()
        {
            var drawn = "";
            for (var i = 0; i < 40; i++)
            {
                using var answer = await _client.Http.SendAsync(Upgrade($"socket?client=c{i}"), HttpCompletionOption.ResponseHeadersRead, Token);
                drawn += (int)answer.StatusCode == 401 ? "x" : "-";
            }

            return drawn;
        }

        var first = await DrawAsync();
        Assert.InRange(first.Count(c => c == 'x'), 8, 32);
        Assert.Equal(first, await DrawAsync());
    }

    private async Task<int> RefusedAsync(string query)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri(_target.SocketUri, query), Token));
        return (int)socket.HttpStatusCode;
    }

    private static HttpRequestMessage Upgrade(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new("websocket"));
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        return request;
    }
}
