using System.Net.Sockets;
using System.Text.Json.Nodes;
using Harness.Faults.Toxiproxy;

namespace Harness.Tests.Toxiproxy.Api;

/// <summary><c>GET /proxies/{proxy}/connections</c>.</summary>
public sealed class ConnectionsTests
{
    [Fact]
    public async Task Open_connections_are_shown_with_their_ends_their_bytes_and_their_toxics()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        string upstream = (await proxied.Api.GetProxyAsync(ProxiedServer.Name, Wire.Token)).Upstream;
        using var http = new HttpClient { BaseAddress = proxied.Toxiproxy.ApiUri };
        Assert.Empty(await ListAsync(http));
        (Socket first, _) = await proxied.ConnectAsync();
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await client.SayAsync("hello");
        await server.HearAsync("hello");
        await proxied.AddAsync("timeout", ToxicStream.Downstream, ("timeout", 0));
        await proxied.AddAsync("latency", ToxicStream.Upstream, 0, ("latency", 1));
        await proxied.AddJsonAsync("""{"type": "refuse"}""");
        await server.SayAsync("lost");

        JsonArray shown = [];
        // What the toxic swallows is counted once it has been read.
        await UntilAsync(async () => (long)((shown = await ListAsync(http))[1]!["bytes"]!["downstream"]!["received"]!) == 4);

        Assert.Equal([0, 1], shown.Select(connection => (long)connection!["id"]!));
        Assert.Equal([first.LocalEndPoint!.ToString(), client.LocalEndPoint!.ToString()], shown.Select(connection => (string?)connection!["client"]));
        Assert.All(shown, connection => Assert.Equal(upstream, (string?)connection!["upstream"]));
        Assert.All(shown, connection => Assert.InRange((double)connection!["age_ms"]!, 0, 60_000));
        Assert.All(shown, connection => Assert.Equal("""["timeout"]""", connection!["toxics"]!.ToJsonString()));
        Assert.Equal("""{"upstream":{"received":0,"sent":0},"downstream":{"received":0,"sent":0}}""", shown[0]!["bytes"]!.ToJsonString());
        Assert.Equal("""{"upstream":{"received":5,"sent":5},"downstream":{"received":4,"sent":0}}""", shown[1]!["bytes"]!.ToJsonString());
        Assert.True((double)shown[0]!["age_ms"]! >= (double)shown[1]!["age_ms"]!);

        first.Dispose();
        await UntilAsync(async () => (await ListAsync(http)).Count == 1);
    }

    [Fact]
    public async Task There_are_none_of_a_proxy_that_is_not_there()
    {
        await using RunningApi api = await RunningApi.StartAsync();

        Assert.Equal((System.Net.HttpStatusCode.NotFound, "{\"error\":\"proxy not found\",\"status\":404}\n"), await api.SendAsync("GET", "/proxies/none/connections"));
    }

    private static async Task<JsonArray> ListAsync(HttpClient http) =>
        JsonNode.Parse(await http.GetStringAsync(new Uri($"/proxies/{ProxiedServer.Name}/connections", UriKind.Relative), Wire.Token))!.AsArray();

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Wire.Token);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }
}
