using System.Net.WebSockets;
using Harness.Target;
using static Harness.Tests.Target.TargetClient;

namespace Harness.Tests.Target;

/// <summary>Presence over real sockets, in virtual time: threshold 10 s, a sweep every second.</summary>
public sealed class PresenceTests : IAsyncLifetime
{
    private readonly VirtualTime _time = new();
    private TargetServer _target = null!;
    private TargetClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        var options = new TargetOptions { PresenceThreshold = TimeSpan.FromSeconds(10), PresenceSweep = TimeSpan.FromSeconds(1), Time = _time };
        _target = await TargetServer.StartAsync(options, TestContext.Current.CancellationToken);
        _client = new TargetClient(_target);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _target.DisposeAsync();
    }

    private static Task<string> BeatAsync(ClientWebSocket socket, string client, long timestamp) =>
        AskAsync(socket, $$"""{"command":"heartBeat","client":"{{client}}","timestamp":{{timestamp}}}""");

    private Task UntilPresentAsync(string expected) => UntilAsync(async () => await _client.PresenceAsync() == expected, $"present: {expected}");

    [Fact]
    public async Task A_client_is_present_after_its_first_heartbeat_not_after_open()
    {
        using var socket = await _client.OpenAsync("c1");
        await SubscribeAsync(socket, "t0");
        Assert.Equal("", await _client.PresenceAsync());
        _time.Advance(TimeSpan.FromSeconds(2));
        await AskAsync(socket, """{"command":"heartBeat"}""");
        Assert.Equal("c1 2000 True", await _client.PresenceAsync());
        _time.Advance(TimeSpan.FromSeconds(3));
        await AskAsync(socket, "ping");
        Assert.Equal("c1 5000 True", await _client.PresenceAsync());
    }

    [Fact]
    public async Task A_gap_of_the_threshold_makes_it_offline_and_is_not_stored()
    {
        using var socket = await _client.OpenAsync();
        await BeatAsync(socket, "a", 1000);
        await BeatAsync(socket, "a", 10999);
        Assert.Equal("a 10999 True", await _client.PresenceAsync());
        await BeatAsync(socket, "a", 20999);
        Assert.Equal("a 10999 False", await _client.PresenceAsync());
        await BeatAsync(socket, "a", 20998);
        Assert.Equal("a 20998 True", await _client.PresenceAsync());
    }

    [Fact]
    public async Task The_sweep_drops_the_silent_and_the_next_heartbeat_starts_anew()
    {
        using var socket = await _client.OpenAsync();
        await BeatAsync(socket, "a", 1);
        _time.Advance(TimeSpan.FromSeconds(6));
        await BeatAsync(socket, "b", 1);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("a 1 True, b 1 True", await _client.PresenceAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        await UntilPresentAsync("b 1 True");
        await BeatAsync(socket, "a", 99_000);
        Assert.Equal("a 99000 True, b 1 True", await _client.PresenceAsync());
    }

    [Fact]
    public async Task A_socket_that_closes_takes_its_ids_with_it_at_once()
    {
        using var socket = await _client.OpenAsync("c1");
        using var other = await _client.OpenAsync("c2");
        await AskAsync(socket, "ping");
        await BeatAsync(socket, "second", 0);
        await AskAsync(other, "ping");
        socket.Abort();
        await UntilPresentAsync("c2 0 True");
    }

    [Fact]
    public async Task An_old_socket_that_ends_late_does_not_take_the_id_of_the_new_one()
    {
        using var old = await _client.OpenAsync("c1");
        await AskAsync(old, "ping");
        using var renewed = await _client.OpenAsync("c1");
        await AskAsync(renewed, "ping");
        await old.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        await UntilAsync(async () => await _client.StatAsync("socketsOpen") == 1, "the old one is gone");
        Assert.Equal("c1 0 True", await _client.PresenceAsync());
    }

    [Fact]
    public async Task The_threshold_can_be_changed_while_it_runs()
    {
        using var socket = await _client.OpenAsync();
        await BeatAsync(socket, "a", 0);
        await _client.DoAsync("config", """{"presenceThreshold":500}""");
        await BeatAsync(socket, "a", 500);
        Assert.Equal("a 0 False", await _client.PresenceAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        await UntilPresentAsync("");
    }
}
