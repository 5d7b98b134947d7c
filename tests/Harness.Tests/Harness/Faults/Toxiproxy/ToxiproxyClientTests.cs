using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Contract;
using Harness.Tests.Toxiproxy;
using Harness.Toxiproxy;

namespace Harness.Tests.Faults.Toxiproxy;

public sealed class ToxiproxyClientTests
{
    private const string Proxy = """{"name":"p","listen":"[::]:1","upstream":"u:2","enabled":true,"Logger":{},"toxics":[]}""";

    private const string Toxic = """{"attributes":{"latency":5,"jitter":0},"name":"t","type":"latency","stream":"UpStream","toxicity":0.1}""";

    private static readonly LatencyToxic _latency = new() { Name = "t", Stream = ToxicStream.Upstream, Toxicity = 0.1, Latency = TimeSpan.FromMilliseconds(5) };

    /// <summary>Every call: what it sends, in the API's words.</summary>
    public static TheoryData<string, string, Func<ToxiproxyClient, CancellationToken, Task>> Calls => new()
    {
        { "GET /version", "{}", (client, token) => client.GetVersionAsync(token) },
        { "GET /metrics", "", (client, token) => client.GetMetricsAsync(token) },
        { "GET /proxies", "{}", (client, token) => client.ListProxiesAsync(token) },
        { "GET /proxies/a%20b%3Fc%2Fd", Proxy, (client, token) => client.GetProxyAsync("a b?c/d", token) },
        { """POST /proxies {"name":"p","listen":"l:0","upstream":"u:2","enabled":true}""", Proxy, (client, token) => client.CreateProxyAsync("p", "l:0", "u:2", token) },
        { """POST /proxies {"name":"p","listen":"l:0","upstream":"u:2","enabled":false}""", Proxy, (client, token) => client.CreateProxyAsync(new("p", "l:0", "u:2", Enabled: false), token) },
        { """PATCH /proxies/p {"enabled":false}""", Proxy, (client, token) => client.UpdateProxyAsync("p", new() { Enabled = false }, token) },
        { """PATCH /proxies/p {"listen":"l:3","upstream":"u:4"}""", Proxy, (client, token) => client.UpdateProxyAsync("p", new() { Listen = "l:3", Upstream = "u:4" }, token) },
        { "DELETE /proxies/p", "", (client, token) => client.DeleteProxyAsync("p", token) },
        { """POST /populate [{"name":"p","listen":"l:0","upstream":"u:2","enabled":true}]""", """{"proxies":null}""", (client, token) => client.PopulateAsync([new("p", "l:0", "u:2")], token) },
        { "POST /reset", "", (client, token) => client.ResetAsync(token) },
        { "GET /proxies/p/toxics", "[]", (client, token) => client.ListToxicsAsync("p", token) },
        { "GET /proxies/p/toxics/a%2Fb", Toxic, (client, token) => client.GetToxicAsync("p", "a/b", token) },
        { """POST /proxies/p/toxics {"name":"t","type":"latency","stream":"upstream","attributes":{"latency":5,"jitter":0},"toxicity":0.1}""", Toxic, (client, token) => client.AddToxicAsync("p", _latency, token) },
        { """POST /proxies/p/toxics {"type":"timeout","stream":"downstream","attributes":{"timeout":0},"toxicity":1}""", Toxic, (client, token) => client.AddToxicAsync("p", new TimeoutToxic(), token) },
        { """PATCH /proxies/p/toxics/t {"attributes":{"latency":5,"jitter":0},"toxicity":0.1}""", Toxic, (client, token) => client.UpdateToxicAsync("p", _latency, token) },
        { """PATCH /proxies/p/toxics/timeout_downstream {"attributes":{"timeout":0},"toxicity":1}""", Toxic, (client, token) => client.UpdateToxicAsync("p", new TimeoutToxic(), token) },
        { """PATCH /proxies/p/toxics/t {"attributes":{"jitter":2}}""", Toxic, (client, token) => client.UpdateToxicAsync("p", "t", new() { Attributes = new() { ["jitter"] = 2 } }, token) },
        { """PATCH /proxies/p/toxics/t {"toxicity":0.5}""", Toxic, (client, token) => client.UpdateToxicAsync("p", "t", new() { Toxicity = 0.5 }, token) },
        { "DELETE /proxies/p/toxics/t", "", (client, token) => client.RemoveToxicAsync("p", "t", token) },
        { "GET /proxies/p/connections", "[]", (client, token) => client.ListConnectionsAsync("p", token) },
        {
            """POST /faults {"remove":[{"proxy":"p","toxic":"t"}],"add":[{"type":"timeout","stream":"downstream","attributes":{"timeout":0},"toxicity":1,"proxy":"q"}]}""",
            "{}",
            (client, token) => client.ChangeToxicsAsync(new() { Remove = [("p", "t")], Add = [("q", new TimeoutToxic())] }, token)
        },
    };

