using System.Net.WebSockets;
using Harness.Target;
using Harness.WebSockets;
using static Harness.Tests.Target.TargetClient;

namespace Harness.Tests.Target;

/// <summary>What the clock does to open sockets: idle close and the server's own heartbeat. Virtual time, but for ASP.NET Core's own ping frames.</summary>
public sealed class UpkeepTests : IAsyncLifetime
{
    private readonly VirtualTime _time = new();
    private TargetServer _target = null!;
    private TargetClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _target = await TargetServer.StartAsync(new TargetOptions { Topics = 2, Time = _time }, Token);
        _client = new TargetClient(_target);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _target.DisposeAsync();
    }

    [Fact]
    public async Task An_idle_socket_is_closed_with_1001_and_one_that_speaks_is_not()
    {
        await _client.DoAsync("config", """{"idleCloseMs":10000}""");
        using var idle = await _client.OpenAsync("idle");
        using var busy = await _client.OpenAsync("busy");
        await SubscribeAsync(idle, "t0");
        _time.Advance(TimeSpan.FromSeconds(6));
        await AskAsync(busy, "ping");
        await _client.DoAsync("publish-once", """{"topic":"t0"}""");
        _time.Advance(TimeSpan.FromSeconds(3.9));
        Assert.Equal(0, await _client.StatAsync("idleCloses"));
        _time.Advance(TimeSpan.FromSeconds(0.6));
        Assert.StartsWith("{\"event\":\"changed\"", await HearAsync(idle), StringComparison.Ordinal);
        Assert.Equal("1001 idle", await HearAsync(idle));
        Assert.Equal("pong", await AskAsync(busy, "ping"));
        Assert.Equal(1, await _client.StatAsync("idleCloses"));
    }

    [Fact]
    public async Task A_peer_that_does_not_answer_the_close_is_dropped_after_the_grace()
    {
        await _client.DoAsync("config", """{"idleCloseMs":1000}""");
        using var deaf = await RawSocket.OpenAsync(_target, "c1");
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.StartsWith("Close", await deaf.HearAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await _client.StatAsync("socketsOpen"));
        await UntilAsync(
            async () =>
            {
                _time.Advance(SocketSession.CloseGrace);
                return await _client.StatAsync("socketsOpen") == 0;
            },
            "the deaf socket is gone");
    }

    [Fact]
    public async Task Idle_close_can_be_switched_on_for_sockets_that_are_open_and_off_again()
    {
        using var socket = await _client.OpenAsync("c1");
        _time.Advance(TimeSpan.FromMinutes(5));
        await _client.DoAsync("config", """{"idleCloseMs":1000}""");
        _time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal("pong", await AskAsync(socket, "ping"));
        await _client.DoAsync("config", """{"idleCloseMs":0}""");
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("pong", await AskAsync(socket, "ping"));
        Assert.Equal(0, await _client.StatAsync("idleCloses"));
    }

    [Fact]
    public async Task The_servers_ping_comes_every_interval_from_the_open_of_each_socket()
    {
        await _client.DoAsync("config", """{"serverHeartbeat":{"intervalMs":1000,"timeoutMs":5000}}""");
        Assert.Equal("""{"loopTime":10000,"serverHeartbeatMs":1000}""", await _client.Http.GetStringAsync(new Uri("config", UriKind.Relative), Token));
        using var first = await _client.OpenAsync("c1");
        _time.Advance(TimeSpan.FromMilliseconds(500));
        using var second = await _client.OpenAsync("c2");
        await UntilAsync(async () => await _client.StatAsync("socketsOpen") == 2, "both are open");
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal("ping", await HearAsync(first));
        Assert.Equal(1, await _client.StatAsync("heartbeatsSent"));
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal("ping", await HearAsync(second));
        Assert.Equal(2, await _client.StatAsync("heartbeatsSent"));
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal("ping", await HearAsync(first));
    }

    [Theory]
    [InlineData("pong")]
    [InlineData("""{"command":"heartBeat"}""")]
    [InlineData("""{"command":"heartBeat","timestamp":7000}""")]
    public async Task An_answer_to_its_ping_is_not_answered_and_makes_the_client_present(string answer)
    {
        await _client.DoAsync("config", """{"serverHeartbeat":{"intervalMs":1000,"timeoutMs":1500,"message":"are you there?"}}""");
        using var socket = await _client.OpenAsync("c1");
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal("are you there?", await HearAsync(socket));
            await SayAsync(socket, answer);
            await UntilAsync(async () => await _client.StatAsync("messagesIn") == i + 1, "the answer was read");
        }

        Assert.StartsWith("c1 ", await _client.PresenceAsync(), StringComparison.Ordinal);
        Assert.Equal("pong", await AskAsync(socket, "ping"));
        Assert.Equal("""{"command":"heartBeat"}""", await AskAsync(socket, """{"command":"heartBeat"}"""));
        Assert.Equal(0, await _client.StatAsync("heartbeatDrops"));
    }

    [Fact]
    public async Task Who_does_not_answer_within_the_timeout_is_dropped_without_a_close_frame()
    {
        await _client.DoAsync("config", """{"serverHeartbeat":{"intervalMs":1000,"timeoutMs":2500}}""");
        using var silent = await RawSocket.OpenAsync(_target, "silent");
        using var muted = await _client.OpenAsync("muted");
        await _client.DoAsync("mute", """{"clients":["muted"],"muted":true}""");
        _time.Advance(TimeSpan.FromSeconds(3.4));
        Assert.Equal(0, await _client.StatAsync("heartbeatDrops"));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("Text ping", await silent.HearAsync());
        }

        _time.Advance(TimeSpan.FromSeconds(0.3));
        Assert.Equal("end", await silent.HearAsync());
        Assert.Equal(1, await _client.StatAsync("heartbeatDrops"));
        await UntilAsync(async () => await _client.StatAsync("socketsOpen") == 1, "the muted one stays: it was not asked");
        await _client.DoAsync("config", """{"serverHeartbeat":{"intervalMs":0}}""");
        Assert.Equal("""{"loopTime":10000}""", await _client.Http.GetStringAsync(new Uri("config", UriKind.Relative), Token));
    }

    [Fact]
    public async Task In_frames_the_pong_keeps_a_socket_and_its_absence_ends_it_but_for_a_muted_one()
    {
        var heartbeat = new ServerHeartbeat { Interval = TimeSpan.FromMilliseconds(200), Timeout = TimeSpan.FromMilliseconds(300), Form = PingForm.Frame };
        await using var target = await TargetServer.StartAsync(new TargetOptions { ServerHeartbeat = heartbeat }, Token);
        using var client = new TargetClient(target);
        using var silent = await RawSocket.OpenAsync(target, "silent");
        using var muted = await RawSocket.OpenAsync(target, "muted");
        await client.DoAsync("mute", """{"clients":["muted"],"muted":true}""");
        using var living = await client.OpenAsync("living");
        var reading = HearAsync(living); // .NET's client answers pings while it reads
        Assert.StartsWith("Ping", await silent.HearAsync(), StringComparison.Ordinal);
        Assert.Equal("end", await silent.HearAsync());
        await UntilAsync(async () => await client.StatAsync("heartbeatDrops") == 1 && await client.StatAsync("socketsOpen") == 2, "only the silent one is gone");

        // As long again, and more.
        using var later = await RawSocket.OpenAsync(target, "later");
        Assert.StartsWith("Ping", await later.HearAsync(), StringComparison.Ordinal);
        Assert.Equal("end", await later.HearAsync());
        await UntilAsync(async () => await client.StatAsync("socketsOpen") == 2, "the others stay");
        await SayAsync(living, "ping");
        Assert.Equal("pong", await reading);
        Assert.Equal(2, await client.StatAsync("heartbeatDrops"));
        muted.Dispose();
        await UntilAsync(async () => await client.StatAsync("socketsOpen") == 1, "the muted one goes with its peer");
    }
}
