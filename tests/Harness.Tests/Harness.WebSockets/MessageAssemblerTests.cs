using System.Text;
using Harness.WebSockets;

namespace Harness.Tests.WebSockets;

public sealed class MessageAssemblerTests
{
    private static Heard Event(WebSocketEventKind kind, string text = "", CloseCode code = default) =>
        new(kind, Convert.ToHexString(Encoding.UTF8.GetBytes(text)), code, null);

    private static Heard Error(CloseCode code, string why) => new(WebSocketEventKind.ProtocolError, "", code, why);

    [Theory]
    [InlineData(WebSocketRole.Client, "81 05 48 65 6c 6c 6f", WebSocketEventKind.Text)]
    [InlineData(WebSocketRole.Server, "81 85 37 fa 21 3d 7f 9f 4d 51 58", WebSocketEventKind.Text)]
    [InlineData(WebSocketRole.Client, "01 03 48 65 6c 80 02 6c 6f", WebSocketEventKind.Text)]
    [InlineData(WebSocketRole.Client, "89 05 48 65 6c 6c 6f", WebSocketEventKind.Ping)]
    [InlineData(WebSocketRole.Server, "8a 85 37 fa 21 3d 7f 9f 4d 51 58", WebSocketEventKind.Pong)]
    public void Reads_the_examples_of_rfc_6455_section_5_7(WebSocketRole reader, string hex, WebSocketEventKind kind) =>
        Assert.Equal([Event(kind, "Hello")], Frames.ReadWhole(reader, Frames.Hex(hex)));

    [Fact]
    public void Control_frames_between_fragments_come_out_first_and_leave_the_message_whole()
    {
        byte[] stream =
        [
            .. Frames.Server(Opcode.Text, "on"u8, fin: false), .. Frames.Server(Opcode.Ping, "p1"u8), .. Frames.Server(Opcode.Continuation, "e, "u8, fin: false),
            .. Frames.Server(Opcode.Pong, ""u8), .. Frames.Server(Opcode.Continuation, "two"u8), .. Frames.Server(Opcode.Binary, "3"u8),
        ];
        Heard[] expected =
        [
            Event(WebSocketEventKind.Ping, "p1"), Event(WebSocketEventKind.Pong), Event(WebSocketEventKind.Text, "one, two"), Event(WebSocketEventKind.Binary, "3"),
        ];
        Assert.Equal(expected, Frames.ReadWhole(WebSocketRole.Client, stream));
        Assert.Equal(expected, Frames.Read(WebSocketRole.Client, stream, _ => 1));
    }

    [Fact]
    public void Close_ends_the_reading_and_discards_the_rest()
    {
        var buffer = new byte[64];
        byte[] stream = [.. buffer[..FrameWriter.WriteServerClose(buffer, (CloseCode)4001, "tschüß")], .. Frames.Server(Opcode.Text, "late"u8)];
        Assert.Equal([Event(WebSocketEventKind.Close, "tschüß", (CloseCode)4001)], Frames.ReadWhole(WebSocketRole.Client, stream));
        Assert.Equal([Event(WebSocketEventKind.Close, "", CloseCode.NoStatusReceived)], Frames.ReadWhole(WebSocketRole.Client, Frames.Hex("88 00")));
    }

    [Theory]
    [InlineData("80 01 61", 1002, "continuation without a message")]
    [InlineData("01 01 61 81 01 62", 1002, "new message inside a fragmented one")]
    [InlineData("01 01 61 02 01 62", 1002, "new message inside a fragmented one")]
    [InlineData("88 01 03", 1002, "close payload of one byte")]
    [InlineData("88 02 03 E7", 1002, "invalid close code")] // 999
    [InlineData("88 02 03 EC", 1002, "invalid close code")] // 1004
    [InlineData("88 02 03 ED", 1002, "invalid close code")] // 1005
    [InlineData("88 02 03 EE", 1002, "invalid close code")] // 1006
    [InlineData("88 02 03 F7", 1002, "invalid close code")] // 1015
    [InlineData("88 02 0B B7", 1002, "invalid close code")] // 2999
    [InlineData("88 02 13 88", 1002, "invalid close code")] // 5000
    [InlineData("88 03 03 E8 FF", 1007, "close reason is not UTF-8")]
    [InlineData("81 01 FF", 1007, "text message is not UTF-8")]
    [InlineData("81 02 C0 80", 1007, "text message is not UTF-8")] // overlong
    [InlineData("81 03 ED A0 80", 1007, "text message is not UTF-8")] // surrogate
    [InlineData("81 02 E2 82", 1007, "text message is not UTF-8")] // cut
    [InlineData("01 02 E2 82 80 01 41", 1007, "text message is not UTF-8")]
    public void A_broken_rule_fails_the_connection(string hex, int code, string why)
    {
        byte[] stream = [.. Frames.Hex(hex), .. Frames.Server(Opcode.Text, "late"u8)];
        Assert.Equal([Error((CloseCode)code, why)], Frames.ReadWhole(WebSocketRole.Client, stream));
        Assert.Equal([Error((CloseCode)code, why)], Frames.Read(WebSocketRole.Client, stream, _ => 1));
    }

