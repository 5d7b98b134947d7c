using System.Text;

namespace Harness.WebSockets;

/// <summary>
/// Reads the server's answer to a handshake. It keeps no state: the caller collects what it receives and asks again with all of it,
/// so nothing is held per connection once it is open.
/// </summary>
public static class HandshakeResponse
{
    /// <summary>Longest response head accepted unless told otherwise, in bytes.</summary>
    public const int DefaultMaxLength = 8192;

    private static ReadOnlySpan<byte> Http1 => "HTTP/1."u8;

    /// <param name="received">Everything received so far on this connection.</param>
    /// <param name="nonce">The 16 bytes that the request was built with.</param>
    /// <param name="subprotocols">The ones that the request asked for.</param>
    /// <param name="maxLength">Longest response head accepted, in bytes.</param>
    /// <param name="compressionOffered">Whether the request had <see cref="PerMessageDeflate.Offer"/>.</param>
    public static HandshakeResult Read(
        ReadOnlySpan<byte> received, ReadOnlySpan<byte> nonce, IReadOnlyList<string> subprotocols, int maxLength = DefaultMaxLength, bool compressionOffered = false)
    {
        ArgumentNullException.ThrowIfNull(subprotocols);
        var start = Math.Min(received.Length, Http1.Length);
        if (!received[..start].SequenceEqual(Http1[..start]))
        {
            return HandshakeResult.Invalid("the answer is not HTTP/1", received);
        }

        var end = received.IndexOf("\r\n\r\n"u8);
        if (end < 0 || end + 4 > maxLength)
        {
            return received.Length < maxLength ? HandshakeResult.NeedMore
                : HandshakeResult.Invalid($"the response head is longer than {maxLength} bytes", received);
        }

        var head = received[..(end + 2)];
        var lineEnd = head.IndexOf("\r\n"u8);
        if (!TryReadStatus(head[Http1.Length..lineEnd], out var minor, out var status, out var phrase))
        {
            return HandshakeResult.Invalid("the status line is malformed", received);
        }

        if (status != 101)
        {
            return HandshakeResult.Refused(status, Encoding.Latin1.GetString(phrase), received[(end + 4)..]);
        }

        if (minor == 0)
        {
            return HandshakeResult.Invalid("an upgrade over HTTP/1.0", received);
        }

        Span<byte> key = stackalloc byte[Handshake.KeyLength];
        Span<byte> accept = stackalloc byte[Handshake.AcceptLength];
        Handshake.WriteKey(nonce, key);
        Handshake.ComputeAccept(key, accept);
        return ReadUpgrade(head[(lineEnd + 2)..], accept, subprotocols, compressionOffered, out var subprotocol, out var compression) is { } why
            ? HandshakeResult.Invalid(why, received)
            : HandshakeResult.Accepted(end + 4, subprotocol, compression);
    }

    /// <summary>Reads the status line from behind "HTTP/1.", for instance "1 101 Switching Protocols".</summary>
    private static bool TryReadStatus(ReadOnlySpan<byte> line, out int minor, out int status, out ReadOnlySpan<byte> phrase)
    {
        minor = status = 0;
        phrase = default;
        if (line.Length < 5 || line[0] is not ((byte)'0' or (byte)'1') || line[1] != ' ')
        {
            return false;
        }

        minor = line[0] - '0';
        line = line[2..];
        if (line[..3].ContainsAnyExceptInRange((byte)'0', (byte)'9') || (line.Length > 3 && line[3] != ' '))
        {
            return false;
        }

        status = ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + (line[2] - '0');
        phrase = HttpText.Trim(line[3..]);
        return status is >= 100 and <= 599;
    }

    /// <summary>The client's checks of RFC 6455 §4.1 on a 101.</summary>
    /// <returns>What is wrong, or null.</returns>
    private static string? ReadUpgrade(
        ReadOnlySpan<byte> headers, ReadOnlySpan<byte> expectedAccept, IReadOnlyList<string> subprotocols, bool compressionOffered,
        out string? subprotocol, out bool compression)
    {
        subprotocol = null;
        compression = false;
        bool upgrade = false, connection = false, accept = false;
        while (!headers.IsEmpty)
        {
            var lineEnd = headers.IndexOf("\r\n"u8);
            var line = headers[..lineEnd];
            headers = headers[(lineEnd + 2)..];
            var colon = line.IndexOf((byte)':');
            if (colon < 0 || !HttpText.IsToken(line[..colon]))
            {
                return "a header line is malformed";
            }

            var name = line[..colon];
            var value = HttpText.Trim(line[(colon + 1)..]);
            if (Ascii.EqualsIgnoreCase(name, "Upgrade"u8))
            {
                upgrade |= Ascii.EqualsIgnoreCase(value, "websocket"u8);
            }
            else if (Ascii.EqualsIgnoreCase(name, "Connection"u8))
            {
                connection |= HttpText.ListHolds(value, "upgrade"u8);
            }
            else if (Ascii.EqualsIgnoreCase(name, "Sec-WebSocket-Accept"u8))
            {
                if (accept || !value.SequenceEqual(expectedAccept))
                {
                    return "Sec-WebSocket-Accept does not match the key";
                }

                accept = true;
            }
            else if (Ascii.EqualsIgnoreCase(name, "Sec-WebSocket-Extensions"u8) && !value.IsEmpty)
            {
                if (!compressionOffered)
                {
                    return "an extension that was not asked for";
                }

                if (PerMessageDeflate.ReadAnswer(value, ref compression) is { } why)
                {
                    return why;
                }
            }
            else if (Ascii.EqualsIgnoreCase(name, "Sec-WebSocket-Protocol"u8))
            {
                if (subprotocol is not null || (subprotocol = Find(value, subprotocols)) is null)
                {
                    return "a subprotocol that was not asked for";
                }
            }
        }

        return !upgrade ? "no header 'Upgrade: websocket'"
            : !connection ? "no header 'Connection: Upgrade'"
            : !accept ? "no header Sec-WebSocket-Accept"
            : null;
    }

    private static string? Find(ReadOnlySpan<byte> name, IReadOnlyList<string> subprotocols)
    {
        for (var i = 0; i < subprotocols.Count; i++)
        {
            if (Ascii.Equals(name, subprotocols[i]))
            {
                return subprotocols[i];
            }
        }

        return null;
    }
}
