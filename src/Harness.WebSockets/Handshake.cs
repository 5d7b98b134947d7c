using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Harness.WebSockets;

/// <summary>The client's half of the opening handshake (RFC 6455 §4.1): the request it sends and the proof it expects.</summary>
public static class Handshake
{
    /// <summary>Bytes of the random nonce in Sec-WebSocket-Key.</summary>
    public const int NonceLength = 16;

    /// <summary>Characters of Sec-WebSocket-Key: the nonce in base64.</summary>
    public const int KeyLength = 24;

    /// <summary>Characters of Sec-WebSocket-Accept: a SHA-1 in base64.</summary>
    public const int AcceptLength = 28;

    private static ReadOnlySpan<byte> Guid => "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;

    /// <summary>The request's bytes.</summary>
    /// <param name="request">What to ask for.</param>
    /// <param name="nonce">16 bytes, drawn anew for each connection.</param>
    /// <exception cref="ArgumentException">A part of the request would break out of its line, or is not what HTTP allows there.</exception>
    public static byte[] BuildRequest(HandshakeRequest request, ReadOnlySpan<byte> nonce)
    {
        ArgumentNullException.ThrowIfNull(request);
        Span<byte> key = stackalloc byte[KeyLength];
        WriteKey(nonce, key);
        if (!request.PathAndQuery.StartsWith('/') || !request.PathAndQuery.All(c => c is > ' ' and < '\x7f'))
        {
            throw new ArgumentException($"'{request.PathAndQuery}' is not an escaped path that starts with a slash", nameof(request));
        }

        var text = new StringBuilder(256);
        text.Append("GET ").Append(request.PathAndQuery).Append(" HTTP/1.1\r\n");
        AppendHeader(text, "Host", request.Host);
        text.Append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
        AppendHeader(text, "Sec-WebSocket-Key", Encoding.ASCII.GetString(key));
        if (request.Origin is { } origin)
        {
            AppendHeader(text, "Origin", origin);
        }

        if (request.Subprotocols.Count > 0)
        {
            if (request.Subprotocols.FirstOrDefault(p => !HttpText.IsToken(p)) is { } bad)
            {
                throw new ArgumentException($"'{bad}' is not a subprotocol name", nameof(request));
            }

            AppendHeader(text, "Sec-WebSocket-Protocol", string.Join(", ", request.Subprotocols));
        }

        if (request.OfferCompression)
        {
            AppendHeader(text, "Sec-WebSocket-Extensions", PerMessageDeflate.Offer);
        }

        foreach (var (name, value) in request.Headers)
        {
            AppendHeader(text, name, value);
        }

        return Encoding.UTF8.GetBytes(text.Append("\r\n").ToString());
    }

    /// <summary>The Sec-WebSocket-Key of a nonce: 24 ASCII bytes.</summary>
    public static void WriteKey(ReadOnlySpan<byte> nonce, Span<byte> key)
    {
        if (nonce.Length != NonceLength)
        {
            throw new ArgumentException($"a nonce must be {NonceLength} bytes, but is {nonce.Length}", nameof(nonce));
        }

        Base64.EncodeToUtf8(nonce, key[..KeyLength], out _, out _);
    }

    /// <summary>The Sec-WebSocket-Accept that proves the server read this key: 28 ASCII bytes (RFC 6455 §4.2.2, step 5.4).</summary>
    /// <param name="key">The 24 characters of Sec-WebSocket-Key.</param>
    /// <param name="accept">Where the 28 bytes go.</param>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 prescribes SHA-1 here; it protects nothing.")]
    public static void ComputeAccept(ReadOnlySpan<byte> key, Span<byte> accept)
    {
        if (key.Length != KeyLength)
        {
            throw new ArgumentException($"a key must be {KeyLength} characters, but is {key.Length}", nameof(key));
        }

        Span<byte> input = stackalloc byte[KeyLength + Guid.Length];
        key.CopyTo(input);
        Guid.CopyTo(input[KeyLength..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input, hash);
        Base64.EncodeToUtf8(hash, accept[..AcceptLength], out _, out _);
    }

    private static void AppendHeader(StringBuilder text, string name, string value)
    {
        if (!HttpText.IsToken(name) || value.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new ArgumentException($"'{name}: {value}' is not one header line");
        }

        text.Append(name).Append(": ").Append(value).Append("\r\n");
    }
}