    [Theory]
    [InlineData("E2 82", "AC")] // € cut after two of three bytes
    [InlineData("F0", "9F 98 80")] // an emoji cut after one of four
    public void A_character_may_be_cut_by_a_fragment(string first, string second)
    {
        byte[] stream = [.. Frames.Server(Opcode.Text, Frames.Hex(first), fin: false), .. Frames.Server(Opcode.Continuation, Frames.Hex(second))];
        Assert.Equal(WebSocketEventKind.Text, Assert.Single(Frames.ReadWhole(WebSocketRole.Client, stream)).Kind);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1003)]
    [InlineData(1007)]
    [InlineData(1011)]
    [InlineData(1012)]
    [InlineData(1014)]
    [InlineData(3000)]
    [InlineData(4999)]
    public void Codes_that_may_stand_in_a_close_frame(int code)
    {
        var heard = Frames.ReadWhole(WebSocketRole.Client, [0x88, 2, (byte)(code >> 8), (byte)code]);
        Assert.Equal([Event(WebSocketEventKind.Close, "", (CloseCode)code)], heard);
    }

    [Fact]
    public void The_limit_counts_all_fragments()
    {
        byte[] stream = [.. Frames.Server(Opcode.Binary, new byte[6], fin: false), .. Frames.Server(Opcode.Continuation, new byte[5])];
        Assert.Equal([Error(CloseCode.MessageTooBig, "message too big")], Frames.ReadWhole(WebSocketRole.Client, stream, max: 10));
        Assert.Equal(WebSocketEventKind.Binary, Assert.Single(Frames.ReadWhole(WebSocketRole.Client, stream, max: 11)).Kind);
    }

    [Fact]
    public void A_message_that_arrives_whole_is_a_slice_of_the_input()
    {
        var assembler = new MessageAssembler(WebSocketRole.Client, Frames.MaxMessage);
        byte[] received = [.. Frames.Server(Opcode.Text, "one"u8), .. Frames.Server(Opcode.Text, "two"u8)];
        ReadOnlySpan<byte> input = received;
        Assert.True(assembler.TryRead(ref input, out var first));
        Assert.True(first.Payload.Overlaps(received, out var at) && at == -2);
        Assert.True(assembler.TryRead(ref input, out var second));
        Assert.Equal("two", second.GetText());
        Assert.False(assembler.HoldsMemory);
        Assert.False(assembler.TryRead(ref input, out _));
    }

    [Fact]
    public void Memory_is_held_only_while_something_is_incomplete()
    {
        var assembler = new MessageAssembler(WebSocketRole.Client, Frames.MaxMessage);
        byte[] stream =
        [
            .. Frames.Server(Opcode.Text, "abc"u8, fin: false), .. Frames.Server(Opcode.Ping, "xy"u8), .. Frames.Server(Opcode.Continuation, "d"u8), .. Frames.Server(Opcode.Ping, "z"u8),
        ];
        var held = "";
        foreach (var b in stream)
        {
            ReadOnlySpan<byte> input = [b];
            while (assembler.TryRead(ref input, out var evt))
            {
                held += $"<{evt.GetText()}>";
            }

            held += assembler.HoldsMemory ? "+" : "-";
        }

        // text: header, a, b, c | ping: header, x, y | continuation: header, d | ping: header, z
        Assert.Equal("+-+++" + "+++<xy>+" + "++<abcd>-" + "+-<z>-", held);
        assembler.Dispose();
    }

    [Fact]
    public void Reset_forgets_half_a_message_and_the_end()
    {
        var assembler = new MessageAssembler(WebSocketRole.Client, Frames.MaxMessage);
        ReadOnlySpan<byte> input = Frames.Server(Opcode.Text, "half"u8, fin: false);
        Assert.False(assembler.TryRead(ref input, out _));
        Assert.True(assembler.HoldsMemory);
        assembler.Reset();
        Assert.False(assembler.HoldsMemory);
        input = Frames.Hex("88 00 81 00");
        Assert.True(assembler.TryRead(ref input, out _));
        Assert.True(assembler.HasEnded && input.IsEmpty);
        assembler.Reset();
        input = Frames.Server(Opcode.Text, "new"u8);
        Assert.True(assembler.TryRead(ref input, out var evt));
        Assert.Equal("new", evt.GetText());
    }

    [Fact]
    public void An_announced_length_rents_no_memory_that_did_not_come()
    {
        var assembler = new MessageAssembler(WebSocketRole.Client, int.MaxValue);
        ReadOnlySpan<byte> input = Frames.Hex("82 7F 00 00 00 00 70 00 00 00 AA");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(assembler.TryRead(ref input, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
        assembler.Dispose();
    }

    [Fact]
    public void Whole_and_partial_messages_allocate_nothing_once_the_pool_is_warm()
    {
        var assembler = new MessageAssembler(WebSocketRole.Client, Frames.MaxMessage);
        var message = Frames.Server(Opcode.Text, "{\"event\":\"changed\",\"topic\":\"t0\",\"version\":7}"u8);
        var before = 0L;
        for (var i = 0; i < 1001; i++)
        {
            if (i == 1)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            ReadOnlySpan<byte> whole = message;
            while (assembler.TryRead(ref whole, out _))
            {
            }

            ReadOnlySpan<byte> front = message.AsSpan(0, 20);
            ReadOnlySpan<byte> back = message.AsSpan(20);
            while (assembler.TryRead(ref front, out _) || assembler.TryRead(ref back, out _))
            {
            }
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
