using System.Buffers.Binary;
using System.Text;

namespace Harness.WebSockets;

/// <summary>
/// Writes whole frames (RFC 6455 §5.2) into memory that the caller owns. Every method returns the bytes written and throws
/// <see cref="ArgumentException"/> for a frame that must not exist or does not fit.
/// </summary>
public static class FrameWriter
{
    /// <summary>The longest header: 64-bit length and mask key.</summary>
    public const int MaxHeaderLength = 14;

    /// <summary>Longest reason of a close frame, in UTF-8 bytes.</summary>
    public const int MaxCloseReasonLength = FrameParser.MaxControlPayloadLength - sizeof(ushort);

    /// <summary>Header and payload together, in bytes.</summary>
    public static int FrameLength(int payloadLength, WebSocketRole sender)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
        return HeaderLength(payloadLength, sender == WebSocketRole.Client) + payloadLength;
    }

    /// <summary>A masked frame. The key should come from a source that the application cannot foresee (§10.3); a load generator may draw it from its seed.</summary>
    public static int WriteClient(Span<byte> destination, Opcode opcode, ReadOnlySpan<byte> payload, uint maskKey, bool fin = true)
    {
        var header = WriteHeader(destination, opcode, payload.Length, fin, masked: true);
        BinaryPrimitives.WriteUInt32BigEndian(destination[(header - 4)..], maskKey);
        FrameMask.Apply(payload, destination[header..], maskKey);
        return header + payload.Length;
    }

    public static int WriteServer(Span<byte> destination, Opcode opcode, ReadOnlySpan<byte> payload, bool fin = true)
    {
        var header = WriteHeader(destination, opcode, payload.Length, fin, masked: false);
        payload.CopyTo(destination[header..]);
        return header + payload.Length;
    }

    /// <summary>A masked close frame; with <see cref="CloseCode.NoStatusReceived"/> and no reason it is empty.</summary>
    public static int WriteClientClose(Span<byte> destination, CloseCode code, ReadOnlySpan<char> reason, uint maskKey)
    {
        Span<byte> payload = stackalloc byte[FrameParser.MaxControlPayloadLength];
        return WriteClient(destination, Opcode.Close, payload[..EncodeClose(payload, code, reason)], maskKey);
    }

    /// <inheritdoc cref="WriteClientClose"/>
    public static int WriteServerClose(Span<byte> destination, CloseCode code, ReadOnlySpan<char> reason)
    {
        Span<byte> payload = stackalloc byte[FrameParser.MaxControlPayloadLength];
        return WriteServer(destination, Opcode.Close, payload[..EncodeClose(payload, code, reason)]);
    }

    private static int EncodeClose(Span<byte> payload, CloseCode code, ReadOnlySpan<char> reason)
    {
        if (code == CloseCode.NoStatusReceived && reason.IsEmpty)
        {
            return 0;
        }

        if (!code.MayBeSent())
        {
            throw new ArgumentException($"close code {(int)code} must not be sent", nameof(code));
        }

        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        if (!Encoding.UTF8.TryGetBytes(reason, payload[2..], out var written))
        {
            throw new ArgumentException($"a close reason must be at most {MaxCloseReasonLength} bytes in UTF-8", nameof(reason));
        }

        return 2 + written;
    }

    private static int HeaderLength(int payloadLength, bool masked) =>
        (payloadLength <= 125 ? 2 : payloadLength <= ushort.MaxValue ? 4 : 10) + (masked ? 4 : 0);

    private static int WriteHeader(Span<byte> destination, Opcode opcode, int payloadLength, bool fin, bool masked)
    {
        if (!opcode.IsDefined())
        {
            throw new ArgumentException($"opcode 0x{(int)opcode:X} is reserved", nameof(opcode));
        }

        if (opcode.IsControl() && (!fin || payloadLength > FrameParser.MaxControlPayloadLength))
        {
            throw new ArgumentException($"a {opcode} frame must be one frame of at most {FrameParser.MaxControlPayloadLength} bytes");
        }

        var header = HeaderLength(payloadLength, masked);
        if (destination.Length < header + payloadLength)
        {
            throw new ArgumentException($"the frame takes {header + payloadLength} bytes, but there are {destination.Length}", nameof(destination));
        }

        var maskBit = masked ? 0x80 : 0;
        destination[0] = (byte)((fin ? 0x80 : 0) | (byte)opcode);
        switch (payloadLength)
        {
            case <= 125:
                destination[1] = (byte)(maskBit | payloadLength);
                break;
            case <= ushort.MaxValue:
                destination[1] = (byte)(maskBit | 126);
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payloadLength);
                break;
            default:
                destination[1] = (byte)(maskBit | 127);
                BinaryPrimitives.WriteUInt64BigEndian(destination[2..], (ulong)payloadLength);
                break;
        }

        return header;
    }
}
