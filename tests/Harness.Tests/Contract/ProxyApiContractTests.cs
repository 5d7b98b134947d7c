using System.Net;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy;

namespace Harness.Tests.Contract;

/// <summary><c>/proxies</c> and <c>/proxies/{proxy}</c>, byte by byte.</summary>
[Collection(ContractTests.Name)]
public sealed class ProxyApiContractTests
{
    [Theory]
    [Contract]
    public async Task A_proxy_shows_its_fields_and_its_actual_port(ServerKind on)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        string name = server.NewName();

        Answer created = await server.SendAsync("POST", "/proxies", $$"""{"name":"{{name}}","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}""");

        string listen = (await server.Client.GetProxyAsync(name, Wire.Token)).Listen;
        Assert.NotEqual(0, IPEndPoint.Parse(listen).Port);
        string shown = Shown(name, listen);
        created.IsJson(201, shown);
        (await server.SendAsync("GET", $"/proxies/{name}")).IsJson(200, shown);
        Answer all = await server.SendAsync("GET", "/proxies");
        Assert.Equal((200, "application/json"), (all.Status, all.ContentType));
        Assert.Contains($"\"{name}\":{shown}", all.Body, StringComparison.Ordinal);
        (await server.SendAsync("DELETE", $"/proxies/{name}")).IsEmpty(204);
        (await server.SendAsync("GET", $"/proxies/{name}")).IsError(404, "proxy not found");
        (await server.SendAsync("DELETE", $"/proxies/{name}")).IsError(404, "proxy not found");
    }

    [Theory]
    [Contract]
    public async Task A_proxy_that_is_not_enabled_shows_what_it_was_given(ServerKind on)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        string name = server.NewName();

        (await server.SendAsync("POST", "/proxies", $$"""{"name":"{{name}}","listen":"127.0.0.1:0","upstream":"127.0.0.1:1","enabled":false}"""))
            .IsJson(201, Shown(name, "127.0.0.1:0", enabled: false));
        Assert.True((await server.Client.UpdateProxyAsync(name, new() { Enabled = true }, Wire.Token)).Enabled);
    }

    [Theory]
    [Contract]
    public async Task Field_names_have_any_case_and_what_is_unknown_null_or_behind_the_object_is_passed_over(ServerKind on)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        string name = server.NewName();

        Answer created = await server.SendAsync(
            "POST", "/proxies", $$"""{"NAME":"{{name}}","Listen":"127.0.0.1:0","UPSTREAM":"127.0.0.1:1","enabled":null,"other":[1],"toxics":[{"type":"latency"}]} and more""");

        created.IsJson(201, Shown(name, (await server.Client.GetProxyAsync(name, Wire.Token)).Listen));
    }

    [Theory]
    [Contract("POST")]
    [Contract("PATCH")]
    public async Task An_update_changes_what_it_names_and_nothing_else(ServerKind on, string method)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        ToxiproxyProxy proxy = await server.CreateProxyAsync();
        string path = $"/proxies/{proxy.Name}";

        (await server.SendAsync(method, path, """{"enabled":false}""")).IsJson(200, Shown(proxy.Name, proxy.Listen, enabled: false));
        (await server.SendAsync(method, path, """{"enabled":false}""")).IsJson(200, Shown(proxy.Name, proxy.Listen, enabled: false));
        (await server.SendAsync(method, path, """{"enabled":true}""")).IsJson(200, Shown(proxy.Name, proxy.Listen));
        (await server.SendAsync(method, path, "{}")).IsJson(200, Shown(proxy.Name, proxy.Listen));
        (await server.SendAsync(method, path, """{"name":"other"}""")).IsJson(200, Shown(proxy.Name, proxy.Listen));
        (await server.SendAsync(method, path, """{"upstream":"127.0.0.1:2"}""")).IsJson(200, Shown(proxy.Name, proxy.Listen, upstream: "127.0.0.1:2"));
        (await server.SendAsync("GET", path)).IsJson(200, Shown(proxy.Name, proxy.Listen, upstream: "127.0.0.1:2"));
    }

    [Theory]
    [Contract]
    public async Task Toxics_outlast_an_update(ServerKind on)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        ToxiproxyProxy proxy = await server.CreateProxyAsync();
        ToxiproxyToxic toxic = await server.Client.AddToxicAsync(proxy.Name, new LatencyToxic { Latency = TimeSpan.FromMilliseconds(5) }, Wire.Token);

        ToxiproxyProxy updated = await server.Client.UpdateProxyAsync(proxy.Name, new() { Listen = "127.0.0.1:0", Upstream = "127.0.0.1:2" }, Wire.Token);

        Assert.Equal([toxic], updated.Toxics);
        Assert.NotEqual("127.0.0.1:0", updated.Listen);
    }

    [Theory]
    [Contract("GET", "/proxies/none", null!, 404, "proxy not found")]
    [Contract("DELETE", "/proxies/none", null!, 404, "proxy not found")]
    [Contract("PATCH", "/proxies/none", "{}", 404, "proxy not found")]
    [Contract("PATCH", "/proxies/none", "not JSON", 404, "proxy not found")]
    [Contract("POST", "/proxies", """{"name":"{p}","upstream":"x:1","listen":"127.0.0.1:0"}""", 409, "proxy already exists")]
    [Contract("POST", "/proxies", """{"name":"{p}","upstream":"x:1","listen":"nonsense"}""", 409, "proxy already exists")]
    [Contract("POST", "/proxies", """{}""", 400, "missing required field: name")]
    [Contract("POST", "/proxies", """{"upstream":"x:1"}""", 400, "missing required field: name")]
    [Contract("POST", "/proxies", """{"name":"","upstream":"x:1"}""", 400, "missing required field: name")]
    [Contract("POST", "/proxies", """{"name":"{p}"}""", 400, "missing required field: upstream")]
    [Contract("POST", "/proxies", """{"name":"{new}","upstream":"x:1","listen":"nonsense"}""", 500, "listen tcp: address nonsense: missing port in address")]
    [Contract("POST", "/proxies", """{"name":"{new}","upstream":"x:1","listen":"a:b:c"}""", 500, "listen tcp: address a:b:c: too many colons in address")]
    [Contract("POST", "/proxies", """{"name":"{new}","upstream":"x:1","listen":"[::1"}""", 500, "listen tcp: address [::1: missing ']' in address")]
    [Contract("POST", "/proxies", """{"name":"{new}","upstream":"x:1","listen":"127.0.0.1:99999"}""", 500, "listen tcp: address 99999: invalid port")]
    [Contract("POST", "/proxies", """{"name":"{new}","upstream":"x:1","listen":"127.0.0.1:-1"}""", 500, "listen tcp: address -1: invalid port")]
    [Contract("POST", "/proxies", """{"name":"{new}","upstream":"x:1","listen":"192.0.2.1:1"}""", 500, "listen tcp 192.0.2.1:1: bind: cannot assign requested address")]
    [Contract("POST", "/proxies", """{"name":"{new}","upstream":"x:1","listen":"{taken}"}""", 500, "listen tcp {taken}: bind: address already in use")]
    [Contract("PATCH", "/proxies/{p}", """{"listen":"nonsense"}""", 500, "address nonsense: missing port in address")]
    public async Task Errors_have_a_status_and_a_message(ServerKind on, string method, string path, string? body, int status, string error)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        ToxiproxyProxy proxy = await server.CreateProxyAsync();
        string name = server.NewName();
        string Filled(string text) => text.Replace("{p}", proxy.Name, StringComparison.Ordinal)
            .Replace("{new}", name, StringComparison.Ordinal)
            .Replace("{taken}", proxy.Listen, StringComparison.Ordinal);

        (await server.SendAsync(method, Filled(path), body is null ? null : Filled(body))).IsError(status, Filled(error));

        (await server.SendAsync("GET", $"/proxies/{proxy.Name}")).IsJson(200, Shown(proxy.Name, proxy.Listen));
        (await server.SendAsync("GET", $"/proxies/{name}")).IsError(404, "proxy not found");
    }

    [Theory]
    [Contract("POST", "")]
    [Contract("POST", "{")]
    [Contract("POST", "[]")]
    [Contract("POST", "5")]
    [Contract("POST", "not JSON")]
    [Contract("POST", """{"name":5}""")]
    [Contract("POST", """{"name":"n","upstream":"x:1","enabled":"yes"}""")]
    [Contract("POST", """{"name":"n","upstream":"x:1","listen":5}""")]
    [Contract("PATCH", "")]
    [Contract("PATCH", "[]")]
    [Contract("PATCH", """{"enabled":1}""")]
    public async Task A_body_that_is_no_proxy_is_refused(ServerKind on, string method, string body)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        ToxiproxyProxy proxy = await server.CreateProxyAsync();
        string path = method == "POST" ? "/proxies" : $"/proxies/{proxy.Name}";

        (await server.SendAsync(method, path, body)).IsErrorThatBegins(400, "bad request body: ");
    }

    [Theory]
    [Contract]
    public async Task A_proxy_whose_new_address_is_taken_is_left_disabled(ServerKind on)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        ToxiproxyProxy proxy = await server.CreateProxyAsync();
        ToxiproxyProxy other = await server.CreateProxyAsync();

        (await server.SendAsync("PATCH", $"/proxies/{proxy.Name}", $$"""{"listen":"{{other.Listen}}"}"""))
            .IsError(500, $"listen tcp {other.Listen}: bind: address already in use");

        (await server.SendAsync("GET", $"/proxies/{proxy.Name}")).IsJson(200, Shown(proxy.Name, other.Listen, enabled: false));
    }

    internal static string Shown(string name, string listen, string upstream = "127.0.0.1:1", bool enabled = true) =>
        $$"""{"name":"{{name}}","listen":"{{listen}}","upstream":"{{upstream}}","enabled":{{(enabled ? "true" : "false")}},"Logger":{},"toxics":[]}""";
}
