namespace Harness.WebSockets;

public enum HandshakeStatus : byte
{
    /// <summary>The response head is not complete yet.</summary>
    NeedMore,

    /// <summary>The connection is a WebSocket now.</summary>
    Accepted,

    /// <summary>A proper HTTP answer that is not 101.</summary>
    Refused,

    /// <summary>Not HTTP, or a 101 that must be failed (RFC 6455 §4.1, client requirements after the response).</summary>
    Invalid,
}

/// <summary>What a server's answer to the handshake means.</summary>
public readonly record struct HandshakeResult
{
    public HandshakeStatus Status { get; private init; }

    /// <summary>Accepted: bytes of the response head; what follows them are frames.</summary>
    public int Consumed { get; private init; }

    /// <summary>Accepted: the one chosen of those asked for, or null.</summary>
    public string? Subprotocol { get; private init; }

    /// <summary>Accepted: whether the server took <see cref="PerMessageDeflate.Offer"/>.</summary>
    public bool Compression { get; private init; }

    /// <summary>Refused: the HTTP status code.</summary>
    public int HttpStatus { get; private init; }

    /// <summary>Refused: the text behind the status code, maybe empty.</summary>
    public string? ReasonPhrase { get; private init; }

    /// <summary>Refused: the first received bytes of the body; Invalid: of the response. At most 200, unprintable ones as dots.</summary>
    public string? FirstBytes { get; private init; }

    /// <summary>Invalid: what is wrong.</summary>
    public string? Why { get; private init; }

    internal static HandshakeResult NeedMore => default;

    internal static HandshakeResult Accepted(int consumed, string? subprotocol, bool compression) =>
        new() { Status = HandshakeStatus.Accepted, Consumed = consumed, Subprotocol = subprotocol, Compression = compression };

    internal static HandshakeResult Refused(int httpStatus, string reasonPhrase, ReadOnlySpan<byte> body) =>
        new() { Status = HandshakeStatus.Refused, HttpStatus = httpStatus, ReasonPhrase = reasonPhrase, FirstBytes = Show(body) };

    internal static HandshakeResult Invalid(string why, ReadOnlySpan<byte> response) =>
        new() { Status = HandshakeStatus.Invalid, Why = why, FirstBytes = Show(response) };

    private static string Show(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, 200)];
        Span<char> shown = stackalloc char[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            shown[i] = bytes[i] is >= 0x20 and < 0x7F ? (char)bytes[i] : '.';
        }

        return new string(shown);
    }
}
