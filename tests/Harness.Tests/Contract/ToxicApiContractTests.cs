using System.Text.Json.Nodes;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy;

namespace Harness.Tests.Contract;

/// <summary><c>/proxies/{proxy}/toxics</c> and <c>/proxies/{proxy}/toxics/{toxic}</c>, byte by byte.</summary>
[Collection(ContractTests.Name)]
public sealed class ToxicApiContractTests
{
    [Theory]
    [Contract("""{"type":"latency"}""", """{"attributes":{"latency":0,"jitter":0},"name":"latency_downstream","type":"latency","stream":"downstream","toxicity":1}""")]
    [Contract("""{"type":"bandwidth"}""", """{"attributes":{"rate":0},"name":"bandwidth_downstream","type":"bandwidth","stream":"downstream","toxicity":1}""")]
    [Contract("""{"type":"slow_close","attributes":{"delay":7}}""", """{"attributes":{"delay":7},"name":"slow_close_downstream","type":"slow_close","stream":"downstream","toxicity":1}""")]
    [Contract("""{"type":"timeout","stream":"upstream"}""", """{"attributes":{"timeout":0},"name":"timeout_upstream","type":"timeout","stream":"upstream","toxicity":1}""")]
    [Contract("""{"type":"reset_peer","name":"mine"}""", """{"attributes":{"timeout":0},"name":"mine","type":"reset_peer","stream":"downstream","toxicity":1}""")]
    [Contract("""{"type":"slicer","attributes":{"size_variation":3}}""", """{"attributes":{"average_size":0,"size_variation":3,"delay":0},"name":"slicer_downstream","type":"slicer","stream":"downstream","toxicity":1}""")]
    [Contract("""{"type":"limit_data","toxicity":0.1,"attributes":{"bytes":9}}""", """{"attributes":{"bytes":9},"name":"limit_data_downstream","type":"limit_data","stream":"downstream","toxicity":0.1}""")]
    [Contract("""{"type":"noop"}""", """{"attributes":{},"name":"noop_downstream","type":"noop","stream":"downstream","toxicity":1}""")]
    [Contract("""{"TYPE":"latency","unknown":1,"attributes":{"Latency":5,"other":"x"}} and more""", """{"attributes":{"latency":5,"jitter":0},"name":"latency_downstream","type":"latency","stream":"downstream","toxicity":1}""")]
    [Contract("""{"type":"latency","name":null,"stream":null,"toxicity":null,"attributes":null}""", """{"attributes":{"latency":0,"jitter":0},"name":"latency_downstream","type":"latency","stream":"downstream","toxicity":1}""")]
    [Contract("""{"type":"latency","stream":"UpStream"}""", """{"attributes":{"latency":0,"jitter":0},"name":"latency_UpStream","type":"latency","stream":"UpStream","toxicity":1}""")]
    [Contract("""{"type":"latency","toxicity":0}""", """{"attributes":{"latency":0,"jitter":0},"name":"latency_downstream","type":"latency","stream":"downstream","toxicity":0}""")]
    public async Task A_toxic_gets_the_defaults_for_what_the_request_leaves_out(ServerKind on, string request, string shown)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        string path = $"/proxies/{(await server.CreateProxyAsync()).Name}/toxics";

        (await server.SendAsync("POST", path, request)).IsJson(200, shown);

