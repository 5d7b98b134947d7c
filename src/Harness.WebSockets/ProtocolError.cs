namespace Harness.WebSockets;

/// <summary>Why the connection has to be failed (RFC 6455 §7.1.7), and the code to say so with.</summary>
public readonly record struct ProtocolError(CloseCode Code, string Reason)
{
    internal static ProtocolError Violation(string reason) => new(CloseCode.ProtocolError, reason);
}
