using System.Net;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy;

namespace Harness.Tests.Contract;

/// <summary>What concerns the server as a whole: version, reset, the browser guard, unknown paths and methods.</summary>
[Collection(ContractTests.Name)]
public sealed class ServerApiContractTests
{
    [Theory]
    [Contract]
    public async Task The_version_is_that_of_the_api(ServerKind on)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);

        Answer version = await server.SendAsync("GET", "/version");

        Assert.Matches("^\\{\"version\": \"2\\.[0-9]+\\.[0-9]+[^\"]*\"\\}\n$", version.Body);
        Assert.Equal((200, "application/json;charset=utf-8"), (version.Status, version.ContentType?.Replace("; ", ";", StringComparison.Ordinal)));
    }

    [Theory]
    [Contract("")]
    [Contract("junk")]
    public async Task Reset_enables_every_proxy_and_removes_every_toxic(ServerKind on, string body)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        ToxiproxyProxy proxy = await server.CreateProxyAsync();
        await server.Client.AddToxicAsync(proxy.Name, new LatencyToxic { Stream = ToxicStream.Upstream }, Wire.Token);
        await server.Client.AddToxicAsync(proxy.Name, new TimeoutToxic(), Wire.Token);
        await server.Client.UpdateProxyAsync(proxy.Name, new() { Enabled = false }, Wire.Token);

        (await server.SendAsync("POST", "/reset", body)).IsEmpty(204);

        (await server.SendAsync("GET", $"/proxies/{proxy.Name}")).IsJson(200, ProxyApiContractTests.Shown(proxy.Name, proxy.Listen));
    }

    [Theory]
    [Contract("GET", "/proxies")]
    [Contract("POST", "/reset")]
    [Contract("GET", "/version")]
    [Contract("GET", "/nothing", Only = ServerKind.Embedded, Because = "the stock server guards the paths that it knows, and answers 404 here")]
    public async Task Browsers_are_refused(ServerKind on, string method, string path)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);

        Answer answer = await server.SendAsync(method, path, userAgent: "Mozilla/5.0");

        Assert.Equal(new Answer(403, "text/plain; charset=utf-8", "User agent not allowed\n"), answer);
        Assert.Equal(200, (await server.SendAsync("GET", "/version", userAgent: "Not-Mozilla/5.0")).Status);
    }

    [Theory]
    [Contract("GET", "/nothing", 404)]
    [Contract("GET", "/", 404)]
    [Contract("GET", "/proxies/", 404)]
    [Contract("GET", "/proxies/a/b", 404)]
    [Contract("PUT", "/proxies", 405)]
    [Contract("DELETE", "/proxies", 405)]
    [Contract("PUT", "/proxies/a", 405)]
    [Contract("PUT", "/proxies/a/toxics", 405)]
    [Contract("DELETE", "/proxies/a/toxics", 405)]
    [Contract("GET", "/reset", 405)]
    [Contract("GET", "/populate", 405)]
    [Contract("POST", "/version", 405)]
    public async Task Unknown_paths_and_methods_are_refused(ServerKind on, string method, string path, int status)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);

        Answer answer = await server.SendAsync(method, path);

        Assert.Equal((status, status == 404 ? "404 page not found\n" : ""), (answer.Status, answer.Body));
    }

    [Theory]
    [Contract]
    public async Task Metrics_count_the_bytes_of_ended_connections_by_proxy_and_direction(ServerKind on)
    {
        await using ContractProxy proxied = await ContractProxy.StartAsync(on);
        await proxied.Server.NeedsMetricsAsync();
        (System.Net.Sockets.Socket client, System.Net.Sockets.Socket server) = await proxied.ConnectAsync();
        await client.SayAsync("four");
        await server.HearAsync("four");
        await server.SayAsync("seven!!");
        await client.HearAsync("seven!!");
        client.Dispose();
        await server.HearFinAsync();

        string[] expected =
        [
            Counter("received", "upstream", 4), Counter("sent", "upstream", 4), Counter("received", "downstream", 7), Counter("sent", "downstream", 7),
        ];
        string metrics = "";
        await ContractProxy.UntilAsync(async () =>
        {
            metrics = await proxied.Server.Client.GetMetricsAsync(Wire.Token);
            return expected.All(metrics.Split('\n').Contains);
        });
        Assert.Contains("# TYPE toxiproxy_proxy_received_bytes_total counter\n", metrics, StringComparison.Ordinal);
        Assert.Contains("# TYPE toxiproxy_proxy_sent_bytes_total counter\n", metrics, StringComparison.Ordinal);
        Assert.StartsWith("text/plain; version=0.0.4; charset=utf-8", (await proxied.Server.SendAsync("GET", "/metrics")).ContentType, StringComparison.Ordinal);

        string Counter(string what, string direction, int bytes) =>
            $$"""toxiproxy_proxy_{{what}}_bytes_total{direction="{{direction}}",listener="{{proxied.Address}}",proxy="{{proxied.Name}}",upstream="{{proxied.Upstream}}"} {{bytes}}""";
    }
}
