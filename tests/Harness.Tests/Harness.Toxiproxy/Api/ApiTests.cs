using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Harness.Toxiproxy;

namespace Harness.Tests.Toxiproxy.Api;

/// <summary>The HTTP API as bytes: paths, status codes and bodies of the stock server, which other clients rely on.</summary>
public sealed class ApiTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private ToxiproxyServer _toxiproxy = null!;

    public async ValueTask InitializeAsync()
    {
        _toxiproxy = await ToxiproxyServer.StartAsync(new ToxiproxyOptions(), Wire.Token);
        _http.BaseAddress = _toxiproxy.ApiUri;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _toxiproxy.DisposeAsync();
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("a b?#")]
    public async Task A_proxy_of_any_name_can_be_shown_and_removed(string name)
    {
        await using RunningApi api = await RunningApi.StartAsync();
        await api.JsonAsync("POST", "/proxies", $$"""{"name":"{{name}}","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}""");

        JsonNode shown = await api.JsonAsync("GET", $"/proxies/{Uri.EscapeDataString(name)}");
        (HttpStatusCode removed, _) = await api.SendAsync("DELETE", $"/proxies/{Uri.EscapeDataString(name)}");

        Assert.Equal(name, (string)shown["name"]!);
        Assert.Equal(HttpStatusCode.NoContent, removed);
    }

    [Fact]
    public async Task A_proxy_shows_its_fields_and_its_actual_port()
    {
        (HttpStatusCode status, string body) = await SendAsync("POST", "/proxies", """{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}""");
        var proxy = JsonNode.Parse(body)!;
        string listen = (string)proxy["listen"]!;

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.NotEqual("127.0.0.1:0", listen);
        string expected = $$"""{"name":"a","listen":"{{listen}}","upstream":"127.0.0.1:1","enabled":true,"Logger":{},"toxics":[]}""";
        Assert.Equal(expected, body);
        Assert.Equal((HttpStatusCode.OK, expected), await SendAsync("GET", "/proxies/a"));
        Assert.Equal((HttpStatusCode.OK, $$"""{"a":{{expected}}}"""), await SendAsync("GET", "/proxies"));
        Assert.Equal((HttpStatusCode.NoContent, ""), await SendAsync("DELETE", "/proxies/a"));
        Assert.Equal((HttpStatusCode.OK, "{}"), await SendAsync("GET", "/proxies"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":0")]
    [InlineData("0.0.0.0:0")]
    public async Task All_interfaces_are_those_of_both_protocols(string listen)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");

        (_, string body) = await SendAsync("POST", "/proxies", $$"""{"name":"a","listen":"{{listen}}","upstream":"127.0.0.1:1"}""");

        IPEndPoint address = IPEndPoint.Parse((string)JsonNode.Parse(body)!["listen"]!);
        Assert.Equal(IPAddress.IPv6Any, address.Address);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port, Wire.Token);
    }

    [Theory]
    [InlineData("""{"type":"latency"}""", """{"attributes":{"latency":0,"jitter":0},"name":"latency_downstream","type":"latency","stream":"downstream","toxicity":1}""")]
    [InlineData("""{"type":"timeout","stream":"upstream"}""", """{"attributes":{"timeout":0},"name":"timeout_upstream","type":"timeout","stream":"upstream","toxicity":1}""")]
    [InlineData("""{"type":"slow_close","attributes":{"delay":7}}""", """{"attributes":{"delay":7},"name":"slow_close_downstream","type":"slow_close","stream":"downstream","toxicity":1}""")]
    [InlineData("""{"type":"limit_data","toxicity":0.1,"attributes":{"bytes":9}}""", """{"attributes":{"bytes":9},"name":"limit_data_downstream","type":"limit_data","stream":"downstream","toxicity":0.1}""")]
    [InlineData("""{"type":"reset_peer","name":"mine"}""", """{"attributes":{"timeout":0},"name":"mine","type":"reset_peer","stream":"downstream","toxicity":1}""")]
    [InlineData("""{"TYPE":"latency","unknown":1,"attributes":{"Latency":5,"other":"x"}} and more""", """{"attributes":{"latency":5,"jitter":0},"name":"latency_downstream","type":"latency","stream":"downstream","toxicity":1}""")]
    [InlineData("""{"type":"latency","attributes":{"latency":-5}}""", """{"attributes":{"latency":-5,"jitter":0},"name":"latency_downstream","type":"latency","stream":"downstream","toxicity":1}""")]
    public async Task A_toxic_gets_the_defaults_for_what_the_request_leaves_out(string request, string answer)
    {
        await CreateProxyAsync();

        Assert.Equal((HttpStatusCode.OK, answer), await SendAsync("POST", "/proxies/a/toxics", request));

        string path = "/proxies/a/toxics/" + (string)JsonNode.Parse(answer)!["name"]!;
        Assert.Equal((HttpStatusCode.OK, answer), await SendAsync("GET", path));
        Assert.Equal((HttpStatusCode.OK, $"[{answer}]"), await SendAsync("GET", "/proxies/a/toxics"));
        Assert.Equal((HttpStatusCode.NoContent, ""), await SendAsync("DELETE", path));
        Assert.Equal((HttpStatusCode.OK, "[]"), await SendAsync("GET", "/proxies/a/toxics"));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PATCH")]
    public async Task An_update_changes_what_it_names_and_nothing_else(string method)
    {
        await CreateProxyAsync();
        await SendAsync("POST", "/proxies/a/toxics", """{"type":"latency","toxicity":0.5,"attributes":{"latency":100,"jitter":10}}""");

        (HttpStatusCode status, string body) = await SendAsync(method, "/proxies/a/toxics/latency_downstream", """{"attributes":{"jitter":20}}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"attributes":{"latency":100,"jitter":20},"name":"latency_downstream","type":"latency","stream":"downstream","toxicity":0.5}""", body);
        (_, body) = await SendAsync(method, "/proxies/a", """{"enabled":false}""");
        Assert.Contains("\"enabled\":false", body, StringComparison.Ordinal);
        Assert.Contains("\"upstream\":\"127.0.0.1:1\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reset_enables_every_proxy_and_removes_every_toxic()
    {
        await CreateProxyAsync();
        await SendAsync("POST", "/proxies/a/toxics", """{"type":"latency","stream":"upstream"}""");
        await SendAsync("POST", "/proxies/a/toxics", """{"type":"latency"}""");
        await SendAsync("PATCH", "/proxies/a", """{"enabled":false}""");

        Assert.Equal((HttpStatusCode.NoContent, ""), await SendAsync("POST", "/reset"));

        (_, string body) = await SendAsync("GET", "/proxies/a");
        Assert.Contains("\"enabled\":true,\"Logger\":{},\"toxics\":[]", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/proxies/none", "", 404, "proxy not found")]
    [InlineData("DELETE", "/proxies/none", "", 404, "proxy not found")]
    [InlineData("PATCH", "/proxies/none", "{}", 404, "proxy not found")]
    [InlineData("POST", "/proxies/none/toxics", "{}", 404, "proxy not found")]
    [InlineData("GET", "/proxies/a/toxics/none", "", 404, "toxic not found")]
    [InlineData("PATCH", "/proxies/a/toxics/none", "{}", 404, "toxic not found")]
    [InlineData("DELETE", "/proxies/a/toxics/none", "", 404, "toxic not found")]
    [InlineData("POST", "/proxies", """{"name":"a","upstream":"x:1","listen":"127.0.0.1:0"}""", 409, "proxy already exists")]
    [InlineData("POST", "/proxies", """{"upstream":"x:1"}""", 400, "missing required field: name")]
    [InlineData("POST", "/proxies", """{"name":"b"}""", 400, "missing required field: upstream")]
    [InlineData("POST", "/proxies", "", 400, "bad request body: ")]
    [InlineData("POST", "/proxies", "{", 400, "bad request body: ")]
    [InlineData("POST", "/proxies", "[]", 400, "bad request body: ")]
    [InlineData("POST", "/proxies", "not JSON", 400, "bad request body: ")]
    [InlineData("POST", "/proxies", """{"name":5}""", 400, "bad request body: name must be a string, but is 5")]
    [InlineData("POST", "/proxies", """{"name":"b","upstream":"x:1","enabled":"yes"}""", 400, "bad request body: enabled must be true or false")]
    [InlineData("POST", "/proxies", """{"name":"b","upstream":"x:1","listen":"nonsense"}""", 500, "listen tcp: address nonsense: missing port in address")]
    [InlineData("POST", "/proxies", """{"name":"b","upstream":"x:1","listen":"[::1]"}""", 500, "listen tcp: address [::1]: missing port in address")]
    [InlineData("POST", "/proxies", """{"name":"b","upstream":"x:1","listen":"[::1"}""", 500, "listen tcp: address [::1: missing ']' in address")]
    [InlineData("POST", "/proxies", """{"name":"b","upstream":"x:1","listen":"a:b:c"}""", 500, "listen tcp: address a:b:c: too many colons in address")]
    [InlineData("POST", "/proxies", """{"name":"b","upstream":"x:1","listen":"127.0.0.1:99999"}""", 500, "listen tcp: address 99999: invalid port")]
    [InlineData("POST", "/proxies", """{"name":"b","upstream":"x:1","listen":"127.0.0.1:-1"}""", 500, "listen tcp: address -1: invalid port")]
    [InlineData("POST", "/proxies", """{"name":"b","upstream":"x:1","listen":"127.0.0.1:abc"}""", 500, "listen tcp: address tcp/abc: unknown port")]
    [InlineData("POST", "/proxies", """{"name":"b","upstream":"x:1","listen":"192.0.2.1:1"}""", 500, "listen tcp 192.0.2.1:1: bind: cannot assign requested address")]
    [InlineData("POST", "/proxies", """{"name":"b","upstream":"x:1","listen":"no.such.host.invalid:1"}""", 500, "listen tcp: lookup no.such.host.invalid")]
    [InlineData("POST", "/proxies", """{"name":"a","upstream":"x:1","listen":"nonsense"}""", 409, "proxy already exists")]
    [InlineData("POST", "/proxies/a/toxics", """{"type":"none"}""", 400, "invalid toxic type")]
    [InlineData("POST", "/proxies/a/toxics", """{}""", 400, "invalid toxic type")]
    [InlineData("POST", "/proxies/a/toxics", """{"type":"latency","stream":"sideways"}""", 400, "stream was invalid, can be either upstream or downstream")]
    [InlineData("POST", "/proxies/a/toxics", """{"type":"latency","stream":"1"}""", 400, "stream was invalid, can be either upstream or downstream")]
    [InlineData("POST", "/proxies/a/toxics", """{"type":"latency","toxicity":"high"}""", 400, "bad request body: toxicity must be a number")]
    [InlineData("POST", "/proxies/a/toxics", """{"type":"latency","attributes":[]}""", 400, "bad request body: attributes must be an object")]
    [InlineData("POST", "/proxies/a/toxics", """{"type":"latency","attributes":{"latency":"slow"}}""", 400, "bad request body: attributes.latency must be a whole number")]
    [InlineData("POST", "/proxies/a/toxics", """{"type":"latency","attributes":{"latency":1.5}}""", 400, "bad request body: attributes.latency must be a whole number")]
    [InlineData("POST", "/proxies/a/toxics", """{"type":"latency","attributes":{"latency":99999999999999999999}}""", 400, "bad request body: attributes.latency must be a whole number")]
    [InlineData("PATCH", "/proxies/a", """{"listen":"nonsense"}""", 500, "address nonsense: missing port in address")]
    public async Task Errors_are_answered_in_the_stock_servers_form(string method, string path, string request, int status, string message)
    {
        await CreateProxyAsync();

        (HttpStatusCode answered, string body) = await SendAsync(method, path, request);

        Assert.Equal(status, (int)answered);
        JsonNode error = JsonNode.Parse(body)!;
        Assert.StartsWith(message, (string)error["error"]!, StringComparison.Ordinal);
        Assert.Equal(status, (int)error["status"]!);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("GET", "/proxies/a")).Status);
    }

    [Fact]
    public async Task A_toxic_of_the_same_name_conflicts()
    {
        await CreateProxyAsync();
        await SendAsync("POST", "/proxies/a/toxics", """{"type":"latency","name":"one"}""");

        (HttpStatusCode status, string body) = await SendAsync("POST", "/proxies/a/toxics", """{"type":"timeout","name":"one"}""");

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("""{"error":"toxic already exists","status":409}""", body.Trim());
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_and_makes_no_proxy()
    {
        (_, string body) = await CreateProxyAsync();
        string taken = (string)JsonNode.Parse(body)!["listen"]!;

        (HttpStatusCode status, body) = await SendAsync("POST", "/proxies", $$"""{"name":"b","listen":"{{taken}}","upstream":"x:1"}""");

        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Equal($"listen tcp {taken}: bind: address already in use", (string)JsonNode.Parse(body)!["error"]!);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("GET", "/proxies/b")).Status);
    }

    [Fact]
    public async Task Browsers_are_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/proxies");
        request.Headers.UserAgent.ParseAdd("Mozilla/5.0");

        using HttpResponseMessage response = await _http.SendAsync(request, Wire.Token);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("GET", "/proxies/", 404)]
    [InlineData("PUT", "/proxies", 405)]
    [InlineData("GET", "/reset", 405)]
    public async Task Unknown_paths_and_methods_are_refused(string method, string path, int status) =>
        Assert.Equal(status, (int)(await SendAsync(method, path)).Status);

    [Fact]
    public async Task The_version_is_that_of_the_api_it_speaks()
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri("/version", UriKind.Relative), Wire.Token);

        Assert.Equal("{\"version\": \"2.12.0+harness\"}\n", await response.Content.ReadAsStringAsync(Wire.Token));
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
    }

    private Task<(HttpStatusCode Status, string Body)> CreateProxyAsync() =>
        SendAsync("POST", "/proxies", """{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}""");

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _http.SendAsync(request, Wire.Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Wire.Token));
    }
}
