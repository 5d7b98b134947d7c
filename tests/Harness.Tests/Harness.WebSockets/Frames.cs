using Harness.WebSockets;

namespace Harness.Tests.WebSockets;

/// <summary>An event with a life of its own, so that two readings can be compared.</summary>
internal sealed record Heard(WebSocketEventKind Kind, string Payload, CloseCode Code, string? Error);

internal static class Frames
{
    public const int MaxMessage = 1 << 20;

    public static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    public static byte[] Server(Opcode opcode, ReadOnlySpan<byte> payload, bool fin = true)
    {
        var frame = new byte[FrameWriter.FrameLength(payload.Length, WebSocketRole.Server)];
        Assert.Equal(frame.Length, FrameWriter.WriteServer(frame, opcode, payload, fin));
        return frame;
    }

    public static byte[] Client(Opcode opcode, ReadOnlySpan<byte> payload, uint key, bool fin = true)
    {
        var frame = new byte[FrameWriter.FrameLength(payload.Length, WebSocketRole.Client)];
        Assert.Equal(frame.Length, FrameWriter.WriteClient(frame, opcode, payload, key, fin));
        return frame;
    }

    public static byte[] From(WebSocketRole sender, Opcode opcode, ReadOnlySpan<byte> payload, uint key, bool fin = true) =>
        sender == WebSocketRole.Client ? Client(opcode, payload, key, fin) : Server(opcode, payload, fin);

    /// <summary>Everything the assembler says about a stream that arrives in the given pieces, each in memory that is reused at once.</summary>
    public static List<Heard> Read(WebSocketRole role, ReadOnlySpan<byte> stream, Func<int, int> pieceLength, int max = MaxMessage)
    {
        var assembler = new MessageAssembler(role, max);
        var heard = new List<Heard>();
        var piece = 0;
        while (!stream.IsEmpty)
        {
            var received = stream[..Math.Min(pieceLength(piece++), stream.Length)].ToArray();
            stream = stream[received.Length..];
            ReadOnlySpan<byte> input = received;
            while (assembler.TryRead(ref input, out var evt))
            {
                heard.Add(new Heard(evt.Kind, Convert.ToHexString(evt.Payload), evt.Code, evt.Error));
            }

            Assert.True(input.IsEmpty);
            Array.Fill(received, (byte)0xEE);
        }

        assembler.Dispose();
        Assert.False(assembler.HoldsMemory);
        return heard;
    }

    public static List<Heard> ReadWhole(WebSocketRole role, ReadOnlySpan<byte> stream, int max = MaxMessage)
    {
        var length = stream.Length;
        return Read(role, stream, _ => length, max);
    }
}
