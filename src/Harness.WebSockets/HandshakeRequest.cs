namespace Harness.WebSockets;

/// <summary>What a client asks for when it opens a WebSocket (RFC 6455 §4.1).</summary>
/// <param name="PathAndQuery">Resource name as it stands in the request line, already escaped, starting with a slash.</param>
/// <param name="Host">Value of the Host header: the authority of the target, whatever address is dialled.</param>
public sealed record HandshakeRequest(string PathAndQuery, string Host)
{
    /// <summary>Sent by browsers; null leaves the header out.</summary>
    public string? Origin { get; init; }

    /// <summary>In order of preference.</summary>
    public IReadOnlyList<string> Subprotocols { get; init; } = [];

    /// <summary>Whether to send <see cref="PerMessageDeflate.Offer"/>.</summary>
    public bool OfferCompression { get; init; }

    /// <summary>Further headers, for instance Authorization or Cookie.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
