using Harness.Toxiproxy.Links;
using Harness.WebSockets;

namespace Harness.Toxiproxy.WebSockets;

/// <summary>
/// Where one direction of a connection is in its WebSocket stream. Fed from the first byte on, so that a toxic that comes hours after
/// the upgrade knows where the next frame begins. 16 bytes, and of a payload only the length is looked at.
/// <code>
///  upstream    "GET "         ─► head with Upgrade: websocket ─► waits for the 101 ─┐
///  downstream  "HTTP/1.1 101" ─► head with Upgrade: websocket ─────────────────────┴─► frames ─► after the close frame
///
///  anything else, at any point ─► opaque, for good
/// </code>
/// The upgrade has to be the connection's first request. Reserved bits and opcodes are not judged (an extension may use them):
/// only a length that cannot be is.
/// </summary>
internal struct FramePosition
{
    /// <summary>Longest head that is looked through, in bytes; twice what servers take.</summary>
    private const int MaxHeadLength = 64 * 1024;

    /// <summary>A line that is not the one looked for.</summary>
    private const byte OtherLine = byte.MaxValue;

    /// <summary>In a head: bytes so far. In a frame: payload bytes to come; within its header: the length as far as it is read.</summary>
    private long _left;
    private Stage _stage;

    /// <summary>In a head: how much of the looked-for text the line has matched. In a frame: bytes of the header so far.</summary>
    private byte _seen;
    private byte _first;
    private byte _second;
    private bool _lineBegun;
    private bool _upgrades;

    internal FramePosition(StreamDirection direction) =>
        _stage = direction == StreamDirection.Upstream ? Stage.RequestStart : Stage.ResponseStart;

    private enum Stage : byte
    {
        Opaque,
        RequestStart,
        ResponseStart,
        RequestHead,
        ResponseHead,
        AwaitsAnswer,
        Frames,
        Closed,
    }

    /// <summary>What follows are no frames and never will be.</summary>
    internal readonly bool IsOpaque => _stage is Stage.Opaque;

    /// <summary>The upgrade has passed here.</summary>
    internal readonly bool IsUpgraded => _stage is Stage.Frames or Stage.Closed;

    /// <summary>A close frame has passed here: nothing may follow it.</summary>
    internal readonly bool IsClosed => _stage is Stage.Closed;

    /// <summary>Of the frame that was begun last.</summary>
    internal readonly Opcode Opcode => (Opcode)(_first & 0x0F);

    /// <summary>Whether the frame that was begun last is the last one of its message.</summary>
    internal readonly bool IsFinal => (_first & 0x80) != 0;

    private static ReadOnlySpan<byte> RequestPrefix => "GET "u8;

    private static ReadOnlySpan<byte> ResponsePrefix => "HTTP/1.1 101"u8;

    private static ReadOnlySpan<byte> UpgradeLine => "upgrade:websocket"u8;

    private readonly int LengthEnd => (_second & 0x7F) switch { 126 => 4, 127 => 10, _ => 2 };

    private readonly bool HeaderIsComplete => _seen >= 2 && _seen == LengthEnd + ((_second & 0x80) != 0 ? 4 : 0);

    /// <summary>Whether a frame could be put in here.</summary>
    /// <param name="reverse">The connection's other direction.</param>
    internal readonly bool IsBetweenFrames(in FramePosition reverse) =>
        _stage is Stage.Frames ? _seen == 0 : _stage is Stage.AwaitsAnswer && reverse.IsUpgraded;

    /// <summary>Moves past <paramref name="bytes"/>.</summary>
    /// <param name="bytes">What follows here.</param>
    /// <param name="reverse">The connection's other direction.</param>
    /// <returns>Whether the upgrade or a close frame was among them: the other direction may have waited for it.</returns>
    internal bool Advance(ReadOnlySpan<byte> bytes, in FramePosition reverse)
    {
        Stage before = _stage;
        while (_stage != Stage.Opaque && !bytes.IsEmpty)
        {
            int whole = _stage == Stage.Frames && _seen == 0 ? WholeFrame(bytes) : 0;
            bytes = bytes[(whole > 0 ? whole : Take(bytes, reverse).Length)..];
        }

        return _stage != before && IsUpgraded;
    }