    [Theory]
    [MemberData(nameof(Calls), DisableDiscoveryEnumeration = true)]
    public async Task Each_call_sends_what_the_api_wants(string request, string answer, Func<ToxiproxyClient, CancellationToken, Task> call)
    {
        using var server = new CannedServer(HttpStatusCode.OK, answer);
        using var client = new ToxiproxyClient(CannedServer.Api, server);

        await call(client, Wire.Token);

        Assert.Equal(request, server.Asked);
    }

    [Fact]
    public async Task Proxies_and_toxics_can_be_made_seen_changed_and_removed()
    {
        await using ToxiproxyServer server = await ToxiproxyServer.StartAsync(new ToxiproxyOptions(), Wire.Token);
        using var client = new ToxiproxyClient(server.ApiUri);
        const string name = "a b?c";

        ToxiproxyProxy proxy = await client.CreateProxyAsync(name, "127.0.0.1:0", "127.0.0.1:1", Wire.Token);
        Assert.Equal((name, "127.0.0.1:1", true), (proxy.Name, proxy.Upstream, proxy.Enabled));
        Assert.NotEqual("127.0.0.1:0", proxy.Listen);
        Assert.Equal(_latency, await client.AddToxicAsync(name, _latency, Wire.Token));

        LatencyToxic slower = _latency with { Jitter = TimeSpan.FromMilliseconds(2), Toxicity = 1 };
        Assert.Equal(slower, await client.UpdateToxicAsync(name, slower, Wire.Token));
        Assert.Equal(slower with { Toxicity = 0.5 }, await client.UpdateToxicAsync(name, "t", new() { Toxicity = 0.5 }, Wire.Token));
        LatencyToxic last = slower with { Toxicity = 0.5, Latency = TimeSpan.FromSeconds(1) };
        Assert.Equal(last, await client.UpdateToxicAsync(name, "t", new() { Attributes = new() { ["latency"] = 1000 } }, Wire.Token));
        Assert.Equal([last], (await client.ListProxiesAsync(Wire.Token))[name].Toxics);
        Assert.Equal([last], (await client.GetProxyAsync(name, Wire.Token)).Toxics);
        Assert.Equal([last], await client.ListToxicsAsync(name, Wire.Token));
        Assert.Equal(last, await client.GetToxicAsync(name, "t", Wire.Token));

        await client.RemoveToxicAsync(name, "t", Wire.Token);
        Assert.Empty((await client.GetProxyAsync(name, Wire.Token)).Toxics);
        proxy = await client.UpdateProxyAsync(name, new ToxiproxyProxyUpdate { Enabled = false }, Wire.Token);
        Assert.False(proxy.Enabled);
        await client.ResetAsync(Wire.Token);
        Assert.True((await client.GetProxyAsync(name, Wire.Token)).Enabled);
        await client.DeleteProxyAsync(name, Wire.Token);
        Assert.Empty(await client.ListProxiesAsync(Wire.Token));
        Assert.Equal(ToxiproxyServer.Version, await client.GetVersionAsync(Wire.Token));
    }

