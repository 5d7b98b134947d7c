using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Harness.Target;
using static Harness.Tests.Target.TargetClient;

namespace Harness.Tests.Target;

/// <summary>A node that crashes and comes back; in virtual time, with a presence threshold of 10 s.</summary>
public sealed class CrashTests : IAsyncLifetime
{
    private readonly VirtualTime _time = new();
    private TargetServer _target = null!;
    private TargetClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _target = await TargetServer.StartAsync(new TargetOptions { Topics = 2, PresenceThreshold = TimeSpan.FromSeconds(10), Time = _time }, Token);
        _client = new TargetClient(_target);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _target.DisposeAsync();
    }

    [Fact]
    public async Task A_crash_cuts_every_socket_without_a_close_frame_and_answers_when_they_are_gone()
    {
        using var first = await _client.OpenAsync("c1");
        using var second = await RawSocket.OpenAsync(_target, "c2");
        var more = new List<RawSocket>();
        for (var i = 0; i < 300; i++)
        {
            more.Add(await RawSocket.OpenAsync(_target, $"m{i}"));
        }

        Assert.Equal("""{"sockets":302}""", await _client.DoAsync("crash", "{}"));
        Assert.Equal(0, await _client.StatAsync("socketsOpen"));
        more.ForEach(socket => socket.Dispose());
        await Assert.ThrowsAsync<WebSocketException>(() => HearAsync(first));
        Assert.Null(first.CloseStatus);
        Assert.Equal("end", await second.HearAsync());
        await _client.DoAsync("restore", "{}");
    }

    [Fact]
    public async Task While_it_is_down_nothing_is_answered_but_control_orders()
    {
        using var other = new TargetClient(_target);
        var poll = other.Http.GetAsync(new Uri("topics/t0?after=0&wait=60000", UriKind.Relative), Token);
        await UntilAsync(async () => await _client.StatAsync("requests") == 1, "the poll has arrived");
        await _client.DoAsync("crash", "{}");
        await Assert.ThrowsAsync<HttpRequestException>(() => poll);
        await Assert.ThrowsAsync<HttpRequestException>(() => other.Http.GetAsync(new Uri("topics/t0", UriKind.Relative), Token));
        await Assert.ThrowsAsync<HttpRequestException>(() => other.Http.GetAsync(new Uri("presence", UriKind.Relative), Token));
        await Assert.ThrowsAsync<WebSocketException>(() => other.OpenAsync("c1"));
        Assert.Equal("""{"topic":"t0","version":1}""", await _client.DoAsync("publish-once", """{"topic":"t0"}"""));
        await _client.DoAsync("restore", "{}");
        Assert.Contains("\"version\":1", await other.Http.GetStringAsync(new Uri("topics/t0", UriKind.Relative), Token), StringComparison.Ordinal);
        using var back = await other.OpenAsync("c1");
        Assert.Equal("pong", await AskAsync(back, "ping"));
        Assert.Equal(1, await _client.StatAsync("crashes"));
    }

    [Fact]
    public async Task It_comes_back_by_itself_after_the_time_it_was_given()
    {
        await _client.DoAsync("crash", """{"forMs":3000}""");
        _time.Advance(TimeSpan.FromMilliseconds(2999));
        await Assert.ThrowsAsync<WebSocketException>(() => _client.OpenAsync("c1"));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        using var back = await _client.OpenAsync("c1");
        Assert.Equal("pong", await AskAsync(back, "ping"));
    }

    [Fact]
    public async Task A_connection_that_has_asked_for_nothing_yet_may_be_whose_crash_it_is()
    {
        using var early = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await early.ConnectAsync(_target.HttpUri.Host, _target.HttpUri.Port, Token);
        await UntilAsync(async () => await _client.StatAsync("crashes") == 0, "a request later, the connection has been accepted");
        await _client.DoAsync("crash", "{}");

        await early.SendAsync(Encoding.ASCII.GetBytes("GET /control/stats HTTP/1.1\r\nHost: x\r\n\r\n"), Token);

        var answer = new byte[12];
        await early.ReceiveAsync(answer, Token);
        Assert.Equal("HTTP/1.1 200", Encoding.ASCII.GetString(answer));
    }

    [Fact]
    public async Task A_later_crash_without_an_end_outlasts_the_first()
    {
        await _client.DoAsync("crash", """{"forMs":3000}""");
        await _client.DoAsync("crash", "{}");
        _time.Advance(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<WebSocketException>(() => _client.OpenAsync("c1"));
        await _client.DoAsync("restore", "{}");
        using var back = await _client.OpenAsync("c1");
    }

    [Fact]
    public async Task Presence_is_empty_after_a_restart()
    {
        using var socket = await _client.OpenAsync("c1");
        await AskAsync(socket, "ping");
        Assert.Equal("c1 0 True", await _client.PresenceAsync());
        await _client.DoAsync("crash", "{}");
        await _client.DoAsync("restore", "{}");
        Assert.Equal("", await _client.PresenceAsync());
        _time.Advance(TimeSpan.FromSeconds(12));
        using var back = await _client.OpenAsync("c1");
        await AskAsync(back, "ping");
        Assert.Equal("c1 12000 True", await _client.PresenceAsync());
        Assert.Equal(0, await _client.StatAsync("offlineVerdicts"));
    }

    [Theory]
    [InlineData("config", """{"restartClears":false}""")]
    [InlineData("flaws", """{"names":["stale-presence"]}""")]
    public async Task With_stale_presence_everyone_who_returns_after_the_threshold_counts_as_offline_for_good(string name, string order)
    {
        await _client.DoAsync(name, order);
        using var socket = await _client.OpenAsync("c1");
        await AskAsync(socket, "ping");
        await _client.DoAsync("crash", """{"forMs":11000}""");
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("c1 0 True", await _client.PresenceAsync());
        using var back = await _client.OpenAsync("c1");
        await AskAsync(back, "ping");
        _time.Advance(TimeSpan.FromSeconds(20));
        await AskAsync(back, "ping");
        Assert.Equal("c1 0 False", await _client.PresenceAsync());
        Assert.Equal(2, await _client.StatAsync("offlineVerdicts"));
        await back.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);
        await UntilAsync(async () => await _client.StatAsync("socketsOpen") == 0, "it has left");
        Assert.Equal("c1 0 False", await _client.PresenceAsync());
    }

    [Fact]
    public async Task Stale_presence_is_mended_by_a_heartbeat_within_the_threshold()
    {
        await _client.DoAsync("config", """{"restartClears":false}""");
        using var socket = await _client.OpenAsync("c1");
        await AskAsync(socket, "ping");
        await _client.DoAsync("crash", """{"forMs":2000}""");
        _time.Advance(TimeSpan.FromSeconds(2));
        using var back = await _client.OpenAsync("c1");
        await AskAsync(back, "ping");
        Assert.Equal("c1 2000 True", await _client.PresenceAsync());
        _time.Advance(TimeSpan.FromSeconds(12));
        await UntilAsync(async () => await _client.PresenceAsync() == "", "the sweep knows it again");
    }

    [Fact]
    public async Task A_version_brings_a_node_in_step_once_and_never_back()
    {
        using var socket = await _client.OpenAsync("c1");
        await SubscribeAsync(socket, "t0");
        string Published(long version) => $$"""{"topic":"t0","version":{{version}}}""";
        Assert.Equal(Published(5), await _client.DoAsync("publish-once", Published(5)));
        Assert.Equal(Published(5), await _client.DoAsync("publish-once", Published(5)));
        Assert.Equal(Published(5), await _client.DoAsync("publish-once", Published(3)));
        Assert.Equal(Published(6), await _client.DoAsync("publish-once", """{"topic":"t0"}"""));
        Assert.Equal("""{"event":"changed","topic":"t0","version":5}""", await HearAsync(socket));
        Assert.Equal("""{"event":"changed","topic":"t0","version":6}""", await HearAsync(socket));
        Assert.Equal(2, await _client.StatAsync("publications"));
        var topic = JsonDocument.Parse(await _client.Http.GetStringAsync(new Uri("topics/t0", UriKind.Relative), Token));
        Assert.Equal(6, topic.RootElement.GetProperty("data").GetProperty("value").GetInt64());
    }
}
