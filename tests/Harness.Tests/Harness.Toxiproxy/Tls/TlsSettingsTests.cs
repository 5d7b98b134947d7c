using System.Net;
using System.Text.Json.Nodes;
using Harness.Toxiproxy.Tls;

namespace Harness.Tests.Toxiproxy.Tls;

/// <summary>The field <c>tls</c> of a proxy: how it is read, shown, refused and changed.</summary>
public sealed class TlsSettingsTests
{
    [Theory]
    [InlineData("echo.test", null, "echo.test")]
    [InlineData("echo.test", "", "echo.test")]
    [InlineData("echo.test", "target.test", "target.test")]
    [InlineData("echo.test", "LOCALHOST", "echo.test")]
    [InlineData("127.0.0.1", "localhost", "localhost")]
    [InlineData("10.0.0.5", "target.test", "target.test")]
    [InlineData("10.0.0.5", null, "10.0.0.5")]
    public void The_upstream_is_asked_for_what_the_client_asks_for_unless_that_is_the_proxy(string host, string? asked, string expected) =>
        Assert.Equal(expected, TlsSettings.NameFor(host, asked));

    [Theory]
    [InlineData("", "target.test")]
    [InlineData(""", "server_name": "localhost" """, "localhost")]
    public async Task The_clients_name_goes_on_to_the_upstream_unless_another_is_given(string setting, string expected)
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync();
        await proxied.SetAsync($$"""
            {
              "listen": {"certificate": "{{proxied.Certificates.Certificate}}", "key": "{{proxied.Certificates.Key}}"},
              "upstream": {"ca": "{{proxied.Certificates.Issuer}}" {{setting}} }
            }
            """);

        (End client, End server) = await proxied.ConnectAsync(clientTls: true, serverTls: true, name: "target.test");

        await client.SayAsync("hello");
        await server.HearAsync("hello");
        Assert.Equal(expected, proxied.Asked);
    }

    [Fact]
    public async Task It_is_shown_as_given_and_only_where_it_is_set()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync();
        (_, string before) = await proxied.PostAsync("{}");
        string file = proxied.Certificates.Write("both.pem", File.ReadAllText(proxied.Certificates.Certificate) + "\n" + File.ReadAllText(proxied.Certificates.Key));

        string both = await proxied.SetAsync($$$"""{"listen": {"certificate": "{{{file}}}"}, "upstream": {"verify": false, "server_name": "target.test"}}""");
        string made = await proxied.SetAsync("""{"listen": {}}""");
        string none = await proxied.SetAsync("{}");

        Assert.Equal(
            $$$"""{"listen":{"certificate":"{{{file}}}"},"upstream":{"server_name":"target.test","verify":false}}""",
            JsonNode.Parse(both)!["tls"]!.ToJsonString());
        Assert.Equal("""{"listen":{}}""", JsonNode.Parse(made)!["tls"]!.ToJsonString());
        Assert.Equal(before, none);
        Assert.DoesNotContain("tls", none, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_setting_drops_connections_and_the_same_or_none_does_not()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: false);
        string same = $$$"""{"listen": {"certificate": "{{{proxied.Certificates.Certificate}}}", "key": "{{{proxied.Certificates.Key}}}"}}""";
        (End client, End server) = await proxied.ConnectAsync(clientTls: true, serverTls: false);

        await proxied.SetAsync(same);
        await proxied.PostAsync("""{"enabled": true}""");
        await client.SayAsync("still here");
        await server.HearAsync("still here");

        await proxied.SetAsync("{}");
        await client.HearFinAsync();
        await server.HearFinAsync();
        (client, server) = await proxied.ConnectAsync(clientTls: false, serverTls: false);
        await client.SayAsync("in the clear");
        await server.HearAsync("in the clear");
    }

    [Theory]
    [InlineData("""[]""", "tls must be an object")]
    [InlineData("""{"lisen": {}}""", "tls.lisen is not known here: there are listen, upstream")]
    [InlineData("""{"listen": {"cert": ""}}""", "tls.listen.cert is not known here: there are certificate, key")]
    [InlineData("""{"upstream": {"verify": "no"}}""", "tls.upstream.verify must be true or false")]
    [InlineData("""{"listen": {"key": "KEY"}}""", "tls.listen.key is of no use without tls.listen.certificate: name both")]
    [InlineData("""{"listen": {"certificate": "/does/not/exist.pem"}}""", "tls.listen.certificate: '/does/not/exist.pem' cannot be read")]
    [InlineData("""{"listen": {"certificate": "KEY"}}""", "holds no certificate: it needs a block that starts with -----BEGIN CERTIFICATE-----")]
    [InlineData("""{"listen": {"certificate": "ISSUER", "key": "KEY"}}""", "tls.listen.key: 'KEY' does not hold the private key of the first certificate in 'ISSUER'")]
    [InlineData("""{"listen": {"certificate": "CERTIFICATE"}}""", "tls.listen.key: 'CERTIFICATE' does not hold the private key")]
    [InlineData("""{"listen": {"certificate": "CERTIFICATE", "key": "LOCKED"}}""", "tls.listen.key: the key in 'LOCKED' is encrypted: write it without a password")]
    [InlineData("""{"upstream": {"ca": "KEY"}}""", "tls.upstream.ca: 'KEY' holds no certificate")]
    [InlineData("""{"upstream": {"server_name": "two words"}}""", "tls.upstream.server_name must be a host name, but is 'two words'")]
    public async Task What_cannot_be_used_is_refused_with_what_and_how_to_mend_it(string tls, string expected)
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync();
        string locked = proxied.Certificates.Write("locked.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");

        (HttpStatusCode status, string answer) = await proxied.TrySetAsync(Named(tls));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(Named(expected), answer, StringComparison.Ordinal);

        string Named(string text) => text
            .Replace("KEY\"", $"{proxied.Certificates.Key}\"", StringComparison.Ordinal)
            .Replace("'KEY'", $"'{proxied.Certificates.Key}'", StringComparison.Ordinal)
            .Replace("ISSUER", proxied.Certificates.Issuer, StringComparison.Ordinal)
            .Replace("\"CERTIFICATE\"", $"\"{proxied.Certificates.Certificate}\"", StringComparison.Ordinal)
            .Replace("'CERTIFICATE'", $"'{proxied.Certificates.Certificate}'", StringComparison.Ordinal)
            .Replace("LOCKED", locked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_setting_leaves_the_proxy_as_it_was()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: false);
        (End client, End server) = await proxied.ConnectAsync(clientTls: true, serverTls: false);

        await proxied.TrySetAsync("""{"listen": {"certificate": "/does/not/exist.pem"}}""");

        await client.SayAsync("still here");
        await server.HearAsync("still here");
    }
}