    /// <summary>Moves on to the end of the frame, or of what is no frame; at least one byte if there is one.</summary>
    /// <inheritdoc cref="Advance"/>
    /// <returns>What was passed.</returns>
    internal FramePiece Take(ReadOnlySpan<byte> bytes, in FramePosition reverse)
    {
        if (_stage == Stage.AwaitsAnswer && !bytes.IsEmpty)
        {
            // A client that does not wait for the answer sends a body or the next request.
            _stage = reverse.IsUpgraded ? Stage.Frames : Stage.Opaque;
        }

        return _stage switch
        {
            Stage.Frames => TakeFrame(bytes),
            Stage.RequestStart => FramePiece.Other(TakePrefix(bytes, RequestPrefix, Stage.RequestHead)),
            Stage.ResponseStart => FramePiece.Other(TakePrefix(bytes, ResponsePrefix, Stage.ResponseHead)),
            Stage.RequestHead => FramePiece.Other(TakeHead(bytes, Stage.AwaitsAnswer)),
            Stage.ResponseHead => FramePiece.Other(TakeHead(bytes, Stage.Frames)),
            _ => FramePiece.Other(bytes.Length),
        };
    }

    // Most frames are short and come whole: passed without taking them apart. 0 for the others, and for a close frame.
    private static int WholeFrame(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2 || (bytes[1] & 0x7F) > 125 || (Opcode)(bytes[0] & 0x0F) == Opcode.Close)
        {
            return 0;
        }

        int length = 2 + ((bytes[1] & 0x80) >> 5) + (bytes[1] & 0x7F);
        return length <= bytes.Length ? length : 0;
    }

    private FramePiece TakeFrame(ReadOnlySpan<byte> bytes)
    {
        bool starts = _seen == 0;
        int header = 0;
        while (header < bytes.Length && !HeaderIsComplete)
        {
            ReadHeader(bytes[header++]);
        }

        if (!HeaderIsComplete)
        {
            return new FramePiece(header, IsFrame: true, starts, Ends: false, header);
        }

        if (_left < 0)
        {
            _stage = Stage.Opaque;
            return FramePiece.Other(bytes.Length);
        }

        int payload = (int)Math.Min(_left, bytes.Length - header);
        _left -= payload;
        bool ends = _left == 0;
        if (ends)
        {
            EndFrame();
        }

        return new FramePiece(header + payload, IsFrame: true, starts, ends, header);
    }

    // RFC 6455 §5.2: FIN, RSV and opcode; mask bit and length; 0, 2 or 8 bytes of length; 0 or 4 of mask key.
    private void ReadHeader(byte value)
    {
        switch (_seen++)
        {
            case 0:
                _first = value;
                break;
            case 1:
                _second = value;
                _left = LengthEnd == 2 ? value & 0x7F : 0;
                break;
            default:
                if (_seen <= LengthEnd)
                {
                    _left = (_left << 8) | value;
                }

                break;
        }
    }

    private void EndFrame()
    {
        _seen = 0;
        if (Opcode == Opcode.Close)
        {
            _stage = Stage.Closed;
        }
    }

    private int TakePrefix(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> prefix, Stage head)
    {
        int common = bytes.CommonPrefixLength(prefix[_seen..]);
        _seen += (byte)common;
        if (_seen == prefix.Length)
        {
            (_stage, _seen, _lineBegun) = (head, OtherLine, true);
        }
        else if (common < bytes.Length)
        {
            _stage = Stage.Opaque;
            return bytes.Length;
        }

        return common;
    }

    private int TakeHead(ReadOnlySpan<byte> bytes, Stage afterUpgrade)
    {
        for (int at = 0; at < bytes.Length; at++)
        {
            if (++_left > MaxHeadLength)
            {
                _stage = Stage.Opaque;
                return bytes.Length;
            }

            if (IsHeadEnd(bytes[at]))
            {
                _stage = _upgrades ? afterUpgrade : Stage.Opaque;
                _seen = 0;
                return at + 1;
            }
        }

        return bytes.Length;
    }

    private bool IsHeadEnd(byte value)
    {
        switch (value)
        {
            case (byte)'\n':
                bool empty = !_lineBegun;
                _upgrades |= _seen == UpgradeLine.Length;
                (_seen, _lineBegun) = (0, false);
                return empty;
            case (byte)'\r':
                return false;
            case (byte)' ' or (byte)'\t' when _seen >= "upgrade:".Length:
                return false;
            default:
                _lineBegun = true;
                _seen = _seen < UpgradeLine.Length && UpgradeLine[_seen] == ToLower(value) ? (byte)(_seen + 1) : OtherLine;
                return false;
        }
    }

    private static byte ToLower(byte value) => value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;
}
