using System.Net.WebSockets;
using Harness.Target;
using Harness.WebSockets;
using static Harness.Tests.Target.TargetClient;

namespace Harness.Tests.Target;

/// <summary>Each flaw over real sockets; delays in virtual time.</summary>
public sealed class TargetFlawsTests : IAsyncLifetime
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

    private Task<string> FlawAsync(string name, string more = "") => _client.DoAsync("flaws", $$"""{"names":["{{name}}"]{{more}}}""");

    private Task<string> PublishAsync() => _client.DoAsync("publish-once", """{"topic":"t0"}""");

    private async Task<ClientWebSocket> SubscriberAsync(string client)
    {
        var socket = await _client.OpenAsync(client);
        await SubscribeAsync(socket, "t0");
        return socket;
    }

    private static string Changed(int version) => $$"""{"event":"changed","topic":"t0","version":{{version}}}""";

    private Task<string> TopicAsync() => _client.Http.GetStringAsync(new Uri("topics/t0", UriKind.Relative), Token);

    [Fact]
    public void Every_flaw_has_its_own_name_and_a_line_of_meaning()
    {
        Assert.Equal(TargetFlaws.All.Length, TargetFlaws.All.Select(flaw => flaw.Name).Distinct().Count());
        Assert.All(TargetFlaws.All, flaw => Assert.Same(flaw, TargetFlaws.Find(flaw.Name)));
        Assert.DoesNotContain(TargetFlaws.All, flaw => flaw.Meaning.Length is 0 or > 120);
    }

    [Fact]
    public void The_page_lists_them_as_they_are()
    {
        var page = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(Scenarios.ShippedScenarios.Folder)!, "docs", "your-own-server.md"));
        var rows = page.SkipWhile(line => line != "### Flaws").Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split(" | ")[..2]);
        Assert.Equal(TargetFlaws.All.Select(flaw => $"| `{flaw.Name}` {flaw.Meaning}"), rows.Select(row => string.Join(' ', row)));
    }

    [Fact]
    public async Task Replies_to_nothing()
    {
        await FlawAsync("replies-to-nothing", ",\"clients\":[\"c1\"]");
        using var hit = await RawSocket.OpenAsync(_target, "c1");
        await hit.SayAsync(Opcode.Ping, "frame");
        await hit.SayAsync(Opcode.Text, "ping");
        await hit.SayAsync(Opcode.Text, """{"command":"heartBeat"}""");
        await hit.SayAsync(Opcode.Text, """{"command":"heartBeat","timestamp":5}""");
        await hit.SayAsync(Opcode.Text, """{"command":"subscribe","topics":["t0"]}""");
        Assert.StartsWith("Text {\"event\":\"subscribed\"", await hit.HearAsync(), StringComparison.Ordinal);
        await PublishAsync();
        Assert.Equal("Text " + Changed(1), await hit.HearAsync());
        using var spared = await _client.OpenAsync("c2");
        Assert.Equal("pong", await AskAsync(spared, "ping"));
        await _client.DoAsync("flaws", """{"names":[]}""");
        await hit.SayAsync(Opcode.Text, "ping");
        Assert.Equal("Text pong", await hit.HearAsync());
    }

    [Theory]
    [InlineData("", 1500)]
    [InlineData(",\"delayMs\":400", 400)]
    public async Task Replies_late(string delay, int milliseconds)
    {
        await FlawAsync("replies-late", delay);
        using var socket = await _client.OpenAsync("c1");
        await SayAsync(socket, "ping");
        await UntilAsync(() => Task.FromResult(_time.Armed == 2), "the answer waits, beside the sweep of presence");
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
        await _client.DoAsync("broadcast", """{"text":"first"}""");
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Contains("first", await HearAsync(socket), StringComparison.Ordinal);
        Assert.Equal("pong", await HearAsync(socket));
    }

    [Fact]
    public async Task Pushes_before_commit()
    {
        await FlawAsync("pushes-before-commit");
        using var socket = await SubscriberAsync("c1");
        await PublishAsync();
        Assert.Equal(Changed(1), await HearAsync(socket));
        await PublishAsync();
        Assert.Equal(Changed(2), await HearAsync(socket));
        Assert.Contains("\"version\":0", await TopicAsync(), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMilliseconds(299));
        Assert.Contains("\"version\":0", await TopicAsync(), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Contains("\"version\":2", await TopicAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forgets_subscriptions()
    {
        using var before = await SubscriberAsync("c1");
        await FlawAsync("forgets-subscriptions");
        using var again = await SubscriberAsync("c1");
        using var other = await SubscriberAsync("c2");
        await PublishAsync();
        Assert.Equal(Changed(1), await HearAsync(before));
        Assert.Equal(Changed(1), await HearAsync(other));
        Assert.Equal("pong", await AskAsync(again, "ping"));
        await SubscribeAsync(other, "t1");
        await _client.DoAsync("publish-once", """{"topic":"t1"}""");
        Assert.Contains("t1", await HearAsync(other), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Duplicates_pushes()
    {
        await FlawAsync("duplicates-pushes");
        using var socket = await SubscriberAsync("c1");
        await PublishAsync();
        await PublishAsync();
        Assert.Equal([Changed(1), Changed(1), Changed(2), Changed(2)], await HearManyAsync(socket, 4));
    }

    [Fact]
    public async Task Reorders_pushes()
    {
        await FlawAsync("reorders-pushes", ",\"clients\":[\"c1\"]");
        using var hit = await SubscriberAsync("c1");
        using var spared = await SubscriberAsync("c2");
        for (var i = 0; i < 5; i++)
        {
            await PublishAsync();
        }

        Assert.Equal([Changed(2), Changed(1), Changed(4), Changed(3)], await HearManyAsync(hit, 4));
        Assert.Equal([Changed(1), Changed(2), Changed(3), Changed(4), Changed(5)], await HearManyAsync(spared, 5));
        Assert.Equal("pong", await AskAsync(hit, "ping"));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Changed(5), await HearAsync(hit));
    }

    [Fact]
    public async Task Never_lists_presence()
    {
        using var socket = await _client.OpenAsync("c1");
        await AskAsync(socket, "ping");
        await FlawAsync("never-lists-presence");
        Assert.Equal("", await _client.PresenceAsync());
    }

    [Fact]
    public async Task Keeps_presence()
    {
        await FlawAsync("keeps-presence");
        using var gone = await _client.OpenAsync("c1");
        using var silent = await _client.OpenAsync("c2");
        await AskAsync(gone, "ping");
        await AskAsync(silent, "ping");
        gone.Abort();
        await UntilAsync(async () => await _client.StatAsync("socketsOpen") == 1, "it has left");
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("c1 0 True, c2 0 True", await _client.PresenceAsync());
        await _client.DoAsync("flaws", """{"names":[]}""");
        _time.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(async () => await _client.PresenceAsync() == "", "the sweep works again");
    }

    [Fact]
    public async Task Serves_old_versions()
    {
        await FlawAsync("serves-old-versions");
        await PublishAsync();
        Assert.Contains("\"version\":0", await TopicAsync(), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Contains("\"version\":0", await TopicAsync(), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Contains("\"version\":1", await TopicAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ignores_close()
    {
        await FlawAsync("ignores-close", ",\"clients\":[\"c1\"]");
        using var hit = await RawSocket.OpenAsync(_target, "c1");
        using var spared = await RawSocket.OpenAsync(_target, "c2");
        await hit.SayAsync(Opcode.Close, "");
        await spared.SayAsync(Opcode.Close, "");
        Assert.StartsWith("Close", await spared.HearAsync(), StringComparison.Ordinal);
        await UntilAsync(async () => await _client.StatAsync("socketsOpen") == 1, "the other is gone");
        await hit.SayAsync(Opcode.Text, "more, as a broken client would");
        using var third = await _client.OpenAsync("c3");
        Assert.Equal("pong", await AskAsync(third, "ping"));
        Assert.Equal(2, await _client.StatAsync("socketsOpen"));
        hit.Dispose();
        await UntilAsync(async () => await _client.StatAsync("socketsOpen") == 1, "it goes with its peer");
    }

    [Fact]
    public async Task Accepts_but_never_opens()
    {
        await using var target = await TargetServer.StartAsync(new TargetOptions(), Token);
        using var client = new TargetClient(target);
        await client.DoAsync("flaws", """{"names":["accepts-but-never-opens"],"clients":["c1","c2"]}""");
        using var giveUp = new CancellationTokenSource();
        using var hit = new ClientWebSocket();
        var opening = hit.ConnectAsync(new Uri(target.SocketUri, "?client=c1"), giveUp.Token);
        using var ended = new ClientWebSocket();
        var opening2 = ended.ConnectAsync(new Uri(target.SocketUri, "?client=c2"), Token);
        using var spared = await client.OpenAsync("c3");
        Assert.Equal("pong", await AskAsync(spared, "ping"));
        Assert.False(opening.IsCompleted);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        Assert.False(opening2.IsCompleted);
        await client.DoAsync("crash", "{}");
        await Assert.ThrowsAsync<WebSocketException>(() => opening2);
    }

    [Fact]
    public async Task Flaws_can_be_on_from_the_start()
    {
        await using var target = await TargetServer.StartAsync(new TargetOptions { Topics = 1, Flaws = [TargetFlaws.DuplicatesPushes] }, Token);
        using var client = new TargetClient(target);
        using var socket = await client.OpenAsync("c1");
        await SubscribeAsync(socket, "t0");
        await client.DoAsync("publish-once", """{"topic":"t0"}""");
        Assert.Equal([Changed(1), Changed(1)], await HearManyAsync(socket, 2));
    }

    private static async Task<string[]> HearManyAsync(ClientWebSocket socket, int count)
    {
        var heard = new string[count];
        for (var i = 0; i < count; i++)
        {
            heard[i] = await HearAsync(socket);
        }

        return heard;
    }
}
