using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Harness.Toxiproxy;
using Harness.Toxiproxy.Tls;

namespace Harness.Tests.Toxiproxy.Tls;

/// <summary>An end of a connection: the socket, and what is spoken on it.</summary>
internal sealed record End(Socket Socket, Stream Stream)
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    internal async Task SayAsync(string text) => await Stream.WriteAsync(Encoding.ASCII.GetBytes(text), Wire.Token);

    internal async Task HearAsync(string text)
    {
        byte[] heard = new byte[text.Length];
        await Stream.ReadExactlyAsync(heard, Wire.Token).AsTask().WaitAsync(Deadline, Wire.Token);
        Assert.Equal(text, Encoding.ASCII.GetString(heard));
    }

    /// <summary>Waits for an orderly end, and that nothing comes before it.</summary>
    internal async Task HearFinAsync() => Assert.Equal(0, await Stream.ReadAsync(new byte[16], Wire.Token).AsTask().WaitAsync(Deadline, Wire.Token));

    internal async Task HearResetAsync()
    {
        IOException e = await Assert.ThrowsAnyAsync<IOException>(() => Stream.ReadAsync(new byte[16], Wire.Token).AsTask().WaitAsync(Deadline, Wire.Token));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(e.GetBaseException()).SocketErrorCode);
    }

    /// <summary>Closes in order: close_notify where TLS is spoken, and FIN.</summary>
    internal async Task CloseAsync()
    {
        if (Stream is SslStream tls)
        {
            await tls.ShutdownAsync();
        }

        Socket.Shutdown(SocketShutdown.Both);
        Socket.Dispose();
    }

    internal Task HearNothingAsync() => HearNothingAsync(Stream.ReadAsync(new byte[16], Wire.Token).AsTask());

    private static async Task HearNothingAsync(Task<int> reading) =>
        await Assert.ThrowsAsync<TimeoutException>(() => reading.WaitAsync(TimeSpan.FromMilliseconds(300), Wire.Token));
}

/// <summary>A server with or without TLS, and a proxy before it that speaks TLS on the sides that its field <c>tls</c> says.</summary>
internal sealed class TlsProxied : IAsyncDisposable
{
    private readonly ProxiedServer _proxied;
    private readonly List<IDisposable> _open = [];

    private TlsProxied(ProxiedServer proxied) => _proxied = proxied;

    internal TestCertificates Certificates { get; } = new();

    internal RecordedLog Log { get; private init; } = new();

    internal ProxiedServer Proxied => _proxied;

    internal ToxiproxyServer Toxiproxy => _proxied.Toxiproxy;

    /// <summary>The name that the last client of the server asked for.</summary>
    internal string? Asked { get; private set; }

    internal static async Task<TlsProxied> StartAsync(int? maxConnections = null, TlsTimes? times = null)
    {
        var log = new RecordedLog();
        ProxiedServer proxied = await ProxiedServer.StartAsync(
            new ToxiproxyOptions { MaxConnections = maxConnections, LoggerFactory = log, TlsTimes = times ?? TlsTimes.Standard });
        return new TlsProxied(proxied) { Log = log };
    }

    /// <summary>With the sides as asked: the server's certificate on ours, its issuer believed on the other.</summary>
    internal static async Task<TlsProxied> StartAsync(bool terminate, bool originate, int? maxConnections = null, TlsTimes? times = null)
    {
        TlsProxied proxied = await StartAsync(maxConnections, times);
        string listen = terminate ? $$""" "listen": {"certificate": "{{proxied.Certificates.Certificate}}", "key": "{{proxied.Certificates.Key}}"} """ : "";
        string upstream = originate ? $$""" "upstream": {"ca": "{{proxied.Certificates.Issuer}}"} """ : "";
        await proxied.SetAsync($$"""{ {{listen}}{{(terminate && originate ? "," : "")}}{{upstream}} }""");
        return proxied;
    }

    /// <summary>Updates the proxy's TLS, and expects that it is taken.</summary>
    /// <returns>The proxy as shown.</returns>
    internal async Task<string> SetAsync(string tls)
    {
        (HttpStatusCode status, string answer) = await TrySetAsync(tls);
        Assert.True(status == HttpStatusCode.OK, answer);
        return answer;
    }

    internal Task<(HttpStatusCode Status, string Answer)> TrySetAsync(string tls) => PostAsync($$"""{"tls": {{tls}}}""");

    internal Task<(HttpStatusCode Status, string Answer)> PostAsync(string update) => PostAsync($"proxies/{ProxiedServer.Name}", update);

    internal async Task<(HttpStatusCode Status, string Answer)> PostAsync(string path, string body)
    {
        using var http = new HttpClient { BaseAddress = Toxiproxy.ApiUri };
        using HttpResponseMessage response = await http.PostAsync(path, new StringContent(body), Wire.Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Wire.Token));
    }

    /// <summary>A client and the server's end of it, each after its handshake if it speaks TLS.</summary>
    internal async Task<(End Client, End Server)> ConnectAsync(bool clientTls, bool serverTls, string name = "localhost")
    {
        Task<End> server = AcceptAsync(serverTls);
        End client = await DialAsync(clientTls, name);
        return (client, await server);
    }

    internal async Task<End> DialAsync(bool tls, string name = "localhost")
    {
        Socket socket = await _proxied.DialAsync();
        if (!tls)
        {
            return new End(socket, Track(new NetworkStream(socket, ownsSocket: true)));
        }

        SslStream stream = Track(new SslStream(new NetworkStream(socket, ownsSocket: true), false, (_, certificate, _, _) => Certificates.Issued(certificate)));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = name }, Wire.Token).WaitAsync(End.Deadline, Wire.Token);
        return new End(socket, stream);
    }

    internal async Task<End> AcceptAsync(bool tls)
    {
        Socket socket = await _proxied.AcceptAsync();
        if (!tls)
        {
            return new End(socket, Track(new NetworkStream(socket, ownsSocket: true)));
        }

        SslStream stream = Track(new SslStream(new NetworkStream(socket, ownsSocket: true)));
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificates.Server }, Wire.Token).WaitAsync(End.Deadline, Wire.Token);
        Asked = stream.TargetHostName;
        return new End(socket, stream);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxied.DisposeAsync();
        lock (_open)
        {
            _open.ForEach(stream => stream.Dispose());
        }

        Certificates.Dispose();
        Log.Dispose();
        Array.ForEach(Log.Lines, line => TestContext.Current.TestOutputHelper?.WriteLine(line));
        Assert.DoesNotContain(Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    private T Track<T>(T stream)
        where T : Stream
    {
        lock (_open)
        {
            _open.Add(stream);
        }

        return stream;
    }
}
