using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;

namespace Harness.Tests.Toxiproxy.Api;

/// <summary><c>POST /faults</c>.</summary>
public sealed class FaultsTests : IAsyncLifetime
{
    private RunningApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await RunningApi.StartAsync();
        await _api.JsonAsync("POST", "/populate", """[{"name":"a","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"},{"name":"b","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}]""");
        await _api.JsonAsync("POST", "/proxies/a/toxics", """{"type":"latency","name":"old"}""");
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Toxics_of_several_proxies_change_at_one_instant_of_the_monotonic_clock()
    {
        long before = Nanoseconds();
        JsonNode answer = await _api.JsonAsync(
            "POST", "/faults",
            """
            {"remove":[{"proxy":"a","toxic":"old"}],
             "add":[{"proxy":"a","type":"blackhole","name":"old"},{"proxy":"b","type":"timeout","stream":"upstream","toxicity":0.5,"attributes":{"timeout":7}}]}
            """);
        long after = Nanoseconds();

        Assert.InRange((long)answer["began_ns"]!, before, after);
        Assert.InRange((long)answer["in_force_ns"]!, (long)answer["began_ns"]!, after);
        Assert.Equal("""[{"proxy":"a","toxic":"old"}]""", answer["removed"]!.ToJsonString());
        Assert.Equal(
            """[{"proxy":"a","attributes":{},"name":"old","type":"blackhole","stream":"downstream","toxicity":1},{"proxy":"b","attributes":{"timeout":7},"name":"timeout_upstream","type":"timeout","stream":"upstream","toxicity":0.5}]""",
            answer["added"]!.ToJsonString());
        Assert.Equal(["blackhole"], await TypesAsync("a"));
        Assert.Equal(["timeout"], await TypesAsync("b"));
    }

    [Theory]
    [InlineData("""{}""", 400, "missing required field: add or remove")]
    [InlineData("""{"add":[],"remove":null}""", 400, "missing required field: add or remove")]
    [InlineData("""{"ad":[]}""", 400, "bad request body: ad is not known here: there are remove, add")]
    [InlineData("""{"add":{}}""", 400, "bad request body: add must be an array of objects, but is {}")]
    [InlineData("""{"add":[5]}""", 400, "bad request body: add must be an array of objects, but is [5]")]
    [InlineData("""{"add":[{"type":"latency"}]}""", 400, "add 1: missing required field: proxy")]
    [InlineData("""{"remove":[{"proxy":"a"}]}""", 400, "remove 1: missing required field: toxic")]
    [InlineData("""{"remove":[{"proxy":"a","name":"old"}]}""", 400, "remove 1: bad request body: name is not known here: there are proxy, toxic")]
    [InlineData("""{"add":[{"proxy":"b","type":"latency"},{"proxy":"none","type":"latency"}]}""", 404, "add 2: proxy not found")]
    [InlineData("""{"add":[{"proxy":"b","type":"none"}]}""", 400, "add 1: invalid toxic type")]
    [InlineData("""{"add":[{"proxy":"b","type":"latency","attributes":{"latency":"x"}}]}""", 400, "add 1: bad request body: attributes.latency must be a whole number")]
    [InlineData("""{"add":[{"proxy":"b","type":"latency"},{"proxy":"a","type":"latency","name":"old"}]}""", 409, "add 2: toxic already exists")]
    [InlineData("""{"add":[{"proxy":"b","type":"latency"},{"proxy":"b","type":"latency"}]}""", 409, "add 2: toxic already exists")]
    [InlineData("""{"add":[{"proxy":"b","type":"latency"}],"remove":[{"proxy":"a","toxic":"old"},{"proxy":"b","toxic":"none"}]}""", 404, "remove 2: toxic not found")]
    [InlineData("""{"remove":[{"proxy":"a","toxic":"old"},{"proxy":"a","toxic":"old"}]}""", 404, "remove 2: toxic not found")]
    [InlineData("[]", 400, "bad request body: must be an object, but is []")]
    public async Task Where_one_change_cannot_be_made_none_is(string body, int status, string message)
    {
        (HttpStatusCode answered, string text) = await _api.SendAsync("POST", "/faults", body);

        Assert.Equal(status, (int)answered);
        JsonNode error = JsonNode.Parse(text)!;
        Assert.StartsWith(message, (string)error["error"]!, StringComparison.Ordinal);
        Assert.Equal(status, (int)error["status"]!);
        Assert.Equal(["latency"], await TypesAsync("a"));
        Assert.Empty(await TypesAsync("b"));
    }

    [Fact]
    public async Task Batches_that_name_the_same_proxies_in_other_orders_all_end()
    {
        const string there = """{"add":[{"proxy":"a","type":"latency","name":"$"},{"proxy":"b","type":"latency","name":"$"}]}""";
        const string back = """{"add":[{"proxy":"b","type":"latency","name":"$"},{"proxy":"a","type":"latency","name":"$"}]}""";

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => _api.JsonAsync("POST", "/faults", (i % 2 == 0 ? there : back).Replace("$", $"{i}", StringComparison.Ordinal))));

        Assert.Equal(61, (await TypesAsync("a")).Length);
        Assert.Equal(60, (await TypesAsync("b")).Length);
    }

    [Fact]
    public async Task As_many_proxies_as_a_request_can_name_change_together()
    {
        const int many = 30_000;
        await _api.JsonAsync("POST", "/populate", Array("""{"name":"$","listen":"","upstream":"127.0.0.1:1","enabled":false}"""));

        JsonNode answer = await _api.JsonAsync("POST", "/faults", $$"""{"add":{{Array("""{"proxy":"$","type":"noop"}""")}}}""");

        Assert.Equal(many, answer["added"]!.AsArray().Count);

        static string Array(string element) => $"[{string.Join(',', Enumerable.Range(0, many).Select(i => element.Replace("$", $"{i}", StringComparison.Ordinal)))}]";
    }

    private static long Nanoseconds() => (long)((Int128)Stopwatch.GetTimestamp() * 1_000_000_000 / Stopwatch.Frequency);

    private async Task<string[]> TypesAsync(string proxy) => [.. (await _api.JsonAsync("GET", $"/proxies/{proxy}/toxics")).AsArray().Select(toxic => (string)toxic!["type"]!)];
}
