using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.WebSockets;
using Harness.WebSockets;

namespace Harness.Toxiproxy.Toxics;

/// <summary>
/// <c>ws_corrupt</c>: changes a bit or two in a share of the frames, drawn for each, so that the receiver has to fail the connection
/// (RFC 6455 §7.1.7). Lengths stay right, so the frames behind can still be told apart.
/// </summary>
internal sealed record WsCorruptToxic : FrameToxic, IStatefulToxic
{
    private const byte HighestBit = 0x80;
    private const byte Rsv2 = 0x20;
    private const byte OpcodeBits = 0x0F;

    /// <summary>In what way. Default: the payload.</summary>
    public Corruption How { get; init; } = Corruption.Payload;

    /// <summary>How likely a frame is corrupted, 0 to 1. Default: 1.</summary>
    public double Share { get; init; } = 1;

    internal override string? Check() => CheckShare(Share);

    public object NewState() => new Frame();

    public override bool CanLeave(ToxicStub stub) => true;

    protected override bool Passes(ToxicStub stub, FramePiece piece, Span<byte> bytes)
    {
        var frame = (Frame)stub.State!;
        if (piece.Starts)
        {
            bool meant = !stub.Idle && stub.NextFraction() < Share;
            frame.AwaitsPayload = meant && How == Corruption.Payload;
            if (meant && !frame.AwaitsPayload)
            {
                bytes[0] = CorruptFirst(bytes[0]);
            }
        }

        if (frame.AwaitsPayload && piece.PayloadAt < piece.Length)
        {
            // A masked byte differs by the same bit.
            bytes[piece.PayloadAt] ^= HighestBit;
            frame.AwaitsPayload = false;
        }

        return true;
    }

    private byte CorruptFirst(byte first) => How == Corruption.Rsv
        ? (byte)(first | Rsv2)
        : (byte)((first & ~OpcodeBits) | (((Opcode)(first & OpcodeBits)).IsControl() ? 0xB : 0x3));

    /// <summary>The frame that is under way.</summary>
    private sealed class Frame
    {
        internal bool AwaitsPayload;
    }
}

/// <summary>What <see cref="WsCorruptToxic"/> does to a frame.</summary>
internal enum Corruption
{
    /// <summary>
    /// Flips the highest bit of the payload's first byte. A text is no UTF-8 then, whatever it was (1007), and a close code none that
    /// exists (1002); a binary message arrives with another content. A frame without payload stays as it is.
    /// </summary>
    Payload,

    /// <summary>Sets RSV2, which no registered extension uses (1002).</summary>
    Rsv,

    /// <summary>Makes it a frame of a reserved opcode: 0x3, or 0xB for a control frame (1002).</summary>
    Opcode,
}
