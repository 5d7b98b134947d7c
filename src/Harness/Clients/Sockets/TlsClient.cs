using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Harness.Clients.Sockets;

/// <summary>The client's side of TLS: what is trusted, what is shown, which name is asked for. Read once, shared by all connections.</summary>
internal sealed class TlsClient
{
    private readonly TlsSettings _settings;
    private readonly X509Certificate2Collection? _issuers;
    private readonly SslStreamCertificateContext? _own;

    /// <exception cref="TlsFileException">A file cannot be read or does not hold what it must.</exception>
    public TlsClient(TlsSettings settings)
    {
        _settings = settings;
        _issuers = settings.Ca is { } ca ? Certificates("ca", ca) : null;
        if (settings.Certificate is { } certificate)
        {
            X509Certificate2Collection chain = Certificates("certificate", certificate);
            // Offline: what leads to the issuer stands in the file, and nothing is fetched over the network.
            _own = SslStreamCertificateContext.Create(WithKey(certificate, settings.Key ?? certificate), [.. chain.Skip(1)], offline: true);
        }
    }

    /// <summary>A handler for requests of which TLS is spoken as it is on sockets.</summary>
    /// <param name="traffic">Whose bytes are counted where, by the URL of a connection's first request; null: nobody's.</param>
    public SocketsHttpHandler Handler(Func<Uri, (ClientMetrics Metrics, int Cohort)>? traffic = null) => new()
    {
        UseCookies = false,
        UseProxy = false,
        ConnectCallback = (context, cancellation) => ConnectAsync(context, traffic?.Invoke(context.InitialRequestMessage.RequestUri!), cancellation),
    };

    /// <summary>For one handshake.</summary>
    /// <param name="host">The target's host, whatever is dialled.</param>
    /// <param name="judged">Told what is wrong with the server's certificate, if anything.</param>
    public SslClientAuthenticationOptions Options(string host, Action<SslPolicyErrors>? judged = null)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = _settings.ServerName ?? host,
            // A server of several protocols would choose HTTP/2 else, which has another handshake for WebSockets.
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            ClientCertificateContext = _own,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, _, _, errors) =>
            {
                judged?.Invoke(errors);
                return errors == SslPolicyErrors.None || _settings.Insecure;
            },
            CertificateChainPolicy = new X509ChainPolicy
            {
                RevocationMode = X509RevocationMode.NoCheck,
                // Nothing may wait for the network within a handshake.
                DisableCertificateDownloads = true,
                TrustMode = _issuers is null ? X509ChainTrustMode.System : X509ChainTrustMode.CustomRootTrust,
            },
        };
        if (_issuers is not null)
        {
            options.CertificateChainPolicy.CustomTrustStore.AddRange(_issuers);
        }

        return options;
    }

    /// <summary>The host of <c>host:port</c>, as TLS wants it: without brackets.</summary>
    public static string HostOf(string authority) => new Uri("https://" + authority).DnsSafeHost;

    /// <summary>The request's URI says what is dialled, its Host header who is meant.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, (ClientMetrics Metrics, int Cohort)? counted, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation).ConfigureAwait(false);
            var plain = new NetworkStream(socket, ownsSocket: true);
            HttpRequestMessage request = context.InitialRequestMessage;
            if (request.RequestUri?.Scheme != Uri.UriSchemeHttps)
            {
                return counted is { } of ? new CountedStream(plain, of.Metrics, of.Cohort) : plain;
            }

            SslStream tls = counted is { } whose ? new CountedTlsStream(plain, whose.Metrics, whose.Cohort) : new SslStream(plain, leaveInnerStreamOpen: false);
            string host = request.Headers.Host is { } authority ? HostOf(authority) : context.DnsEndPoint.Host;
            await tls.AuthenticateAsClientAsync(Options(host), cancellation).ConfigureAwait(false);
            return tls;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static X509Certificate2Collection Certificates(string setting, string path)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Read(setting, path));
        }
        catch (CryptographicException e)
        {
            throw new TlsFileException(setting, $"\"{path}\" holds a certificate that cannot be read: {e.Message}");
        }

        return certificates.Count > 0 ? certificates : throw new TlsFileException(setting, $"\"{path}\" holds no certificate: it needs a block that starts with -----BEGIN CERTIFICATE-----");
    }

    private static X509Certificate2 WithKey(string certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPem(Read("certificate", certificate), Read("key", key));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new TlsFileException("key", $"\"{key}\" does not hold the unencrypted private key of the first certificate in \"{certificate}\": {e.Message}");
        }
    }

    private static string Read(string setting, string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TlsFileException(setting, $"\"{path}\" cannot be read: {e.Message}");
        }
    }
}

/// <summary>A file that TLS needs cannot be used.</summary>
/// <param name="setting">Which of <see cref="TlsSettings"/>, as scenario files name it.</param>
/// <param name="message">Why, to be read after the setting.</param>
public sealed class TlsFileException(string setting, string message) : Exception(message)
{
    public string Setting { get; } = setting;
}
