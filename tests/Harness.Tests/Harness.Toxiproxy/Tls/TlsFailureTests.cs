using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Harness.Toxiproxy.Tls;

namespace Harness.Tests.Toxiproxy.Tls;

/// <summary>Peers with which there is no TLS.</summary>
public sealed class TlsFailureTests
{
    private static readonly TlsTimes _hasty = TlsTimes.Standard with { Handshake = TimeSpan.FromMilliseconds(300) };

    [Fact]
    public async Task Plain_text_to_a_TLS_port_is_closed_and_so_is_its_upstream()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: false);
        Task<End> accepting = proxied.AcceptAsync(tls: false);
        End client = await proxied.DialAsync(tls: false);

        await client.SayAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");

        await (await accepting).HearFinAsync();
        await EndsAsync(client);
        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0);
        Assert.StartsWith("Warning: proxy under-test: no TLS with the client", Assert.Single(proxied.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_grows_with_the_logarithm_of_the_failures()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: false);

        for (int n = 0; n < 9; n++)
        {
            Task<End> accepting = proxied.AcceptAsync(tls: false);
            End client = await proxied.DialAsync(tls: false);
            await client.SayAsync("this is no ClientHello");
            await (await accepting).HearFinAsync();
        }

        Assert.Equal(["(1 so far)", "(2 so far)", "(4 so far)", "(8 so far)"], proxied.Log.Lines.Select(line => line.Trim()[^10..]));
    }

    [Fact]
    public async Task A_client_that_never_says_anything_is_ended_in_time()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: true, times: _hasty);

        Socket client = await proxied.Proxied.DialAsync();

        await client.HearFinAsync();
        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0);
        Assert.Contains("no handshake within 0.3 s", Assert.Single(proxied.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upstream_that_never_answers_the_handshake_is_ended_in_time()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: false, originate: true, times: _hasty);
        Task<End> accepting = proxied.AcceptAsync(tls: false);

        End client = await proxied.DialAsync(tls: false);

        await client.HearFinAsync();
        Assert.Contains("no TLS with the upstream 127.0.0.1: no handshake within", Assert.Single(proxied.Log.Lines), StringComparison.Ordinal);
        _ = await accepting;
    }

    [Fact]
    public async Task The_end_of_the_proxy_does_not_wait_for_a_silent_client()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: false);
        Task<End> accepting = proxied.AcceptAsync(tls: false);
        Socket client = await proxied.Proxied.DialAsync();
        _ = await accepting;
        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 1);

        await proxied.Proxied.EnableAsync(false);

        // The handshake's own time would be 10 s.
        Assert.InRange(await client.HearFinAsync(), 0, 5000);
        Assert.Empty(proxied.Log.Lines);
    }

    [Theory]
    [InlineData("""{"upstream": {}}""")]
    [InlineData("""{"upstream": {"ca": "ISSUER", "server_name": "elsewhere.test"}}""")]
    public async Task A_certificate_of_the_upstream_that_is_not_to_be_believed_ends_the_connection(string tls)
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync();
        await proxied.SetAsync(tls.Replace("ISSUER", proxied.Certificates.Issuer, StringComparison.Ordinal));
        Task<End> accepting = proxied.AcceptAsync(tls: true);

        End client = await proxied.DialAsync(tls: false);

        await client.HearFinAsync();
        Assert.Contains("certificate", Assert.Single(proxied.Log.Lines), StringComparison.Ordinal);
        // In TLS 1.3 the server's part is over before the client has judged it.
        await EndsAsync(await accepting);
        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0);
    }

    [Theory]
    [InlineData("""{"upstream": {"verify": false}}""")]
    [InlineData("""{"upstream": {"ca": "ISSUER", "server_name": "target.test"}}""")]
    public async Task And_one_that_is_to_be_believed_does_not(string tls)
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync();
        await proxied.SetAsync(tls.Replace("ISSUER", proxied.Certificates.Issuer, StringComparison.Ordinal));

        (End client, End server) = await proxied.ConnectAsync(clientTls: false, serverTls: true);

        await client.SayAsync("hello");
        await server.HearAsync("hello");
    }

    [Fact]
    public async Task What_is_no_TLS_after_the_handshake_ends_the_connection_and_is_logged()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: false);
        (End client, End server) = await proxied.ConnectAsync(clientTls: true, serverTls: false);

        // An alert (fatal, unknown issuer): how a client says that it does not believe our certificate, in TLS 1.3 after our part of the handshake.
        await client.Socket.SendAsync(new byte[] { 21, 3, 3, 0, 2, 2, 48 }, Wire.Token);

        await server.HearFinAsync();
        await EndsAsync(client);
        Assert.Contains("no TLS with the client", Assert.Single(proxied.Log.Lines), StringComparison.Ordinal);
        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0);
    }

    [Fact]
    public async Task A_client_that_does_not_believe_the_certificate_made_for_tests_leaves_nothing_behind()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync();
        await proxied.SetAsync("""{"listen": {}}""");
        using Socket socket = await proxied.Proxied.DialAsync();
        string? shown = null;
        await using (var tls = new SslStream(new NetworkStream(socket), false, (_, certificate, _, _) => (shown = certificate!.Subject).Length == 0))
        {
            await Assert.ThrowsAsync<AuthenticationException>(() => tls.AuthenticateAsClientAsync("localhost"));
        }

        socket.Dispose();

        Assert.Equal("CN=localhost", shown);
        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0);
    }

    [Fact]
    public async Task An_upstream_that_is_not_there_is_an_orderly_end_after_the_handshake()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: true);
        await proxied.PostAsync("""{"upstream": "127.0.0.1:1"}""");

        End client = await proxied.DialAsync(tls: true);

        await client.HearFinAsync();
        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0);
        Assert.Empty(proxied.Log.Lines);
    }

    // FIN or RST: a peer that we have stopped listening to may get either.
    private static async Task EndsAsync(End end)
    {
        try
        {
            while (await end.Stream.ReadAsync(new byte[256], Wire.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Wire.Token) > 0)
            {
                // An alert.
            }
        }
        catch (IOException)
        {
        }
    }
}
