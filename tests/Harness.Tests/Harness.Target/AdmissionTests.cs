using System.Net.WebSockets;
using Harness.Target;
using static Harness.Tests.Target.TargetClient;

namespace Harness.Tests.Target;

/// <summary>A server of a known size, over real sockets; delays in virtual time.</summary>
public sealed class AdmissionTests : IAsyncLifetime
{
    private readonly VirtualTime _time = new();
    private TargetServer _target = null!;
    private TargetClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _target = await TargetServer.StartAsync(new TargetOptions { MaxClients = 2, Time = _time }, Token);
        _client = new TargetClient(_target);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _target.DisposeAsync();
    }

    [Fact]
    public async Task One_too_many_is_refused_and_counted_and_a_place_that_is_left_is_given_again()
    {
        using var first = await _client.OpenAsync("c1");
        using var second = await _client.OpenAsync("c2");
        await RefusedAsync();
        Assert.Equal(1, await _client.StatAsync("fullRefusals"));

        await first.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Token);
        await UntilAsync(async () => await _client.StatAsync("socketsOpen") == 1, "its place is free");
        using var third = await _client.OpenAsync("c3");
        Assert.Equal("pong", await AskAsync(third, "ping"));
    }

    [Fact]
    public async Task The_limit_of_an_order_holds_until_the_own_one_is_asked_for()
    {
        using var first = await _client.OpenAsync("c1");
        await _client.DoAsync("config", """{"maxClients":1}""");
        await RefusedAsync();
        await _client.DoAsync("config", """{"loopTime":5000}""");
        await RefusedAsync();
        await _client.DoAsync("config", """{"ownLimits":true}""");
        using var second = await _client.OpenAsync("c2");
        await RefusedAsync();
        await _client.DoAsync("config", """{"maxClients":0}""");
        using var third = await _client.OpenAsync("c3");
    }

    [Theory]
    [InlineData(2, 300)]
    [InlineData(4, 600)]
    public async Task Past_its_size_it_answers_later_the_more_there_are(int clients, int late)
    {
        await _client.DoAsync("config", """{"maxClients":0,"slowPast":{"clients":2,"delayMs":300}}""");
        var sockets = new List<ClientWebSocket>();
        for (var i = 0; i < clients; i++)
        {
            sockets.Add(await _client.OpenAsync($"c{i}"));
        }

        if (clients <= 2)
        {
            Assert.Equal("pong", await AskAsync(sockets[0], "ping"));
        }
        else
        {
            await SayAsync(sockets[0], "ping");
            await UntilAsync(() => Task.FromResult(_time.Armed == 2), "the answer waits, beside the sweep of presence");
            _time.Advance(TimeSpan.FromMilliseconds(late - 1));
            await _client.DoAsync("broadcast", """{"text":"first"}""");
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Contains("first", await HearAsync(sockets[0]), StringComparison.Ordinal);
            Assert.Equal("pong", await HearAsync(sockets[0]));
        }

        sockets.ForEach(socket => socket.Dispose());
    }

    [Theory]
    [InlineData("""{"maxClients":-1}""")]
    [InlineData("""{"slowPast":{"clients":-1}}""")]
    [InlineData("""{"slowPast":{"clients":3,"delayMs":0}}""")]
    public async Task Limits_out_of_their_range_are_refused(string order) =>
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await _client.OrderAsync("config", order)).StatusCode);

    private async Task RefusedAsync()
    {
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => _client.OpenAsync("late"));
        Assert.Contains("503", refused.Message, StringComparison.Ordinal);
    }
}
