using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Harness.Toxiproxy;

namespace Harness.Tests.Toxiproxy.Api;

/// <summary><c>POST /populate</c>; the bodies, their order and the words of the errors are those that a stock 2.12.0 answered with.</summary>
public sealed class PopulateTests : IAsyncLifetime
{
    private RunningApi _api = null!;

    public async ValueTask InitializeAsync() => _api = await RunningApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task New_proxies_are_made_and_shown_in_their_order()
    {
        (HttpStatusCode status, string body) = await PopulateAsync("""
            [{"name":"b","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"},
             {"NAME":"a","Listen":"127.0.0.1:7","uPstream":"127.0.0.1:1","enabled":false,"toxics":[{"type":"latency"}],"other":1}] and more
            """);

        Assert.Equal(HttpStatusCode.Created, status);
        string listen = (await _api.ListenAsync("b")).ToString();
        Assert.Equal(
            $$"""{"proxies":[{"name":"b","listen":"{{listen}}","upstream":"127.0.0.1:1","enabled":true,"Logger":{},"toxics":[]},{"name":"a","listen":"127.0.0.1:7","upstream":"127.0.0.1:1","enabled":false,"Logger":{},"toxics":[]}]}""",
            body);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task No_proxies_are_null(string list) => Assert.Equal((HttpStatusCode.Created, """{"proxies":null}"""), await PopulateAsync(list));

    [Fact]
    public async Task What_is_equal_keeps_its_connections_its_toxics_and_its_state()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await proxied.AddAsync("latency", Harness.Faults.Toxiproxy.ToxicStream.Upstream, ("latency", 1));
        string upstream = (await proxied.Api.GetProxyAsync(ProxiedServer.Name, Wire.Token)).Upstream;
        using var http = new HttpClient { BaseAddress = proxied.Toxiproxy.ApiUri };

        // Another way to write the address, and an "enabled" that does not count for a proxy that is there already.
        using var list = new StringContent($$"""[{"name":"{{ProxiedServer.Name}}","listen":"localhost:{{proxied.Address.Port}}","upstream":"{{upstream}}","enabled":false}]""");
        using HttpResponseMessage answer = await http.PostAsync(new Uri("/populate", UriKind.Relative), list, Wire.Token);

        JsonNode proxy = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Wire.Token))!["proxies"]![0]!;
        Assert.True((bool)proxy["enabled"]!);
        Assert.Single(proxy["toxics"]!.AsArray());
        await client.SayAsync("still here");
        await server.HearAsync("still here");
    }

    [Fact]
    public async Task What_differs_is_replaced_with_its_connections_and_toxics_on_the_same_port()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (Socket client, _) = await proxied.ConnectAsync();
        await proxied.AddAsync("latency", Harness.Faults.Toxiproxy.ToxicStream.Upstream, ("latency", 1));
        using var http = new HttpClient { BaseAddress = proxied.Toxiproxy.ApiUri };

        using var list = new StringContent($$"""[{"name":"{{ProxiedServer.Name}}","listen":"{{proxied.Address}}","upstream":"127.0.0.1:2"}]""");
        using HttpResponseMessage answer = await http.PostAsync(new Uri("/populate", UriKind.Relative), list, Wire.Token);

        Assert.Equal(
            $$"""{"proxies":[{"name":"{{ProxiedServer.Name}}","listen":"{{proxied.Address}}","upstream":"127.0.0.1:2","enabled":true,"Logger":{},"toxics":[]}]}""",
            await answer.Content.ReadAsStringAsync(Wire.Token));
        await client.HearFinAsync();
        using Socket again = await proxied.DialAsync();
    }

    [Fact]
    public async Task A_port_of_all_interfaces_is_equal_to_itself()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await PopulateAsync("""[{"name":"a","listen":":0","upstream":"127.0.0.1:1"}]""");
        int port = (await _api.ListenAsync("a")).Port;
        await _api.SendAsync("POST", "/proxies/a/toxics", """{"type":"latency"}""");

        (_, string body) = await PopulateAsync($$"""[{"name":"a","listen":"0.0.0.0:{{port}}","upstream":"127.0.0.1:1"}]""");

        Assert.Contains("latency_downstream", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_that_cannot_listen_ends_it_and_what_was_made_before_stays_and_is_shown()
    {
        await PopulateAsync("""[{"name":"c","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}]""");
        string taken = (await _api.ListenAsync("c")).ToString();

        (HttpStatusCode status, string body) = await PopulateAsync($$"""
            [{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"},
             {"name":"b","listen":"{{taken}}","upstream":"127.0.0.1:1"},
             {"name":"d","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}]
            """);

        Assert.Equal(HttpStatusCode.InternalServerError, status);
        string listen = (await _api.ListenAsync("a")).ToString();
        Assert.Equal(
            $$"""{"error":"listen tcp {{taken}}: bind: address already in use","status":500,"proxies":[{"name":"a","listen":"{{listen}}","upstream":"127.0.0.1:1","enabled":true,"Logger":{},"toxics":[]}]}""",
            body);
        Assert.Equal(["a", "c"], (await _api.JsonAsync("GET", "/proxies")).AsObject().Select(proxy => proxy.Key));
    }

    [Fact]
    public async Task A_proxy_whose_replacement_cannot_listen_stays_disabled_and_can_be_enabled_again()
    {
        await PopulateAsync("""[{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"},{"name":"b","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}]""");
        IPEndPoint before = await _api.ListenAsync("a");

        await PopulateAsync($$"""[{"name":"a","listen":"{{await _api.ListenAsync("b")}}","upstream":"127.0.0.1:1"}]""");

        JsonNode proxy = await _api.JsonAsync("GET", "/proxies/a");
        Assert.False((bool)proxy["enabled"]!);
        Assert.Equal(before.ToString(), (string)proxy["listen"]!);
        Assert.True((bool)(await _api.JsonAsync("PATCH", "/proxies/a", """{"enabled":true}"""))["enabled"]!);
    }

    [Fact]
    public async Task Of_two_with_one_name_the_second_replaces_the_first()
    {
        (_, string body) = await PopulateAsync("""[{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"},{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:2"}]""");

        JsonArray proxies = JsonNode.Parse(body)!["proxies"]!.AsArray();
        Assert.Equal([false, true], proxies.Select(proxy => (bool)proxy!["enabled"]!));
        Assert.Equal("127.0.0.1:2", Assert.Single(_api.Server.Proxies).Upstream);
    }

    [Theory]
    [InlineData("", 400, "bad request body: ")]
    [InlineData("[", 400, "bad request body: ")]
    [InlineData("{}", 400, "bad request body: must be an array of proxy objects, but is {}")]
    [InlineData("[5]", 400, "bad request body: proxy 1 must be an object, but is 5")]
    [InlineData("[null]", 400, "missing required field: name at proxy 1")]
    [InlineData("""[{"name":"x","upstream":"x:1"},{"upstream":"x:1"}]""", 400, "missing required field: name at proxy 2")]
    [InlineData("""[{"name":"x","upstream":"x:1"},{"name":"y"}]""", 400, "missing required field: upstream at proxy 2")]
    [InlineData("""[{"upstream":"x:1"},{"name":5}]""", 400, "bad request body: proxy 2: name must be a string, but is 5")]
    [InlineData("""[{"name":"x","upstream":"x:1","enabled":"yes"}]""", 400, "bad request body: proxy 1: enabled must be true or false")]
    [InlineData("""[{"name":"x","upstream":"x:1","listen":"nonsense"}]""", 500, "listen tcp: address nonsense: missing port in address")]
    [InlineData("""[{"name":"there","upstream":"x:1","listen":"nonsense"}]""", 500, "address nonsense: missing port in address")]
    [InlineData("""[{"name":"there","upstream":"x:1","listen":"nonsense","enabled":false}]""", 500, "address nonsense: missing port in address")]
    public async Task A_list_that_is_wrong_makes_nothing(string list, int status, string message)
    {
        await PopulateAsync("""[{"name":"there","listen":"127.0.0.1:7","upstream":"127.0.0.1:1","enabled":false}]""");

        (HttpStatusCode answered, string body) = await PopulateAsync(list);

        Assert.Equal(status, (int)answered);
        JsonObject error = JsonNode.Parse(body)!.AsObject();
        Assert.Equal(["error", "status", "proxies"], error.Select(field => field.Key));
        Assert.StartsWith(message, (string)error["error"]!, StringComparison.Ordinal);
        Assert.Equal(status, (int)error["status"]!);
        Assert.Null(error["proxies"]);
        Assert.Equal("there", Assert.Single(_api.Server.Proxies).Name);
    }

    private Task<(HttpStatusCode Status, string Body)> PopulateAsync(string list) => _api.SendAsync("POST", "/populate", list);
}
