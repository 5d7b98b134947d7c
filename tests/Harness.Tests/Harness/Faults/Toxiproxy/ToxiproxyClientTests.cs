using System.Net;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy;
using Harness.Toxiproxy;

namespace Harness.Tests.Faults.Toxiproxy;

public sealed class ToxiproxyClientTests
{
    [Fact]
    public async Task Proxies_and_toxics_can_be_made_seen_changed_and_removed()
    {
        await using ToxiproxyServer server = await ToxiproxyServer.StartAsync(new ToxiproxyOptions(), Wire.Token);
        using var client = new ToxiproxyClient(server.ApiUri);
        const string name = "a b?c";

        ToxiproxyProxy proxy = await client.CreateProxyAsync(name, "127.0.0.1:0", "127.0.0.1:1", Wire.Token);
        Assert.True(proxy.Enabled);
        ToxiproxyToxic toxic = await client.AddToxicAsync(
            name, new ToxiproxyToxic("t", "latency", ToxicStream.Upstream, new Dictionary<string, long> { ["latency"] = 5 }, 0.5), Wire.Token);
        Assert.Equal((5, 0), (toxic.Attributes["latency"], toxic.Attributes["jitter"]));
        Assert.Equal(("t", "latency", ToxicStream.Upstream, 0.5), (toxic.Name, toxic.Type, toxic.Stream, toxic.Toxicity));

        toxic = await client.UpdateToxicAsync(name, "t", new Dictionary<string, long> { ["jitter"] = 2 }, Wire.Token, toxicity: 1);
        Assert.Equal((5, 2, 1), (toxic.Attributes["latency"], toxic.Attributes["jitter"], toxic.Toxicity));
        Assert.Equal("t", Assert.Single((await client.ListProxiesAsync(Wire.Token))[name].Toxics).Name);
        Assert.Equal("t", Assert.Single(await client.ListToxicsAsync(name, Wire.Token)).Name);
        Assert.Equal("t", (await client.GetToxicAsync(name, "t", Wire.Token)).Name);

        await client.RemoveToxicAsync(name, "t", Wire.Token);
        Assert.Empty((await client.GetProxyAsync(name, Wire.Token)).Toxics);
        proxy = await client.UpdateProxyAsync(name, new ToxiproxyProxyUpdate { Enabled = false }, Wire.Token);
        Assert.False(proxy.Enabled);
        await client.DeleteProxyAsync(name, Wire.Token);
        Assert.Empty(await client.ListProxiesAsync(Wire.Token));
        Assert.Equal(ToxiproxyServer.Version, await client.GetVersionAsync(Wire.Token));
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

    /// <summary>An answer of the stock server, 2.12.0: the fields in its order, its text/plain errors with a line break.</summary>
    [Theory]
    [InlineData(HttpStatusCode.OK, """{"name":"p","listen":"[::]:1","upstream":"u:2","enabled":true,"Logger":{},"toxics":[{"attributes":{"rate":10},"name":"t","type":"bandwidth","stream":"downstream","toxicity":1}]}""", null)]
    [InlineData(HttpStatusCode.NotFound, "{\"error\":\"proxy not found\",\"status\":404}\n", "proxy not found")]
    [InlineData(HttpStatusCode.Forbidden, "User agent not allowed\n", "User agent not allowed")]
    [InlineData(HttpStatusCode.OK, "<html>", "unexpected answer")]
    [InlineData(HttpStatusCode.BadGateway, "", "")]
    public async Task Answers_are_read_as_the_stock_server_writes_them(HttpStatusCode status, string body, string? title)
    {
        using var client = new ToxiproxyClient(new Uri("http://toxiproxy.test:8474"), new Canned(status, body));

        if (title is null)
        {
            ToxiproxyProxy proxy = await client.GetProxyAsync("p", Wire.Token);
            Assert.Equal(10, proxy.Toxics[0].Attributes["rate"]);
        }
        else
        {
            Assert.Equal(title, (await Assert.ThrowsAsync<ToxiproxyException>(() => client.GetProxyAsync("p", Wire.Token))).Title);
        }
    }

    private sealed class Canned(HttpStatusCode status, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body) });
    }
}
