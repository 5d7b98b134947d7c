namespace Harness.WebSockets;

/// <summary>One frame's header (RFC 6455 §5.2).</summary>
/// <param name="Fin">Last frame of its message.</param>
/// <param name="Opcode">What the payload is.</param>
/// <param name="Masked">Whether the payload is masked.</param>
/// <param name="MaskKey">The four key bytes, the first one on the wire in the highest byte; 0 if not masked.</param>
/// <param name="HeaderLength">Bytes that the header itself takes, 2 to 14.</param>
/// <param name="PayloadLength">Bytes that follow it.</param>
public readonly record struct FrameHeader(bool Fin, Opcode Opcode, bool Masked, uint MaskKey, int HeaderLength, int PayloadLength)
{
    /// <summary>RSV1 on the first frame of a message: all of its payload is compressed (RFC 7692 §6). Only where that was negotiated.</summary>
    public bool Compressed { get; init; }
}
