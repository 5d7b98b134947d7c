using System.Buffers;
using System.Buffers.Binary;
using System.Text.Unicode;

namespace Harness.WebSockets;

/// <summary>
/// Turns received bytes, cut anywhere, into messages, pings, pongs, a close or one protocol error (RFC 6455 §5–§8).
/// An unmasked frame that arrives whole is handed out as a slice of the input. Anything else is gathered in one pooled array,
/// which goes back as soon as its message has been read:
/// <code>
///     pooled array   [ fragments of the message so far | part of a header, or of a control frame's payload ]
///                      0 .. _gathered                    _gathered .. _gathered + _held
/// </code>
/// So an idle connection costs these fields and nothing else.
/// A mutable struct: keep it in one non-readonly field and never copy it, or two copies will return the same array.
/// </summary>
public struct MessageAssembler : IDisposable
{
    private const int FirstRent = 4096;

    private readonly FrameParser _parser;
    private byte[]? _buffer;
    private int _gathered;
    private int _remaining;
    private uint _maskKey;
    private byte _held;
    private Opcode _frame;
    private Opcode _message;
    private bool _fin;
    private bool _compressed;
    private Stage _stage;
    private Lent _lent;

    /// <param name="role">The end that reads.</param>
    /// <param name="maxMessageLength">Longest message over all its fragments, in bytes, compressed or inflated; a longer one is 1009.</param>
    /// <param name="compression">Whether permessage-deflate was negotiated, without context between messages.</param>
    public MessageAssembler(WebSocketRole role, int maxMessageLength, bool compression = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxMessageLength);
        _parser = new FrameParser(role, maxMessageLength, compression);
    }

    private enum Stage : byte
    {
        Header,
        Payload,
        Ended,
    }

    /// <summary>What the last event shows of the pooled array.</summary>
    private enum Lent : byte
    {
        Nothing,
        Control,
        Message,
    }

    /// <summary>After a close or a protocol error: nothing more will be read, input is discarded.</summary>
    public readonly bool HasEnded => _stage == Stage.Ended;

    /// <summary>Whether a pooled array is in use: a message or frame is incomplete, or the last event still shows it.</summary>
    public readonly bool HoldsMemory => _buffer is not null;

    /// <summary>
    /// Reads on in <paramref name="input"/> up to the next event and moves it past what was used. Call until it returns false: then all
    /// of the input is used up, and its memory may be reused.
    /// </summary>
    public bool TryRead(ref ReadOnlySpan<byte> input, out WebSocketEvent evt)
    {
        TakeBack();
        evt = default;
        while (_stage != Stage.Ended)
        {
            if (_stage == Stage.Header)
            {
                switch (ReadHeader(ref input, out var header, out var error))
                {
                    case FrameStatus.NeedMore:
                        return false;
                    case FrameStatus.Invalid:
                        evt = Fail(ref input, error);
                        return true;
                }

                if (IsOutOfPlace(header, out error))
                {
                    evt = Fail(ref input, error);
                    return true;
                }

                if (IsWhole(header, input))
                {
                    var payload = input[..header.PayloadLength];
                    input = input[header.PayloadLength..];
                    if (!header.Opcode.IsControl())
                    {
                        _compressed = header.Compressed;
                    }

                    evt = Deliver(ref input, header.Opcode, payload);
                    return true;
                }

                Begin(header);
            }

            var take = Math.Min(_remaining, input.Length);
            Gather(input[..take]);
            input = input[take..];
            if (_remaining > 0)
            {
                return false;
            }

            _stage = Stage.Header;
            if (_frame.IsControl())
            {
                _lent = Lent.Control;
                evt = Deliver(ref input, _frame, _buffer.AsSpan(_gathered, _held));
                return true;
            }

            if (_fin)
            {
                _lent = Lent.Message;
                evt = Deliver(ref input, _message, _buffer.AsSpan(0, _gathered));
                return true;
            }
        }

        input = default;
        return false;
    }

    /// <summary>Forgets everything and gives the memory back: for the next connection of the same owner.</summary>
    public void Reset()
    {
        Return();
        _stage = Stage.Header;
    }

    /// <summary>Gives the memory back; reads nothing any more until <see cref="Reset"/>.</summary>
    public void Dispose()
    {
        Return();
        _stage = Stage.Ended;
    }

    /// <summary>A header that was cut is continued in the pooled array; one that is whole is read in place.</summary>
    private FrameStatus ReadHeader(ref ReadOnlySpan<byte> input, out FrameHeader header, out ProtocolError error)
    {
        FrameStatus status;
        if (_held == 0)
        {
            status = _parser.Parse(input, out header, out error);
            if (status == FrameStatus.Ok)
            {
                input = input[header.HeaderLength..];
            }
            else if (status == FrameStatus.NeedMore && !input.IsEmpty)
            {
                Hold(input);
                input = default;
            }

            return status;
        }

        var before = _held;
        Hold(input[..Math.Min(input.Length, FrameWriter.MaxHeaderLength - before)]);
        status = _parser.Parse(_buffer.AsSpan(_gathered, _held), out header, out error);
        if (status == FrameStatus.Ok)
        {
            input = input[(header.HeaderLength - before)..];
            _held = 0;
            if (_message == Opcode.Continuation)
            {
                Return();
            }
        }
        else if (status == FrameStatus.NeedMore)
        {
            input = default;
        }

        return status;
    }

    /// <summary>What §5.4 demands of the order of frames, and the limit over all fragments.</summary>
    private readonly bool IsOutOfPlace(in FrameHeader header, out ProtocolError error)
    {
        error = default;
        if (header.Opcode.IsControl())
        {
            return false;
        }

        var inMessage = _message != Opcode.Continuation;
        if (inMessage != (header.Opcode == Opcode.Continuation))
        {
            error = ProtocolError.Violation(inMessage ? "new message inside a fragmented one" : "continuation without a message");
            return true;
        }

        if (header.PayloadLength > _parser.MaxPayloadLength - _gathered)
        {
            error = new ProtocolError(CloseCode.MessageTooBig, "message too big");
            return true;
        }

        return false;
    }

    private static bool IsWhole(in FrameHeader header, ReadOnlySpan<byte> input) =>
        !header.Masked
        && input.Length >= header.PayloadLength
        && (header.Opcode.IsControl() || (header.Fin && header.Opcode != Opcode.Continuation));

    private void Begin(in FrameHeader header)
    {
        _stage = Stage.Payload;
        _frame = header.Opcode;
        _fin = header.Fin;
        _maskKey = header.MaskKey;
        _remaining = header.PayloadLength;
        if (header.Opcode is Opcode.Text or Opcode.Binary)
        {
            _message = header.Opcode;
            _compressed = header.Compressed;
        }
    }

    private void Gather(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        var at = _gathered + _held;
        // The announced length is only a promise: rent for what came, plus a little of what may come.
        EnsureCapacity(at + bytes.Length, at + Math.Min(_remaining, FirstRent));
        _maskKey = FrameMask.Apply(bytes, _buffer.AsSpan(at), _maskKey);
        _remaining -= bytes.Length;
        if (_frame.IsControl())
        {
            _held += (byte)bytes.Length;
        }
        else
        {
            _gathered += bytes.Length;
        }
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        var at = _gathered + _held;
        EnsureCapacity(at + bytes.Length, at + FrameWriter.MaxHeaderLength);
        bytes.CopyTo(_buffer.AsSpan(at));
        _held += (byte)bytes.Length;
    }

    private void EnsureCapacity(int needed, int hoped)
    {
        if (_buffer is not null && _buffer.Length >= needed)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max(Math.Max(needed, hoped), 2L * _gathered)));
        if (_buffer is not null)
        {
            _buffer.AsSpan(0, _gathered + _held).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }

    private WebSocketEvent Deliver(ref ReadOnlySpan<byte> input, Opcode opcode, ReadOnlySpan<byte> payload) => opcode switch
    {
        Opcode.Ping => new WebSocketEvent(WebSocketEventKind.Ping, payload),
        Opcode.Pong => new WebSocketEvent(WebSocketEventKind.Pong, payload),
        Opcode.Text or Opcode.Binary when _compressed => Inflate(ref input, opcode, payload),
        Opcode.Binary => new WebSocketEvent(WebSocketEventKind.Binary, payload),
        Opcode.Close => DeliverClose(ref input, payload),
        _ when Utf8.IsValid(payload) => new WebSocketEvent(WebSocketEventKind.Text, payload),
        _ => Fail(ref input, new ProtocolError(CloseCode.InvalidFramePayloadData, "text message is not UTF-8")),
    };

    /// <summary>The inflated message takes the place of the compressed one in the pooled array, and goes back with it.</summary>
    private WebSocketEvent Inflate(ref ReadOnlySpan<byte> input, Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var length = MessageInflater.Inflate(payload, _parser.MaxPayloadLength, out var message, out var error);
        if (length < 0)
        {
            return Fail(ref input, error);
        }

        Return();
        _buffer = message;
        _lent = Lent.Message;
        return Deliver(ref input, opcode, message.AsSpan(0, length));
    }

    private WebSocketEvent DeliverClose(ref ReadOnlySpan<byte> input, ReadOnlySpan<byte> payload)
    {
        var code = CloseCode.NoStatusReceived;
        if (payload.Length == 1)
        {
            return Fail(ref input, ProtocolError.Violation("close payload of one byte"));
        }

        if (payload.Length >= 2)
        {
            code = (CloseCode)BinaryPrimitives.ReadUInt16BigEndian(payload);
            payload = payload[2..];
            if (!code.MayBeSent())
            {
                return Fail(ref input, ProtocolError.Violation("invalid close code"));
            }

            if (!Utf8.IsValid(payload))
            {
                return Fail(ref input, new ProtocolError(CloseCode.InvalidFramePayloadData, "close reason is not UTF-8"));
            }
        }

        _stage = Stage.Ended;
        input = default;
        return new WebSocketEvent(WebSocketEventKind.Close, payload, code);
    }

    private WebSocketEvent Fail(ref ReadOnlySpan<byte> input, ProtocolError error)
    {
        Dispose();
        input = default;
        return new WebSocketEvent(WebSocketEventKind.ProtocolError, default, error.Code, error.Reason);
    }

    /// <summary>The caller is done with the last event: drop what it showed.</summary>
    private void TakeBack()
    {
        if (_lent == Lent.Nothing)
        {
            return;
        }

        var midMessage = _lent == Lent.Control && _message != Opcode.Continuation;
        _lent = Lent.Nothing;
        _held = 0;
        if (!midMessage || _stage == Stage.Ended)
        {
            Return();
        }
    }

    private void Return()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = null;
        _gathered = 0;
        _remaining = 0;
        _held = 0;
        _message = Opcode.Continuation;
        _compressed = false;
        _lent = Lent.Nothing;
    }
}
