namespace Harness.WebSockets;

/// <summary>Why a connection was closed: RFC 6455 §7.4.1, and those registered with IANA since.</summary>
public enum CloseCode : ushort
{
    NormalClosure = 1000,
    GoingAway = 1001,
    ProtocolError = 1002,
    UnsupportedData = 1003,

    /// <summary>The close frame carried no code. Never on the wire.</summary>
    NoStatusReceived = 1005,

    /// <summary>The connection ended without a close frame. Never on the wire.</summary>
    AbnormalClosure = 1006,

    InvalidFramePayloadData = 1007,
    PolicyViolation = 1008,
    MessageTooBig = 1009,
    MandatoryExtension = 1010,
    InternalError = 1011,
    ServiceRestart = 1012,
    TryAgainLater = 1013,
    BadGateway = 1014,

    /// <summary>The TLS handshake failed. Never on the wire.</summary>
    TlsHandshake = 1015,
}

public static class CloseCodeExtensions
{
    /// <summary>Whether a close frame may carry this code: registered ones, and 3000–4999 for libraries and applications (§7.4.2).</summary>
    public static bool MayBeSent(this CloseCode code) => (int)code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);
}
