using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Harness.Toxiproxy.Tls;

/// <summary>
/// A <see cref="TlsConfig"/> with its files read. Neither side is offered an application protocol (ALPN, RFC 7301), so that peers that know
/// HTTP/2 speak HTTP/1.1, as WebSockets need.
/// </summary>
internal sealed class TlsSettings
{
    internal static readonly TlsSettings None = new(new TlsConfig());

    private readonly X509ChainPolicy? _trust;

    private TlsSettings(TlsConfig config)
    {
        Config = config;
        Listen = config.Listen is { } listen ? ServerOptions(listen) : null;
        _trust = config.Upstream is { Verify: true } upstream ? Trust(upstream) : null;
    }

    internal TlsConfig Config { get; }

    /// <summary>For the clients' handshakes; null if they speak no TLS to the proxy.</summary>
    internal SslServerAuthenticationOptions? Listen { get; }

    /// <summary>How many sides speak TLS.</summary>
    internal int Sides => (Config.Listen is null ? 0 : 1) + (Config.Upstream is null ? 0 : 1);

    /// <exception cref="TlsConfigException">A file or a value cannot be used.</exception>
    internal static TlsSettings Load(TlsConfig config)
    {
        if (config.Listen is { Certificate: null, Key: not null })
        {
            throw new TlsConfigException("tls.listen.key is of no use without tls.listen.certificate: name both, or neither for a certificate that is made at the start");
        }

        if (config.Upstream?.ServerName is { } name && Uri.CheckHostName(name) == UriHostNameType.Unknown)
        {
            throw new TlsConfigException($"tls.upstream.server_name must be a host name, but is '{name}'");
        }

        return config is { Listen: null, Upstream: null } ? None : new TlsSettings(config);
    }

    /// <summary>For the handshake with the upstream.</summary>
    /// <param name="host">The upstream's, as configured.</param>
    /// <param name="asked">The name that the client has asked for; null if it has not.</param>
    internal SslClientAuthenticationOptions ForUpstream(string host, string? asked) => new()
    {
        TargetHost = Config.Upstream!.ServerName ?? NameFor(host, asked),
        CertificateChainPolicy = _trust,
#pragma warning disable CA5359 // It is what verify: false asks for.
        RemoteCertificateValidationCallback = Config.Upstream.Verify ? null : (_, _, _, _) => true,
#pragma warning restore CA5359
    };

    /// <summary>
    /// The name to ask an upstream for. A client of somebody else's target keeps the target's name whatever address it connects to; one that asks
    /// for <c>localhost</c> has named the proxy (RFC 6761 section 6.3), unless the upstream's own name is not known.
    /// </summary>
    internal static string NameFor(string host, string? asked)
    {
        bool namesTheProxy = string.Equals(asked, "localhost", StringComparison.OrdinalIgnoreCase) && !IPAddress.TryParse(host, out _);
        return string.IsNullOrEmpty(asked) || namesTheProxy ? host : asked;
    }

    private static SslServerAuthenticationOptions ServerOptions(TlsListenConfig listen)
    {
        X509Certificate2 certificate;
        X509Certificate2Collection? issuers = null;
        if (listen.Certificate is { } path)
        {
            issuers = PemFiles.Certificates("tls.listen.certificate", path);
            certificate = PemFiles.WithKey(path, listen.Key);
        }
        else
        {
            certificate = SelfSigned.Make(TimeProvider.System);
        }

        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, issuers, offline: true),
            AllowRenegotiation = false,
        };
    }

    // Nothing is fetched while a client waits: neither revocation lists nor missing issuers.
    private static X509ChainPolicy Trust(TlsUpstreamConfig upstream)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (upstream.Ca is { } path)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(PemFiles.Certificates("tls.upstream.ca", path));
        }

        return policy;
    }
}
