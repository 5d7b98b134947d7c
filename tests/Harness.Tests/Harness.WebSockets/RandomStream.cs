using System.Text;
using Harness.WebSockets;

namespace Harness.Tests.WebSockets;

/// <summary>Streams of frames drawn from a seed: messages of all lengths, cut into fragments, with control frames between.</summary>
internal static class RandomStream
{
    private static readonly int[] Lengths = [0, 1, 5, 50, 124, 125, 126, 127, 128, 1000, 65535, 65536];
    private static readonly string[] Alphabet = ["a", "é", "€", "😀", "\0", "{\"command\":\"heartBeat\"}"];

    public static byte[] Valid(Random random, WebSocketRole sender, out List<Heard> expected)
    {
        var stream = new List<byte>();
        expected = [];
        for (var n = random.Next(1, 6); n > 0; n--)
        {
            var text = random.Next(2) == 0;
            var message = text ? Text(random) : Bytes(random, Lengths[random.Next(Lengths.Length)]);
            var opcode = text ? Opcode.Text : Opcode.Binary;
            var at = 0;
            for (var fragments = random.Next(3); fragments > 0; fragments--)
            {
                var cut = random.Next(at, message.Length + 1);
                Append(opcode, message.AsSpan(at, cut - at), fin: false);
                (at, opcode) = (cut, Opcode.Continuation);
                if (random.Next(2) == 0)
                {
                    Control(random.Next(2) == 0 ? Opcode.Ping : Opcode.Pong, Bytes(random, random.Next(126)), expected);
                }
            }

            Append(opcode, message.AsSpan(at), fin: true);
            expected.Add(new Heard(text ? WebSocketEventKind.Text : WebSocketEventKind.Binary, Convert.ToHexString(message), default, null));
        }

        if (random.Next(2) == 0)
        {
            Append(Opcode.Close, [0x03, 0xE9, .. "gone"u8], fin: true);
            expected.Add(new Heard(WebSocketEventKind.Close, Convert.ToHexString("gone"u8), CloseCode.GoingAway, null));
        }

        return [.. stream];

        void Append(Opcode opcode, ReadOnlySpan<byte> payload, bool fin) =>
            stream.AddRange(Frames.From(sender, opcode, payload, (uint)random.NextInt64(1L << 32), fin));

        void Control(Opcode opcode, byte[] payload, List<Heard> heard)
        {
            Append(opcode, payload, fin: true);
            heard.Add(new Heard(opcode == Opcode.Ping ? WebSocketEventKind.Ping : WebSocketEventKind.Pong, Convert.ToHexString(payload), default, null));
        }
    }

    /// <summary>Flips bits where they hurt most: near the start.</summary>
    public static void Break(Random random, byte[] stream)
    {
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            stream[random.Next(Math.Min(stream.Length, 300))] ^= (byte)(1 << random.Next(8));
        }
    }

    private static byte[] Text(Random random)
    {
        var text = new StringBuilder();
        for (var length = Lengths[random.Next(Lengths.Length - 2)]; text.Length < length;)
        {
            text.Append(Alphabet[random.Next(Alphabet.Length)]);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
