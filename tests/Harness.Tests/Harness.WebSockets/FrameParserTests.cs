using Harness.WebSockets;

namespace Harness.Tests.WebSockets;

public sealed class FrameParserTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(65535)]
    [InlineData(65536)]
    public void Reads_what_the_writer_wrote_and_asks_for_more_before_that(int length)
    {
        foreach (var (sender, reader) in new[] { (WebSocketRole.Client, WebSocketRole.Server), (WebSocketRole.Server, WebSocketRole.Client) })
        {
            var frame = Frames.From(sender, Opcode.Binary, new byte[length], 0xA1B2C3D4);
            var masked = sender == WebSocketRole.Client;
            var parser = new FrameParser(reader, Frames.MaxMessage);
            for (var cut = 0; cut < frame.Length - length; cut++)
            {
                Assert.Equal(FrameStatus.NeedMore, parser.Parse(frame.AsSpan(0, cut), out _, out _));
            }

            Assert.Equal(FrameStatus.Ok, parser.Parse(frame, out var header, out _));
            Assert.Equal(new FrameHeader(true, Opcode.Binary, masked, masked ? 0xA1B2C3D4 : 0, frame.Length - length, length), header);
        }
    }

    [Theory]
    [InlineData(WebSocketRole.Client, "C1", 1002, "RSV bit set without an extension")]
    [InlineData(WebSocketRole.Client, "A1", 1002, "RSV bit set without an extension")]
    [InlineData(WebSocketRole.Client, "91", 1002, "RSV bit set without an extension")]
    [InlineData(WebSocketRole.Client, "83", 1002, "reserved opcode")]
    [InlineData(WebSocketRole.Client, "8B", 1002, "reserved opcode")]
    [InlineData(WebSocketRole.Client, "8F", 1002, "reserved opcode")]
    [InlineData(WebSocketRole.Client, "09", 1002, "fragmented control frame")]
    [InlineData(WebSocketRole.Client, "08", 1002, "fragmented control frame")]
    [InlineData(WebSocketRole.Client, "89 7E", 1002, "control frame longer than 125 bytes")]
    [InlineData(WebSocketRole.Client, "88 7F", 1002, "control frame longer than 125 bytes")]
    [InlineData(WebSocketRole.Client, "81 80", 1002, "masked frame from a server")]
    [InlineData(WebSocketRole.Server, "81 00", 1002, "unmasked frame from a client")]
    [InlineData(WebSocketRole.Client, "82 7E 00 7D", 1002, "length not in its shortest form")]
    [InlineData(WebSocketRole.Client, "82 7F 00 00 00 00 00 00 FF FF", 1002, "length not in its shortest form")]
    [InlineData(WebSocketRole.Client, "82 7F 80 00 00 00 00 00 00 00", 1002, "64-bit length with its highest bit set")]
    [InlineData(WebSocketRole.Client, "82 7F 00 00 00 00 00 10 00 01", 1009, "message too big")]
    [InlineData(WebSocketRole.Server, "82 FF 7F FF FF FF FF FF FF FF", 1009, "message too big")]
    public void Names_the_fault_at_the_byte_that_shows_it(WebSocketRole reader, string hex, int code, string reason)
    {
        var bytes = Frames.Hex(hex);
        var parser = new FrameParser(reader, Frames.MaxMessage);
        Assert.Equal(FrameStatus.Invalid, parser.Parse(bytes, out _, out var error));
        Assert.Equal(new ProtocolError((CloseCode)code, reason), error);
        Assert.Equal(FrameStatus.NeedMore, parser.Parse(bytes.AsSpan(0, bytes.Length - 1), out _, out _));
    }

    [Fact]
    public void A_control_frame_is_no_message_and_not_under_its_limit()
    {
        var parser = new FrameParser(WebSocketRole.Client, 10);
        Assert.Equal(FrameStatus.Ok, parser.Parse(Frames.Server(Opcode.Ping, new byte[125]), out _, out _));
    }
}
