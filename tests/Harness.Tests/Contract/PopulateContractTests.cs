using System.Net.Sockets;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy;

namespace Harness.Tests.Contract;

/// <summary><c>/populate</c>: creates what is not there, replaces what differs, leaves what is equal.</summary>
[Collection(ContractTests.Name)]
public sealed class PopulateContractTests
{
    [Theory]
    [Contract]
    public async Task Proxies_are_made_and_shown_in_their_order(ServerKind on)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        (string a, string b) = (server.NewName(), server.NewName());

        Answer answer = await server.SendAsync(
            "POST",
            "/populate",
            $$"""[{"name":"{{b}}","listen":"127.0.0.1:0","upstream":"127.0.0.1:1","enabled":false},{"NAME":"{{a}}","listen":"127.0.0.1:0","upstream":"127.0.0.1:1","other":1}] and more""");

        string listen = (await server.Client.GetProxyAsync(a, Wire.Token)).Listen;
        Assert.NotEqual("127.0.0.1:0", listen);
        answer.IsJson(201, $$"""{"proxies":[{{ProxyApiContractTests.Shown(b, "127.0.0.1:0", enabled: false)}},{{ProxyApiContractTests.Shown(a, listen)}}]}""");
    }

    [Theory]
    [Contract]
    public async Task What_is_equal_stays_with_its_toxics_and_connections(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        ToxiproxyToxic toxic = await proxied.AddAsync(new LatencyToxic { Latency = TimeSpan.FromMilliseconds(1) });

        // Enabled is not compared.
        IReadOnlyList<ToxiproxyProxy> proxies =
            await proxied.Server.Client.PopulateAsync([new(proxied.Name, proxied.Address.ToString(), proxied.Upstream, Enabled: false)], Wire.Token);

        ToxiproxyProxy same = Assert.Single(proxies);
        Assert.Equal((true, proxied.Address.ToString()), (same.Enabled, same.Listen));
        Assert.Equal([toxic], same.Toxics);
        await client.SayAsync("still");
        await server.HearAsync("still");
    }

    [Theory]
    [Contract]
    public async Task What_differs_is_replaced_without_toxics_and_connections(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        (Socket client, Socket server) = await proxied.ConnectedAsync();
        await proxied.AddAsync(new LatencyToxic { Latency = TimeSpan.FromMilliseconds(1) });

        (await proxied.Server.SendAsync("POST", "/populate", $$"""[{"name":"{{proxied.Name}}","listen":"{{proxied.Address}}","upstream":"127.0.0.1:2"}]"""))
            .IsJson(201, $$"""{"proxies":[{{ProxyApiContractTests.Shown(proxied.Name, proxied.Address.ToString(), upstream: "127.0.0.1:2")}}]}""");

        await client.HearFinAsync();
        await server.HearFinAsync();
    }

    [Theory]
    [Contract]
    public async Task What_differs_can_be_replaced_by_one_that_is_not_enabled(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);

        await proxied.Server.Client.PopulateAsync([new(proxied.Name, proxied.Address.ToString(), "127.0.0.1:2", Enabled: false)], Wire.Token);

        await proxied.RefusesAsync();
    }

    [Theory]
    [Contract]
    public async Task Proxies_that_are_not_named_stay(ServerKind on)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        ToxiproxyProxy other = await server.CreateProxyAsync();

        (await server.SendAsync("POST", "/populate", "[]")).IsJson(201, """{"proxies":null}""");

        Assert.True((await server.Client.GetProxyAsync(other.Name, Wire.Token)).Enabled);
    }

    [Theory]
    [Contract("""[{"name":"{new}","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"},{"upstream":"x:1"}]""", "missing required field: name at proxy 2")]
    [Contract("""[{"name":"","upstream":""}]""", "missing required field: name at proxy 1")]
    [Contract("""[{"name":"{new}","listen":"127.0.0.1:0"}]""", "missing required field: upstream at proxy 1")]
    public async Task A_missing_field_is_an_error_and_makes_nothing(ServerKind on, string body, string error)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        string name = server.NewName();

        (await server.SendAsync("POST", "/populate", body.Replace("{new}", name, StringComparison.Ordinal)))
            .IsJson(400, $$"""{"error":"{{error}}","status":400,"proxies":null}""");

        (await server.SendAsync("GET", $"/proxies/{name}")).IsError(404, "proxy not found");
    }

    [Theory]
    [Contract]
    public async Task A_taken_address_is_an_error_and_leaves_what_was_made_before_it(ServerKind on)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        ToxiproxyProxy other = await server.CreateProxyAsync();
        (string a, string b, string c) = (server.NewName(), server.NewName(), server.NewName());

        Answer answer = await server.SendAsync(
            "POST",
            "/populate",
            $$"""[{"name":"{{a}}","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"},{"name":"{{b}}","listen":"{{other.Listen}}","upstream":"127.0.0.1:1"},{"name":"{{c}}","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}]""");

        string shown = ProxyApiContractTests.Shown(a, (await server.Client.GetProxyAsync(a, Wire.Token)).Listen);
        answer.IsJson(500, $$"""{"error":"listen tcp {{other.Listen}}: bind: address already in use","status":500,"proxies":[{{shown}}]}""");
        (await server.SendAsync("GET", $"/proxies/{b}")).IsError(404, "proxy not found");
        (await server.SendAsync("GET", $"/proxies/{c}")).IsError(404, "proxy not found");
    }

    [Theory]
    [Contract("")]
    [Contract("[")]
    [Contract("{}")]
    [Contract("""[{"name":5}]""")]
    [Contract("""[{"name":"n","upstream":"x:1","enabled":1}]""")]
    public async Task A_body_that_is_no_list_of_proxies_is_refused(ServerKind on, string body)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);

        Answer answer = await server.SendAsync("POST", "/populate", body);

        Assert.Equal((400, "application/json"), (answer.Status, answer.ContentType));
        Assert.StartsWith("""{"error":"bad request body: """, answer.Body, StringComparison.Ordinal);
        Assert.EndsWith("\",\"status\":400,\"proxies\":null}", answer.Body, StringComparison.Ordinal);
    }
}
