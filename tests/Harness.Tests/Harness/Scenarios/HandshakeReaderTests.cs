using Harness.Clients;
using Harness.Scenarios;
using Harness.Scenarios.Files;
using Harness.Tests.Toxiproxy.Tls;

namespace Harness.Tests.Scenarios;

/// <summary><c>clients.handshake</c> and <c>clients.tls</c>.</summary>
public sealed class HandshakeReaderTests
{
    [Fact]
    public void What_a_file_says_is_what_clients_ask_for()
    {
        ClientSettings clients = Assert.Single(Parse("""
              handshake:
                headers: { Authorization: "Bearer {uuid}", X-Id: "{id}" }
                cookies: { session: "s{client}" }
                query: { token: "{id}" }
                subprotocols: [chat.v2, chat]
                compression: true
                origin: https://app.example
              tls: { server_name: target.test, insecure: true }
            """).Scenarios).Scenario.Clients;

        HandshakeSettings handshake = clients.Handshake;
        Assert.Equal([new("Authorization", "Bearer {uuid}"), new("X-Id", "{id}")], handshake.Headers);
        Assert.Equal([new("session", "s{client}")], handshake.Cookies);
        Assert.Equal([new("token", "{id}")], handshake.Query);
        Assert.Equal(["chat.v2", "chat"], handshake.Subprotocols);
        Assert.True(handshake.Compression);
        Assert.Equal("https://app.example", handshake.Origin);
        Assert.Equal(new TlsSettings { ServerName = "target.test", Insecure = true }, clients.Tls);
    }

    [Fact]
    public void Files_are_beside_the_scenario_or_where_they_say()
    {
        using var certificates = new TestCertificates();
        string folder = Path.GetDirectoryName(certificates.Issuer)!;

        TlsSettings tls = Assert.Single(Parse($"  tls: {{ ca: issuer.pem, certificate: ./server.pem, key: \"{certificates.Key}\" }}", Path.Combine(folder, "f.yaml")).Scenarios).Scenario.Clients.Tls!;

        Assert.Equal(new TlsSettings { Ca = certificates.Issuer, Certificate = certificates.Certificate, Key = certificates.Key }, tls);
    }

    [Theory]
    [InlineData("  handshake: { header: { A: b } }", "6: clients.handshake.header is not known; did you mean \"headers\"?")]
    [InlineData("  handshake: { headers: { X: \"{tokn}\" } }", "6: clients.handshake.headers.X has the unknown placeholder {tokn}; known are {client}, {id}, {cohort}, {seed}, {uuid}, {env:NAME}, and all others are written ${…} (docs/data.md)")]
    [InlineData("  handshake: { query: { X: \"{env:HARNESS_NO_SUCH_VARIABLE}\" } }", "6: clients.handshake.query.X needs the environment variable HARNESS_NO_SUCH_VARIABLE, which is not set")]
    [InlineData("  handshake: { headers: { Host: a } }", "6: clients.handshake.headers.Host is a header that is set already: it is the target's own")]
    [InlineData("  handshake: { headers: { cookie: a } }", "6: clients.handshake.headers.cookie is a header that is set already: set handshake.cookies")]
    [InlineData("  handshake: { headers: { \"X Y\": a } }", "6: clients.handshake.headers.X Y is not a header's name")]
    [InlineData("  handshake: { headers: { X: \"a\\nb\" } }", "6: clients.handshake.headers.X must not have control characters")]
    [InlineData("  handshake: { cookies: { a: \"b;c\" } }", "6: clients.handshake.cookies.a must not have spaces, quotes, ',', ';', '\\' or characters beyond ASCII (RFC 6265 §4.1.1)")]
    [InlineData("  handshake: { subprotocols: [\"a b\"] }", "6: clients.handshake.subprotocols[0] must be a name of letters, digits and !#$%&'*+-.^_`|~, but is \"a b\"")]
    [InlineData("  handshake: { subprotocols: [a, a] }", "6: clients.handshake.subprotocols[1] \"a\" is given twice")]
    [InlineData("  handshake: { origin: \"{\" }", "6: clients.handshake.origin has a '{' without its other half; write {{ for the character itself")]
    [InlineData("  tls: { key: a.key }", "6: clients.tls.key needs the certificate that it belongs to: set certificate")]
    [InlineData("  tls: { verify: false }", "6: clients.tls.verify is not known; known are ca, certificate, key, server_name and insecure")]
    public void What_cannot_be_is_refused(string lines, string error) => Assert.Equal([$"f.yaml:{error}"], Parse(lines).Errors);

    [Fact]
    public void A_file_that_is_missing_or_holds_something_else_is_refused()
    {
        using var certificates = new TestCertificates();

        Assert.Contains("clients.tls.ca \"/nowhere/ca.pem\" does not exist", Assert.Single(Parse("  tls: { ca: /nowhere/ca.pem }").Errors), StringComparison.Ordinal);
        Assert.Contains("holds no certificate", Assert.Single(Parse($"  tls: {{ ca: \"{certificates.Key}\" }}").Errors), StringComparison.Ordinal);
        Assert.Contains(
            "clients.tls.key \"", Assert.Single(Parse($"  tls: {{ certificate: \"{certificates.Issuer}\", key: \"{certificates.Key}\" }}").Errors), StringComparison.Ordinal);
    }

    private static LoadResult Parse(string clients, string file = "f.yaml") => ScenarioFile.Parse(
        $"""
        name: base
        clients:
          preset: ping-timeout
          count: 10
          heartbeat: {"{ interval: 1s, timeout: 1s }"}
        {clients}
        load:
          - ramp: {"{ over: 1s }"}
        """, file);
}
