namespace Harness.Toxiproxy.Tls;

/// <summary>
/// Which sides of a proxy speak TLS, as its field <c>tls</c> says. Without either, bytes pass as they are, TLS between the client and the
/// upstream too. With one, toxics see what is inside.
/// </summary>
/// <param name="Listen">Terminates the clients' TLS; null takes their bytes as they are.</param>
/// <param name="Upstream">Speaks TLS to the upstream; null does not.</param>
public sealed record TlsConfig(TlsListenConfig? Listen = null, TlsUpstreamConfig? Upstream = null);

/// <summary>What clients are shown.</summary>
/// <param name="Certificate">
/// A PEM file with the certificate, and those that lead to its issuer behind it. Null makes one for <c>localhost</c>, 127.0.0.1 and ::1 that nobody has signed.
/// </param>
/// <param name="Key">The PEM file with its private key, unencrypted; null if the certificate's file has it.</param>
public sealed record TlsListenConfig(string? Certificate = null, string? Key = null);

/// <summary>What the upstream is asked for, and how it is believed.</summary>
/// <param name="ServerName">
/// The name that it is asked for (SNI, RFC 6066 section 3) and that its certificate has to hold. Null: the one that the client has asked the proxy for, or else the
/// upstream's host.
/// </param>
/// <param name="Verify">False believes any certificate.</param>
/// <param name="Ca">A PEM file with the certificates that are trusted as issuers; null trusts those of the system.</param>
public sealed record TlsUpstreamConfig(string? ServerName = null, bool Verify = true, string? Ca = null);
