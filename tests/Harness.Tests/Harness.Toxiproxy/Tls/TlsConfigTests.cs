using System.Net;
using System.Net.Security;
using System.Text.Json.Nodes;
using Harness.Toxiproxy;
using Harness.Toxiproxy.Tls;

namespace Harness.Tests.Toxiproxy.Tls;

/// <summary>The field <c>tls</c> wherever a proxy is described, and what the rest of the API says of such a proxy.</summary>
public sealed class TlsConfigTests
{
    [Fact]
    public async Task A_proxy_is_created_with_it()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync();

        (HttpStatusCode status, string answer) = await proxied.PostAsync(
            "proxies", """{"name": "a", "listen": "127.0.0.1:0", "upstream": "127.0.0.1:1", "tls": {"listen": {}, "upstream": {"verify": false}}}""");
        (HttpStatusCode refused, _) = await proxied.PostAsync(
            "proxies", """{"name": "b", "listen": "127.0.0.1:0", "upstream": "127.0.0.1:1", "tls": {"upstream": {"ca": "/does/not/exist.pem"}}}""");

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal("""{"listen":{},"upstream":{"verify":false}}""", JsonNode.Parse(answer)!["tls"]!.ToJsonString());
        Assert.Equal(HttpStatusCode.BadRequest, refused);
        Assert.DoesNotContain(proxied.Toxiproxy.Proxies, proxy => proxy.Name == "b");
    }

    [Fact]
    public async Task Populate_replaces_a_proxy_whose_TLS_differs_and_no_other()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: false, originate: true);
        ProxyConfig present = proxied.Toxiproxy.Proxies.Single();
        string with = Described($$$"""{"upstream": {"ca": "{{{proxied.Certificates.Issuer}}}"}}""");
        (End client, End server) = await proxied.ConnectAsync(clientTls: false, serverTls: true);

        await PopulateAsync(with);
        await client.SayAsync("still here");
        await server.HearAsync("still here");
        await PopulateAsync(Described("{}"));

        await client.HearFinAsync();
        Assert.Equal(new TlsConfig(), proxied.Toxiproxy.Proxies.Single().Tls);

        string Described(string tls) =>
            $$"""[{"name": "{{present.Name}}", "listen": "{{present.Listen}}", "upstream": "{{present.Upstream}}", "tls": {{tls}}}]""";

        async Task PopulateAsync(string proxies)
        {
            (HttpStatusCode status, string answer) = await proxied.PostAsync("populate", proxies);
            Assert.True(status == HttpStatusCode.Created, answer);
        }
    }

    [Fact]
    public async Task Populate_says_which_proxy_cannot_be_made()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync();

        (HttpStatusCode status, string answer) = await proxied.PostAsync(
            "populate", """[{"name": "a", "listen": "127.0.0.1:0", "upstream": "127.0.0.1:1", "tls": {"listen": {"crt": ""}}}]""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("proxy 1: tls.listen.crt is not known here: there are certificate, key", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_starts_with_it_as_a_library()
    {
        var config = new ProxyConfig("a", "127.0.0.1:0", "127.0.0.1:1") { Tls = new TlsConfig(Listen: new TlsListenConfig()) };
        await using ToxiproxyServer server = await ToxiproxyServer.StartAsync(new ToxiproxyOptions { Proxies = [config] }, Wire.Token);
        ProxyConfig started = server.Proxies.Single();
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPEndPoint.Parse(started.Listen), Wire.Token);

        await using var tls = new SslStream(client.GetStream(), false, (_, certificate, _, _) => certificate!.Subject == "CN=localhost");
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, Wire.Token);

        Assert.Equal(config.Tls, started.Tls);
    }

    [Fact]
    public async Task A_file_of_proxies_is_read_with_it_and_its_mistakes_are_found_before_anything_starts()
    {
        const string good = """[{"name": "a", "upstream": "x:1", "tls": {"upstream": {"server_name": "target.test"}}}]""";
        const string bad = """[{"name": "a", "upstream": "x:1", "tls": {"listen": {"certificate": "/does/not/exist.pem"}}}]""";

        Assert.Equal(new TlsConfig(Upstream: new TlsUpstreamConfig("target.test")), ProxyConfig.Parse(good).Single().Tls);
        FormatException e = Assert.Throws<FormatException>(() => ProxyConfig.Parse(bad));
        Assert.StartsWith("proxy 1 ('a'): tls.listen.certificate: '/does/not/exist.pem' cannot be read", e.Message, StringComparison.Ordinal);
        var options = new ToxiproxyOptions { Proxies = [new ProxyConfig("a", "", "x:1") { Tls = new TlsConfig(Upstream: new TlsUpstreamConfig(Ca: "/nowhere.pem")) }] };
        await Assert.ThrowsAsync<ArgumentException>(() => ToxiproxyServer.StartAsync(options, Wire.Token));
    }

    [Fact]
    public async Task The_connections_are_listed_with_the_peers_own_addresses()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: true);
        (End client, End server) = await proxied.ConnectAsync(true, true);
        await client.SayAsync("hello");
        await server.HearAsync("hello");
        using var http = new HttpClient { BaseAddress = proxied.Toxiproxy.ApiUri };

        string listed = await http.GetStringAsync(new Uri($"proxies/{ProxiedServer.Name}/connections", UriKind.Relative), Wire.Token);

        Assert.Contains($"\"client\":\"{client.Socket.LocalEndPoint}\"", listed, StringComparison.Ordinal);
        Assert.Contains($"\"upstream\":\"{server.Socket.LocalEndPoint}\"", listed, StringComparison.Ordinal);
    }
}
