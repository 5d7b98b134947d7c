using System.Collections.Immutable;

namespace Harness.Clients;

/// <summary>
/// What a client asks for when it opens its socket, beyond what RFC 6455 asks of every client. Texts are templates
/// (<see cref="HandshakeTemplate"/>), filled in for each client.
/// </summary>
public sealed record HandshakeSettings
{
    /// <summary>Further headers; texts are templates.</summary>
    public ImmutableArray<HandshakeField> Headers { get; init; } = [];

    /// <summary>Sent in one header <c>Cookie</c>, in this order; texts are templates.</summary>
    public ImmutableArray<HandshakeField> Cookies { get; init; } = [];

    /// <summary>Parameters added to the query, percent-encoded; texts are templates. One named <c>client</c> takes the place of the client's id.</summary>
    public ImmutableArray<HandshakeField> Query { get; init; } = [];

    /// <summary>Offered in order of preference; templates. A server may choose one of them or none.</summary>
    public ImmutableArray<string> Subprotocols { get; init; } = [];

    /// <summary>Whether permessage-deflate is offered (RFC 7692).</summary>
    public bool Compression { get; init; }

    /// <summary>The header <c>Origin</c>, a template; null: the target's own, as a page of it would send.</summary>
    public string? Origin { get; init; }
}

/// <summary>A name and its text.</summary>
public sealed record HandshakeField(string Name, string Text);

/// <summary>How TLS is spoken to the target, on sockets and on HTTP alike. Files are PEM.</summary>
public sealed record TlsSettings
{
    /// <summary>What nothing else is said about: the system's issuers, no certificate of one's own, the target's host.</summary>
    public static TlsSettings Default { get; } = new();

    /// <summary>Certificates that are trusted as issuers, instead of the system's.</summary>
    public string? Ca { get; init; }

    /// <summary>The certificate that the client shows, and those that lead to its issuer behind it.</summary>
    public string? Certificate { get; init; }

    /// <summary>The private key of <see cref="Certificate"/>, unencrypted; null if its file has it.</summary>
    public string? Key { get; init; }

    /// <summary>The name that is asked for (SNI, RFC 6066 §3) and that the certificate has to hold; null: the target's host.</summary>
    public string? ServerName { get; init; }

    /// <summary>Believes any certificate.</summary>
    public bool Insecure { get; init; }
}
