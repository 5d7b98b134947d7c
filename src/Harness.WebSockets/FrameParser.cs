using System.Buffers.Binary;

namespace Harness.WebSockets;

/// <summary>What became of an attempt to read a frame's header.</summary>
public enum FrameStatus : byte
{
    /// <summary>The header is not complete; nothing in it is wrong so far.</summary>
    NeedMore,
    Ok,
    Invalid,
}

/// <summary>
/// Reads frame headers and holds what RFC 6455 §5 demands of a single frame. A fault is reported at the first byte that shows it,
/// so the verdict does not depend on how the bytes were cut.
/// </summary>
/// <param name="Role">The end that reads.</param>
/// <param name="MaxPayloadLength">Longest payload accepted, in bytes; a longer one is 1009.</param>
/// <param name="Compression">Whether permessage-deflate was negotiated: RSV1 has a meaning on the first frame of a message then, and only there.</param>
public readonly record struct FrameParser(WebSocketRole Role, int MaxPayloadLength, bool Compression = false)
{
    /// <summary>Longest payload of a control frame (RFC 6455 §5.5).</summary>
    public const int MaxControlPayloadLength = 125;

    public FrameStatus Parse(ReadOnlySpan<byte> input, out FrameHeader header, out ProtocolError error)
    {
        header = default;
        error = default;
        if (input.IsEmpty)
        {
            return FrameStatus.NeedMore;
        }

        var opcode = (Opcode)(input[0] & 0x0F);
        var fin = (input[0] & 0x80) != 0;
        var compressed = Compression && (input[0] & 0x40) != 0;
        if ((input[0] & (compressed ? 0x30 : 0x70)) != 0)
        {
            return Invalid("RSV bit set without an extension", out error);
        }

        if (!opcode.IsDefined())
        {
            return Invalid("reserved opcode", out error);
        }

        if (compressed && opcode is not (Opcode.Text or Opcode.Binary))
        {
            return Invalid("RSV1 on a frame that begins no message", out error);
        }

        if (opcode.IsControl() && !fin)
        {
            return Invalid("fragmented control frame", out error);
        }

        if (input.Length < 2)
        {
            return FrameStatus.NeedMore;
        }

        var masked = (input[1] & 0x80) != 0;
        if (masked != (Role == WebSocketRole.Server))
        {
            return Invalid(masked ? "masked frame from a server" : "unmasked frame from a client", out error);
        }

        var shortLength = input[1] & 0x7F;
        if (opcode.IsControl() && shortLength > MaxControlPayloadLength)
        {
            return Invalid("control frame longer than 125 bytes", out error);
        }

        var lengthEnd = shortLength switch { 126 => 4, 127 => 10, _ => 2 };
        if (input.Length < lengthEnd)
        {
            return FrameStatus.NeedMore;
        }

        var length = shortLength switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(input[2..]),
            127 => BinaryPrimitives.ReadUInt64BigEndian(input[2..]),
            _ => (ulong)shortLength,
        };
        if (length > long.MaxValue)
        {
            return Invalid("64-bit length with its highest bit set", out error);
        }

        if ((shortLength == 126 && length < 126) || (shortLength == 127 && length <= ushort.MaxValue))
        {
            return Invalid("length not in its shortest form", out error);
        }

        if (length > (ulong)MaxPayloadLength && !opcode.IsControl())
        {
            error = new ProtocolError(CloseCode.MessageTooBig, "message too big");
            return FrameStatus.Invalid;
        }

        var headerLength = lengthEnd + (masked ? 4 : 0);
        if (input.Length < headerLength)
        {
            return FrameStatus.NeedMore;
        }

        var key = masked ? BinaryPrimitives.ReadUInt32BigEndian(input[lengthEnd..]) : 0;
        header = new FrameHeader(fin, opcode, masked, key, headerLength, (int)length) { Compressed = compressed };
        return FrameStatus.Ok;
    }

    private static FrameStatus Invalid(string reason, out ProtocolError error)
    {
        error = ProtocolError.Violation(reason);
        return FrameStatus.Invalid;
    }
}