        string one = $"{path}/{JsonNode.Parse(shown)!["name"]}";
        (await server.SendAsync("GET", one)).IsJson(200, shown);
        (await server.SendAsync("GET", path)).IsJson(200, $"[{shown}]");
        (await server.SendAsync("DELETE", one)).IsEmpty(204);
        (await server.SendAsync("GET", path)).IsJson(200, "[]");
        (await server.SendAsync("GET", one)).IsError(404, "toxic not found");
    }

    [Theory]
    [Contract]
    public async Task Packet_loss_has_two_rates(ServerKind on)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        await server.NeedsPacketLossAsync();
        string path = $"/proxies/{(await server.CreateProxyAsync()).Name}/toxics";

        (await server.SendAsync("POST", path, """{"type":"packet_loss","attributes":{"loss_rate":0.25}}"""))
            .IsJson(200, """{"attributes":{"loss_rate":0.25,"correlation":0},"name":"packet_loss_downstream","type":"packet_loss","stream":"downstream","toxicity":1}""");
    }

    [Theory]
    [Contract("POST")]
    [Contract("PATCH")]
    public async Task An_update_changes_what_it_names_and_nothing_else(ServerKind on, string method)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        string path = $"/proxies/{(await server.CreateProxyAsync()).Name}/toxics";
        await server.SendAsync("POST", path, """{"type":"latency","toxicity":0.5,"attributes":{"latency":100,"jitter":10}}""");
        path += "/latency_downstream";

        (await server.SendAsync(method, path, """{"attributes":{"jitter":20}}""")).IsJson(200, Latency(100, 20, 0.5));
        (await server.SendAsync(method, path, """{"toxicity":0.25}""")).IsJson(200, Latency(100, 20, 0.25));
        (await server.SendAsync(method, path, """{"name":"other","type":"timeout","stream":"upstream"}""")).IsJson(200, Latency(100, 20, 0.25));
        (await server.SendAsync(method, path, """{"toxicity":null,"attributes":null}""")).IsJson(200, Latency(100, 20, 0.25));
        (await server.SendAsync(method, path, """{"Toxicity":1,"attributes":{"LATENCY":0}}""")).IsJson(200, Latency(0, 20, 1));
        (await server.SendAsync("GET", path)).IsJson(200, Latency(0, 20, 1));

        static string Latency(int latency, int jitter, double toxicity) =>
            $$"""{"attributes":{"latency":{{latency}},"jitter":{{jitter}}},"name":"latency_downstream","type":"latency","stream":"downstream","toxicity":{{toxicity}}}""";
    }

    [Theory]
    [Contract]
    public async Task Toxics_are_listed_upstream_first_and_each_stream_in_the_order_of_its_chain(ServerKind on)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        string proxy = (await server.CreateProxyAsync()).Name;
        foreach ((string name, ToxicStream stream) in new[] { ("d2", ToxicStream.Downstream), ("u2", ToxicStream.Upstream), ("d1", ToxicStream.Downstream), ("u1", ToxicStream.Upstream) })
        {
            await server.Client.AddToxicAsync(proxy, new LatencyToxic { Name = name, Stream = stream }, Wire.Token);
        }

        await server.Client.UpdateToxicAsync(proxy, "d2", new() { Toxicity = 0.5 }, Wire.Token);

        Assert.Equal(["u2", "u1", "d2", "d1"], (await server.Client.ListToxicsAsync(proxy, Wire.Token)).Select(toxic => toxic.Name));
        Assert.Equal(["u2", "u1", "d2", "d1"], (await server.Client.GetProxyAsync(proxy, Wire.Token)).Toxics.Select(toxic => toxic.Name));
    }

    [Theory]
    [Contract("GET", "/proxies/none/toxics", null!, 404, "proxy not found")]
    [Contract("POST", "/proxies/none/toxics", "{}", 404, "proxy not found")]
    [Contract("GET", "/proxies/none/toxics/t", null!, 404, "proxy not found")]
    [Contract("PATCH", "/proxies/none/toxics/t", "{}", 404, "proxy not found")]
    [Contract("DELETE", "/proxies/none/toxics/t", null!, 404, "proxy not found")]
    [Contract("GET", "/proxies/{p}/toxics/none", null!, 404, "toxic not found")]
    [Contract("PATCH", "/proxies/{p}/toxics/none", "{}", 404, "toxic not found")]
    [Contract("POST", "/proxies/{p}/toxics/none", "not JSON", 404, "toxic not found")]
    [Contract("DELETE", "/proxies/{p}/toxics/none", null!, 404, "toxic not found")]
    [Contract("POST", "/proxies/{p}/toxics", """{"type":"latency","name":"t"}""", 409, "toxic already exists")]
    [Contract("POST", "/proxies/{p}/toxics", """{"type":"timeout","name":"t","stream":"upstream"}""", 409, "toxic already exists")]
    [Contract("POST", "/proxies/{p}/toxics", "{}", 400, "invalid toxic type")]
    [Contract("POST", "/proxies/{p}/toxics", """{"type":"none"}""", 400, "invalid toxic type")]
    [Contract("POST", "/proxies/{p}/toxics", """{"type":"Latency"}""", 400, "invalid toxic type")]
    [Contract("POST", "/proxies/{p}/toxics", """{"type":"latency","stream":"sideways"}""", 400, "stream was invalid, can be either upstream or downstream")]
    [Contract("POST", "/proxies/{p}/toxics", """{"type":"latency","stream":""}""", 400, "stream was invalid, can be either upstream or downstream")]
    [Contract("POST", "/proxies/{p}/toxics", """{"type":"none","stream":"sideways"}""", 400, "stream was invalid, can be either upstream or downstream")]
    public async Task Errors_have_a_status_and_a_message(ServerKind on, string method, string path, string? body, int status, string error)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        string proxy = (await server.CreateProxyAsync()).Name;
        var toxic = new LatencyToxic { Name = "t" };
        await server.Client.AddToxicAsync(proxy, toxic, Wire.Token);

        (await server.SendAsync(method, path.Replace("{p}", proxy, StringComparison.Ordinal), body)).IsError(status, error);

        Assert.Equal([toxic], await server.Client.ListToxicsAsync(proxy, Wire.Token));
    }

    [Theory]
    [Contract("POST", "")]
    [Contract("POST", "{")]
    [Contract("POST", "[]")]
    [Contract("POST", """{"type":5}""")]
    [Contract("POST", """{"type":"latency","toxicity":"high"}""")]
    [Contract("POST", """{"type":"latency","attributes":[]}""")]
    [Contract("POST", """{"type":"latency","attributes":{"latency":"slow"}}""")]
    [Contract("POST", """{"type":"latency","attributes":{"latency":1.5}}""")]
    [Contract("POST", """{"type":"latency","attributes":{"latency":99999999999999999999}}""")]
    [Contract("PATCH", "")]
    [Contract("PATCH", "[]")]
    [Contract("PATCH", """{"toxicity":"high"}""")]
    [Contract("PATCH", """{"attributes":{"latency":"slow"}}""")]
    public async Task A_body_that_is_no_toxic_is_refused_and_changes_nothing(ServerKind on, string method, string body)
    {
        await using ContractServer server = await ContractServer.StartAsync(on);
        string proxy = (await server.CreateProxyAsync()).Name;
        var toxic = new LatencyToxic { Name = "t", Latency = TimeSpan.FromMilliseconds(5) };
        await server.Client.AddToxicAsync(proxy, toxic, Wire.Token);

        (await server.SendAsync(method, $"/proxies/{proxy}/toxics" + (method == "PATCH" ? "/t" : ""), body)).IsErrorThatBegins(400, "bad request body: ");

        Assert.Equal([toxic], await server.Client.ListToxicsAsync(proxy, Wire.Token));
    }
}
