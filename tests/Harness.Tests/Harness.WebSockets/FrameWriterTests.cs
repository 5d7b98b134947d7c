using System.Text;
using Harness.WebSockets;

namespace Harness.Tests.WebSockets;

public sealed class FrameWriterTests
{
    [Fact]
    public void Writes_the_examples_of_rfc_6455_section_5_7()
    {
        Assert.Equal(Frames.Hex("81 05 48 65 6c 6c 6f"), Frames.Server(Opcode.Text, "Hello"u8));
        Assert.Equal(Frames.Hex("81 85 37 fa 21 3d 7f 9f 4d 51 58"), Frames.Client(Opcode.Text, "Hello"u8, 0x37fa213d));
        Assert.Equal(Frames.Hex("01 03 48 65 6c"), Frames.Server(Opcode.Text, "Hel"u8, fin: false));
        Assert.Equal(Frames.Hex("80 02 6c 6f"), Frames.Server(Opcode.Continuation, "lo"u8));
        Assert.Equal(Frames.Hex("89 05 48 65 6c 6c 6f"), Frames.Server(Opcode.Ping, "Hello"u8));
        Assert.Equal(Frames.Hex("8a 85 37 fa 21 3d 7f 9f 4d 51 58"), Frames.Client(Opcode.Pong, "Hello"u8, 0x37fa213d));
        Assert.Equal(Frames.Hex("82 7E 01 00"), Frames.Server(Opcode.Binary, new byte[256])[..4]);
        Assert.Equal(Frames.Hex("82 7F 00 00 00 00 00 01 00 00"), Frames.Server(Opcode.Binary, new byte[65536])[..10]);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(125, 2)]
    [InlineData(126, 4)]
    [InlineData(127, 4)]
    [InlineData(65535, 4)]
    [InlineData(65536, 10)]
    public void Takes_the_shortest_length_form(int payload, int header)
    {
        Assert.Equal(header + payload, FrameWriter.FrameLength(payload, WebSocketRole.Server));
        Assert.Equal(header + 4 + payload, FrameWriter.FrameLength(payload, WebSocketRole.Client));
        Assert.Equal(header + payload, Frames.Server(Opcode.Binary, new byte[payload]).Length);
        Assert.Equal(header + 4 + payload, Frames.Client(Opcode.Binary, new byte[payload], 1).Length);
    }

    [Fact]
    public void A_close_frame_carries_code_and_reason()
    {
        var buffer = new byte[64];
        Assert.Equal(Frames.Hex("88 05 03 E9 62 79 65"), buffer[..FrameWriter.WriteServerClose(buffer, CloseCode.GoingAway, "bye")]);
        Assert.Equal(Frames.Hex("88 00"), buffer[..FrameWriter.WriteServerClose(buffer, CloseCode.NoStatusReceived, "")]);
        Assert.Equal(Frames.Hex("88 82 00 00 00 FF 03 E8"), buffer[..FrameWriter.WriteClientClose(buffer, CloseCode.NormalClosure, "", 0xFF)]);
    }

    [Fact]
    public void Refuses_frames_that_must_not_exist()
    {
        var buffer = new byte[1024];
        Assert.Throws<ArgumentException>(() => FrameWriter.WriteServer(buffer, Opcode.Ping, new byte[126]));
        Assert.Throws<ArgumentException>(() => FrameWriter.WriteServer(buffer, Opcode.Ping, default, fin: false));
        Assert.Throws<ArgumentException>(() => FrameWriter.WriteServer(buffer, (Opcode)3, default));
        Assert.Throws<ArgumentException>(() => FrameWriter.WriteServer(new byte[6], Opcode.Text, "Hello"u8));
        Assert.Throws<ArgumentException>(() => FrameWriter.WriteServerClose(buffer, CloseCode.AbnormalClosure, "x"));
        Assert.Throws<ArgumentException>(() => FrameWriter.WriteServerClose(buffer, CloseCode.NoStatusReceived, "x"));
        Assert.Throws<ArgumentException>(() => FrameWriter.WriteServerClose(buffer, CloseCode.NormalClosure, new string('é', 62)));
        Assert.Equal(2 + 2 + 122, FrameWriter.WriteServerClose(buffer, CloseCode.NormalClosure, new string('é', 61)));
    }

    [Fact]
    public void Masking_in_pieces_equals_masking_at_once()
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            var bytes = new byte[random.Next(0, 70)];
            random.NextBytes(bytes);
            var key = (uint)random.NextInt64(1L << 32);
            var keyBytes = new[] { (byte)(key >> 24), (byte)(key >> 16), (byte)(key >> 8), (byte)key };
            var expected = bytes.Select((b, i) => (byte)(b ^ keyBytes[i % 4])).ToArray();
            var cut = random.Next(0, bytes.Length + 1);
            var actual = new byte[bytes.Length];
            var rotated = FrameMask.Apply(bytes.AsSpan(0, cut), actual, key);
            FrameMask.Apply(bytes.AsSpan(cut), actual.AsSpan(cut), rotated);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        var buffer = new byte[256];
        var payload = Encoding.UTF8.GetBytes("{\"command\":\"heartBeat\"}");
        FrameWriter.WriteClient(buffer, Opcode.Text, payload, 7);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            FrameWriter.WriteClient(buffer, Opcode.Text, payload, 7);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
