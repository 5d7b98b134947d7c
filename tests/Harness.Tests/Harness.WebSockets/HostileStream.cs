using System.Buffers.Binary;
using System.Text;
using Harness.WebSockets;

namespace Harness.Tests.WebSockets;

/// <summary>What is wrong with a stream of frames.</summary>
internal enum Oddity
{
    None,
    TextNotUtf8,
    TextNotUtf8OverFragments,
    ReservedBit,
    ReservedOpcode,
    CloseCodeThatMustNotBeSent,
    CloseCodeRegisteredLater,
    CloseOfOneByte,
    CloseReasonNotUtf8,
    WrongMask,
    FragmentedControl,
    LongControl,
    MessageWithinMessage,
    ContinuationOfNothing,
    LengthNotShortest,
    LengthWithHighestBit,
    FlippedBits,
    Cut,
}

/// <summary>Frames drawn from a seed, one array each, with at most one thing wrong. They are encoded here, by hand: the codec's writer refuses most of it.</summary>
internal sealed class HostileStream
{
    private static readonly Oddity[] _oddities = Enum.GetValues<Oddity>();
    private static readonly int[] _lengths = [0, 0, 1, 5, 50, 124, 125, 126, 127, 128, 1000];
    private static readonly int[] _longLengths = [65534, 65535, 65536, 65537];
    private static readonly int[] _badCodes = [0, 999, 1004, 1005, 1006, 1015, 1016, 1999, 2000, 2999, 5000, 65535];
    private static readonly string[] _alphabet = ["a", "é", "€", "😀", "\0", "{\"command\":\"heartBeat\"}"];
    private static readonly byte[][] _notUtf8 = [[0xFF], [0xC3, 0x28], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]];

    private readonly Random _random;
    private readonly bool _masked;

    private HostileStream(Random random, WebSocketRole sender)
    {
        (_random, _masked) = (random, sender == WebSocketRole.Client);
        Oddity = _oddities[random.Next(_oddities.Length)];
        Build();
    }

    public List<byte[]> Frames { get; } = [];

    public Oddity Oddity { get; }

    public static HostileStream Next(Random random, WebSocketRole sender) => new(random, sender);

    public override string ToString() => $"{Oddity}: {string.Join(" | ", Frames.Select(frame => frame.Length > 60 ? Convert.ToHexString(frame, 0, 60) + $"… ({frame.Length})" : Convert.ToHexString(frame)))}";

    private void Build()
    {
        int messages = _random.Next(1, 4);
        int odd = _random.Next(messages);
        for (int i = 0; i < messages; i++)
        {
            if (i == odd && AddOdd())
            {
                continue;
            }

            AddMessage();
        }

        if (_random.Next(3) == 0)
        {
            byte[] reason = Encoding.UTF8.GetBytes(_random.Next(2) == 0 ? "tschüß" : "");
            Add(0x88, _random.Next(4) == 0 ? [] : [.. Code(new[] { 1000, 1001, 1003, 1007, 1011, 3000, 4999 }[_random.Next(7)]), .. reason]);
        }

        if (Oddity == Oddity.FlippedBits)
        {
            for (int n = _random.Next(1, 4); n > 0; n--)
            {
                byte[] frame = Frames[_random.Next(Frames.Count)];
                frame[_random.Next(Math.Min(frame.Length, 16))] ^= (byte)(1 << _random.Next(8));
            }
        }
        else if (Oddity == Oddity.Cut)
        {
            Frames[^1] = Frames[^1][..^_random.Next(1, Frames[^1].Length)];
        }
    }

    /// <summary>The odd part, where it stands in place of a message.</summary>
    private bool AddOdd()
    {
        switch (Oddity)
        {
            case Oddity.TextNotUtf8:
                AddFragments(1, [.. Text(5), .. _notUtf8[_random.Next(_notUtf8.Length)]], _random.Next(2));
                break;
            case Oddity.TextNotUtf8OverFragments:
                byte[] cut = Encoding.UTF8.GetBytes("€");
                AddFrame(1, fin: false, [.. Text(3), .. cut[.._random.Next(1, 3)]]);
                MaybeControl();
                AddFrame(0, fin: true, [.. "x"u8, .. Text(3)]);
                break;
            case Oddity.ReservedBit:
                Add((byte)(0x81 | (0x10 << _random.Next(3))), Text(5));
                break;
            case Oddity.ReservedOpcode:
                Add((byte)(0x80 | new[] { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 }[_random.Next(10)]), Text(5));
                break;
            case Oddity.CloseCodeThatMustNotBeSent:
                Add(0x88, Code(_badCodes[_random.Next(_badCodes.Length)]));
                break;
            case Oddity.CloseCodeRegisteredLater:
                Add(0x88, Code(_random.Next(1012, 1015)));
                break;
            case Oddity.CloseOfOneByte:
                Add(0x88, [3]);
                break;
            case Oddity.CloseReasonNotUtf8:
                Add(0x88, [.. Code(1000), .. _notUtf8[_random.Next(_notUtf8.Length)]]);
                break;
            case Oddity.WrongMask:
                Frames.Add(Encode(0x81, Text(5), !_masked));
                break;
            case Oddity.FragmentedControl:
                Add((byte)_random.Next(8, 11), Bytes(2));
                break;
            case Oddity.LongControl:
                Add((byte)(0x80 | _random.Next(8, 11)), Bytes(_random.Next(126, 200)));
                break;
            case Oddity.MessageWithinMessage:
                AddFrame(1, fin: false, Text(5));
                MaybeControl();
                AddFrame(_random.Next(1, 3), fin: true, Text(5));
                break;
            case Oddity.ContinuationOfNothing:
                AddFrame(0, _random.Next(2) == 0, Text(5));
                break;
            case Oddity.LengthNotShortest:
                byte[] payload = Bytes(_random.Next(126));
                Frames.Add(Encode(0x82, payload, _masked, form: _random.Next(2) == 0 ? 126 : 127));
                break;
            case Oddity.LengthWithHighestBit:
                byte[] frame = Encode(0x82, Bytes(10), _masked, form: 127);
                frame[2] |= 0x80;
                Frames.Add(frame);
                break;
            default:
                return false;
        }

        return true;
    }

    private void AddMessage()
    {
        int length = _random.Next(200) == 0 ? _longLengths[_random.Next(_longLengths.Length)] : _lengths[_random.Next(_lengths.Length)];
        bool text = _random.Next(2) == 0;
        AddFragments(text ? 1 : 2, text ? Text(length) : Bytes(length), _random.Next(3));
    }

    /// <summary>A message cut anywhere, within characters too, with control frames between.</summary>
    private void AddFragments(int opcode, byte[] message, int cuts)
    {
        int at = 0;
        for (; cuts > 0; cuts--)
        {
            int cut = _random.Next(at, message.Length + 1);
            AddFrame(opcode, fin: false, message[at..cut]);
            MaybeControl();
            (at, opcode) = (cut, 0);
        }

        AddFrame(opcode, fin: true, message[at..]);
    }

    private void MaybeControl()
    {
        if (_random.Next(2) == 0)
        {
            Add((byte)(0x80 | _random.Next(9, 11)), Bytes(_random.Next(4) == 0 ? 125 : _random.Next(8)));
        }
    }

    private void AddFrame(int opcode, bool fin, byte[] payload)
    {
        Add((byte)((fin ? 0x80 : 0) | opcode), payload);
    }

    private void Add(byte first, byte[] payload) => Frames.Add(Encode(first, payload, _masked));

    /// <param name="form">126 or 127: that form of length, whatever the payload needs; 0: the shortest.</param>
    private byte[] Encode(byte first, byte[] payload, bool masked, int form = 0)
    {
        form = form != 0 ? form : payload.Length <= 125 ? payload.Length : payload.Length <= ushort.MaxValue ? 126 : 127;
        byte[] length = form switch { 126 => new byte[2], 127 => new byte[8], _ => [] };
        if (form == 126)
        {
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)payload.Length);
        }
        else if (form == 127)
        {
            BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)payload.Length);
        }

        byte[] key = masked ? Bytes(4) : [];
        byte[] body = [.. payload];
        for (int i = 0; masked && i < body.Length; i++)
        {
            body[i] ^= key[i & 3];
        }

        return [first, (byte)((masked ? 0x80 : 0) | form), .. length, .. key, .. body];
    }

    private byte[] Text(int length)
    {
        var text = new StringBuilder();
        while (text.Length < length)
        {
            text.Append(_alphabet[_random.Next(_alphabet.Length)]);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Code(int code) => [(byte)(code >> 8), (byte)code];
}
