using System.Text;

namespace Harness.WebSockets;

public enum WebSocketEventKind : byte
{
    None,
    Text,
    Binary,
    Ping,
    Pong,

    /// <summary>The peer's close frame; whatever came behind it is discarded (RFC 6455 §1.4).</summary>
    Close,

    /// <summary>The peer broke the protocol: fail the connection with <see cref="WebSocketEvent.Code"/>.</summary>
    ProtocolError,
}

/// <summary>One thing the peer said. The payload lives until the assembler is called again or the receive buffer is reused.</summary>
public readonly ref struct WebSocketEvent
{
    internal WebSocketEvent(WebSocketEventKind kind, ReadOnlySpan<byte> payload, CloseCode code = default, string? error = null)
    {
        Kind = kind;
        Payload = payload;
        Code = code;
        Error = error;
    }

    public WebSocketEventKind Kind { get; }

    /// <summary>The whole message (valid UTF-8 if text), the ping's or pong's payload, or the close reason in UTF-8.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Of a close: the peer's code, <see cref="CloseCode.NoStatusReceived"/> if it gave none. Of an error: the code to close with. Otherwise 0.</summary>
    public CloseCode Code { get; }

    /// <summary>What the peer did wrong; only with <see cref="WebSocketEventKind.ProtocolError"/>.</summary>
    public string? Error { get; }

    /// <summary>The payload as text; allocates.</summary>
    public string GetText() => Encoding.UTF8.GetString(Payload);
}
