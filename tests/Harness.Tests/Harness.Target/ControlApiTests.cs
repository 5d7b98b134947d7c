using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Harness.Target;
using Harness.WebSockets;
using static Harness.Tests.Target.TargetClient;

namespace Harness.Tests.Target;

public sealed class ControlApiTests : IAsyncLifetime
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
    public async Task Drop_ends_the_sockets_of_some_clients_without_a_close_frame()
    {
        using var hit = await RawSocket.OpenAsync(_target, "c1");
        using var spared = await _client.OpenAsync("c2");
        Assert.Equal("""{"sockets":1}""", await _client.DoAsync("drop", """{"clients":["c1","c7"]}"""));
        Assert.Equal("end", await hit.HearAsync());
        Assert.Equal("pong", await AskAsync(spared, "ping"));
        await UntilAsync(async () => await _client.StatAsync("socketsOpen") == 1, "the dropped socket is gone");
    }

    [Fact]
    public async Task Mute_reads_on_and_says_nothing_any_more_not_even_pong()
    {
        using var muted = await RawSocket.OpenAsync(_target, "c1");
        await muted.SayAsync(Opcode.Text, """{"command":"subscribe","topics":["t0"]}""");
        Assert.StartsWith("Text {\"event\":\"subscribed\"", await muted.HearAsync(), StringComparison.Ordinal);
        Assert.Equal("""{"sockets":1}""", await _client.DoAsync("mute", """{"clients":["c1"],"muted":true}"""));
        await muted.SayAsync(Opcode.Ping, "still there?");
        await muted.SayAsync(Opcode.Text, """{"command":"heartBeat"}""");
        await UntilAsync(async () => await _client.StatAsync("messagesIn") == 2, "the heartbeat was read");
        await _client.DoAsync("publish-once", """{"topic":"t0"}""");
        Assert.Equal("", await _client.PresenceAsync());

        // A new socket of the same client works.
        using var renewed = await _client.OpenAsync("c1");
        Assert.Equal("pong", await AskAsync(renewed, "ping"));

        // What is heard first after unmuting shows that nothing was sent before.
        await _client.DoAsync("mute", """{"clients":["c1"],"muted":false}""");
        await muted.SayAsync(Opcode.Ping, "now?");
        Assert.Equal("Pong now?", await muted.HearAsync());
    }

    [Fact]
    public async Task A_muted_socket_does_not_answer_a_close_and_stays_open()
    {
        using var muted = await RawSocket.OpenAsync(_target, "c1");
        await _client.DoAsync("mute", """{"clients":["c1"],"muted":true}""");
        await muted.SayAsync(Opcode.Close, "");
        await muted.SayAsync(Opcode.Text, "more, as a broken client would");
        using var witness = await _client.OpenAsync("c2");
        Assert.Equal("pong", await AskAsync(witness, "ping"));
        Assert.Equal(2, await _client.StatAsync("socketsOpen"));
        muted.Dispose();
        await UntilAsync(async () => await _client.StatAsync("socketsOpen") == 1, "the muted socket is gone with its peer");
    }

    [Fact]
    public async Task Busy_answers_503_to_a_share_of_requests_that_the_seed_fixes()
    {
        async Task<string> Draw()
        {
            await _client.DoAsync("busy", """{"share":0.3,"seed":1}""");
            var drawn = "";
            for (var i = 0; i < 200; i++)
            {
                using var answer = await _client.Http.GetAsync(new Uri("topics/t0", UriKind.Relative), Token);
                drawn += answer.StatusCode == HttpStatusCode.ServiceUnavailable ? "x" : "-";
                Assert.Equal(answer.StatusCode == HttpStatusCode.ServiceUnavailable, answer.Headers.RetryAfter is not null);
            }

            return drawn;
        }

        var first = await Draw();
        Assert.InRange(first.Count(c => c == 'x'), 40, 80);
        Assert.Equal(first, await Draw());
        await _client.DoAsync("busy", """{"share":1}""");
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => _client.OpenAsync());
        Assert.Contains("503", refused.Message, StringComparison.Ordinal);
        await _client.DoAsync("busy", """{"share":0}""");
        using var socket = await _client.OpenAsync();
        Assert.Equal((2 * first.Count(c => c == 'x')) + 1, await _client.StatAsync("busyAnswers"));
    }

    [Fact]
    public async Task Publish_runs_until_rate_0()
    {
        await _client.DoAsync("publish", """{"rate":200,"seed":1}""");
        await UntilAsync(async () => await _client.StatAsync("publications") >= 20, "20 publications");
        await _client.DoAsync("publish", """{"rate":0}""");
        var stopped = await _client.StatAsync("publications");
        var versions = 0L;
        foreach (var topic in new[] { "t0", "t1" })
        {
            versions += (await _client.Http.GetFromJsonAsync<JsonElement>($"topics/{topic}", Token)).GetProperty("version").GetInt64();
        }

        Assert.Equal(stopped, versions);
        Assert.Equal(stopped, await _client.StatAsync("publications"));
    }

    [Fact]
    public async Task Config_is_served_and_changed()
    {
        Assert.Equal("""{"loopTime":10000}""", await _client.Http.GetStringAsync(new Uri("config", UriKind.Relative), Token));
        await _client.DoAsync("config", """{"loopTime":2500}""");
        Assert.Equal("""{"loopTime":2500}""", await _client.Http.GetStringAsync(new Uri("config", UriKind.Relative), Token));
    }

    [Fact]
    public async Task Stats_count_what_happened()
    {
        using var socket = await _client.OpenAsync("c1");
        await AskAsync(socket, "ping");
        await AskAsync(socket, "?");
        await _client.DoAsync("publish-once", """{"topic":"t0"}""");
        await _client.Http.GetStringAsync(new Uri("topics/t0", UriKind.Relative), Token);
        await UntilAsync(async () => await _client.StatAsync("messagesOut") == 2, "both answers are counted");
        Assert.Equal(
            """{"socketsOpen":1,"socketsOpened":1,"socketsOverflowed":0,"messagesIn":2,"messagesOut":2,"requests":1,"publications":1,"busyAnswers":0,"pushesLost":0,"broadcasts":0,"idleCloses":0,"heartbeatsSent":0,"heartbeatDrops":0,"offlineVerdicts":0,"authRefusals":0,"fullRefusals":0,"crashes":0,"chatMessages":0,"chatLists":0,"chatRefusals":0,"chatExpiries":0,"""
            + "\"rssBytes\":#,\"cpuSeconds\":#}",
            Regex.Replace(await _client.Http.GetStringAsync(new Uri("control/stats", UriKind.Relative), Token), "(rssBytes|cpuSeconds)\":[1-9][0-9]*(\\.[0-9]+)?|(cpuSeconds)\":0\\.[0-9]+", "$1$3\":#"));
    }

    [Theory]
    [InlineData("topics", "")]
    [InlineData("topics", "null")]
    [InlineData("topics", "{}")]
    [InlineData("topics", """{"count":-1}""")]
    [InlineData("topics", """{"count":100001}""")]
    [InlineData("topics", """{"count":"3"}""")]
    [InlineData("topics", """{"count":3,"cuont":4}""")]
    [InlineData("publish", """{"rate":-1}""")]
    [InlineData("publish", """{"rate":100001}""")]
    [InlineData("publish", """{"seed":1}""")]
    [InlineData("publish-once", """{"topic":"t9"}""")]
    [InlineData("publish-once", """{"topic":null}""")]
    [InlineData("drop", """{"clients":"c1"}""")]
    [InlineData("drop", """{"clients":[null]}""")]
    [InlineData("mute", """{"clients":["c1"]}""")]
    [InlineData("mute", """{"muted":true,"share":2}""")]
    [InlineData("publish-once", """{"topic":"t0","version":-1}""")]
    [InlineData("busy", """{"share":1,"of":"sockets"}""")]
    [InlineData("busy", """{"share":1,"retryAfter":-1}""")]
    [InlineData("crash", """{"forMs":0}""")]
    [InlineData("crash", """{"for":5}""")]
    [InlineData("restore", """{"now":true}""")]
    [InlineData("restore", "")]
    [InlineData("lose-pushes", "{}")]
    [InlineData("lose-pushes", """{"share":1.5}""")]
    [InlineData("lose-pushes", """{"share":1,"clients":[null]}""")]
    [InlineData("broadcast", "{}")]
    [InlineData("broadcast", """{"text":"x","except":"c1"}""")]
    [InlineData("flaws", "{}")]
    [InlineData("flaws", """{"names":["lazy"]}""")]
    [InlineData("flaws", """{"names":[null]}""")]
    [InlineData("flaws", """{"names":["replies-late"],"delayMs":0}""")]
    [InlineData("config", """{"idleCloseMs":-1,"loopTime":5}""")]
    [InlineData("config", """{"loopTime":5,"pushBytes":-1}""")]
    [InlineData("config", """{"loopTime":5,"pushBytes":1000001}""")]
    [InlineData("config", """{"loopTime":5,"sendQueue":0}""")]
    [InlineData("config", """{"loopTime":5,"serverHeartbeat":{"timeoutMs":5}}""")]
    [InlineData("config", """{"loopTime":5,"serverHeartbeat":{"intervalMs":5,"form":"smoke"}}""")]
    [InlineData("config", """{"loopTime":5,"serverHeartbeat":{"intervalMs":5,"message":""}}""")]
    [InlineData("config", """{"loopTime":5,"auth":{"mode":"maybe"}}""")]
    [InlineData("config", """{"loopTime":5,"auth":{"mode":"status","status":404}}""")]
    [InlineData("config", """{"loopTime":5,"auth":{"mode":"status","refuse":[null]}}""")]
    [InlineData("busy", """{"share":1.01}""")]
    [InlineData("busy", """{"share":-0.1}""")]
    [InlineData("config", """{"loopTime":0}""")]
    [InlineData("config", """{"loopTime":5,"presenceThreshold":-1}""")]
    public async Task A_bad_order_is_400_with_an_error_and_changes_nothing(string name, string body)
    {
        using var answer = await _client.OrderAsync(name, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotEqual("", (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("error").GetString());
        Assert.Equal("""{"loopTime":10000}""", await _client.Http.GetStringAsync(new Uri("config", UriKind.Relative), Token));
    }
}