    [Fact]
    public async Task A_toxic_without_a_name_gets_the_servers()
    {
        await using ToxiproxyServer server = await ToxiproxyServer.StartAsync(new ToxiproxyOptions(), Wire.Token);
        using var client = new ToxiproxyClient(server.ApiUri);
        await client.CreateProxyAsync("web", "127.0.0.1:0", "127.0.0.1:1", Wire.Token);
        var slow = new SlowCloseToxic { Delay = TimeSpan.FromSeconds(2) };

        Assert.Equal(slow with { Name = "slow_close_downstream" }, await client.AddToxicAsync("web", slow, Wire.Token));
        Assert.Equal(TimeSpan.FromSeconds(3), Assert.IsType<SlowCloseToxic>(await client.UpdateToxicAsync("web", slow with { Delay = TimeSpan.FromSeconds(3) }, Wire.Token)).Delay);
    }

    [Fact]
    public async Task Populated_proxies_come_back_in_their_order()
    {
        using var client = new ToxiproxyClient(
            CannedServer.Api, new CannedServer(HttpStatusCode.Created, $$"""{"proxies":[{{Proxy.Replace("\"p\"", "\"q\"", StringComparison.Ordinal)}},{{Proxy}}]}"""));

        IReadOnlyList<ToxiproxyProxy> proxies = await client.PopulateAsync([new("q", "[::]:1", "u:2"), new("p", "[::]:1", "u:2")], Wire.Token);

        Assert.Equal(["q", "p"], proxies.Select(proxy => proxy.Name));
    }

    [Fact]
    public async Task A_populate_that_fails_half_way_is_an_error_like_any_other()
    {
        using var client = new ToxiproxyClient(
            CannedServer.Api, new CannedServer(HttpStatusCode.InternalServerError, $$"""{"error":"listen tcp: in use","status":500,"proxies":[{{Proxy}}]}"""));

        ToxiproxyException e = await Assert.ThrowsAsync<ToxiproxyException>(() => client.PopulateAsync([], Wire.Token));

        Assert.Equal((HttpStatusCode.InternalServerError, "listen tcp: in use"), (e.Status, e.Title));
    }

    [Fact]
    public async Task Connections_of_the_embedded_server_are_seen_with_their_traffic_and_toxics()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.Api.AddToxicAsync(ProxiedServer.Name, new BandwidthToxic { Name = "held" }, Wire.Token);
        await proxied.Api.AddToxicAsync(ProxiedServer.Name, new LatencyToxic { Name = "spared", Toxicity = 0 }, Wire.Token);
        await client.SayAsync("four");
        await server.HearAsync("four");
        await server.SayAsync("seven!!");

        ToxiproxyConnection seen = new(-1, null, null, TimeSpan.Zero, new(0, 0), new(0, 0), []);
        await ContractProxy.UntilAsync(
            async () => (seen = Assert.Single(await proxied.Api.ListConnectionsAsync(ProxiedServer.Name, Wire.Token))).Downstream.Received == 7);

        Assert.Equal((0, client.LocalEndPoint!.ToString(), server.LocalEndPoint!.ToString()), (seen.Id, seen.Client, seen.Server));
        Assert.InRange(seen.Age, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1));
        Assert.Equal((new ToxiproxyTraffic(4, 4), new ToxiproxyTraffic(7, 0)), (seen.Upstream, seen.Downstream));
        Assert.Equal(["held"], seen.Toxics);
    }

    [Fact]
    public async Task Toxics_of_several_proxies_change_at_one_instant_or_not_at_all()
    {
        await using ToxiproxyServer server = await ToxiproxyServer.StartAsync(new ToxiproxyOptions(), Wire.Token);
        using var client = new ToxiproxyClient(server.ApiUri);
        await client.CreateProxyAsync("p", "127.0.0.1:0", "127.0.0.1:1", Wire.Token);
        await client.CreateProxyAsync("q", "127.0.0.1:0", "127.0.0.1:1", Wire.Token);
        await client.AddToxicAsync("p", _latency, Wire.Token);
        var change = new ToxiproxyChange { Remove = [("p", "t")], Add = [("p", new TimeoutToxic()), ("q", _latency)] };

        ToxiproxyChanged changed = await client.ChangeToxicsAsync(change, Wire.Token);

        Assert.Equal([new TimeoutToxic { Name = "timeout_downstream" }, _latency], changed.Added);
        Assert.InRange(changed.InForceNanoseconds, changed.BeganNanoseconds, (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency)) + 1000);
        ToxiproxyException e = await Assert.ThrowsAsync<ToxiproxyException>(() => client.ChangeToxicsAsync(change with { Remove = [("q", "t")] }, Wire.Token));
        Assert.Equal((HttpStatusCode.Conflict, "add 1: toxic already exists"), (e.Status, e.Title));
        Assert.Equal([_latency], await client.ListToxicsAsync("q", Wire.Token));
    }

    [Fact]
    public async Task An_error_answer_carries_status_and_title()
    {
        await using ToxiproxyServer server = await ToxiproxyServer.StartAsync(new ToxiproxyOptions(), Wire.Token);
        using var client = new ToxiproxyClient(server.ApiUri);

        ToxiproxyException e = await Assert.ThrowsAsync<ToxiproxyException>(() => client.GetProxyAsync("none", Wire.Token));

        Assert.Equal(HttpStatusCode.NotFound, e.Status);
        Assert.Equal("proxy not found", e.Title);
    }

    [Fact]
    public async Task A_server_that_is_not_there_has_no_status()
    {
        ToxiproxyServer server = await ToxiproxyServer.StartAsync(new ToxiproxyOptions(), Wire.Token);
        using var client = new ToxiproxyClient(server.ApiUri);
        await server.DisposeAsync();

        ToxiproxyException e = await Assert.ThrowsAsync<ToxiproxyException>(() => client.GetVersionAsync(Wire.Token));

        Assert.Null(e.Status);
    }

    [Theory]
    [MemberData(nameof(Calls), DisableDiscoveryEnumeration = true)]
    public async Task A_cancelled_call_throws_that_and_sends_nothing(string request, string answer, Func<ToxiproxyClient, CancellationToken, Task> call)
    {
        using var server = new CannedServer(HttpStatusCode.OK, answer);
        using var client = new ToxiproxyClient(CannedServer.Api, server);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call(client, new CancellationToken(canceled: true)));

        Assert.True(server.Asked.Length == 0, $"{request} was sent");
    }

    /// <summary>An answer of the stock server, 2.12.0: the fields in its order, its text/plain errors with a line break.</summary>
    [Theory]
    [InlineData(HttpStatusCode.OK, """{"name":"p","listen":"[::]:1","upstream":"u:2","enabled":true,"Logger":{},"toxics":[{"attributes":{"rate":10},"name":"t","type":"bandwidth","stream":"downstream","toxicity":1}]}""", null)]
    [InlineData(HttpStatusCode.NotFound, "{\"error\":\"proxy not found\",\"status\":404}\n", "proxy not found")]
    [InlineData(HttpStatusCode.Forbidden, "User agent not allowed\n", "User agent not allowed")]
    [InlineData(HttpStatusCode.OK, "<html>", "unexpected answer")]
    [InlineData(HttpStatusCode.OK, "null", "unexpected answer")]
    [InlineData(HttpStatusCode.OK, """{"name":"p","toxics":[{"attributes":{"rate":"fast"},"name":"t","type":"bandwidth"}]}""", "unexpected answer")]
    [InlineData(HttpStatusCode.BadGateway, "", "")]
    public async Task Answers_are_read_as_the_stock_server_writes_them(HttpStatusCode status, string body, string? title)
    {
        using var client = new ToxiproxyClient(CannedServer.Api, new CannedServer(status, body));

        if (title is null)
        {
            ToxiproxyProxy proxy = await client.GetProxyAsync("p", Wire.Token);
            Assert.Equal([new BandwidthToxic { Name = "t", KilobytesPerSecond = 10 }], proxy.Toxics);
        }
        else
        {
            Assert.Equal(title, (await Assert.ThrowsAsync<ToxiproxyException>(() => client.GetProxyAsync("p", Wire.Token))).Title);
        }
    }
}
