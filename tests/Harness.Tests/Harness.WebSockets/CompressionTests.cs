using System.IO.Compression;
using System.Text;
using Harness.WebSockets;

namespace Harness.Tests.WebSockets;

/// <summary>permessage-deflate (RFC 7692), as it is negotiated and as it is read.</summary>
public sealed class CompressionTests
{
    private const string Agreed = "permessage-deflate; server_no_context_takeover";

    private static readonly byte[] _nonce = "the sample nonce"u8.ToArray();

    [Theory]
    [InlineData(Agreed)]
    [InlineData("permessage-deflate; server_no_context_takeover; client_no_context_takeover")]
    [InlineData("permessage-deflate;server_max_window_bits=8 ; server_no_context_takeover")]
    [InlineData("permessage-deflate; server_no_context_takeover; server_max_window_bits=\"15\"")]
    [InlineData("Permessage-Deflate; SERVER_NO_CONTEXT_TAKEOVER")]
    public void What_fits_the_offer_is_agreed(string answer)
    {
        HandshakeResult result = Read(answer);
        Assert.Equal((HandshakeStatus.Accepted, true), (result.Status, result.Compression));
    }

    [Fact]
    public void A_server_that_takes_nothing_has_declined_it()
    {
        HandshakeResult result = Read("");
        Assert.Equal((HandshakeStatus.Accepted, false), (result.Status, result.Compression));
    }

    [Theory]
    [InlineData("permessage-deflate", "without server_no_context_takeover")]
    [InlineData(Agreed + "; client_max_window_bits=10", "'client_max_window_bits' of permessage-deflate was not asked for")]
    [InlineData(Agreed + "; server_max_window_bits", "'server_max_window_bits' of permessage-deflate is invalid")]
    [InlineData(Agreed + "; server_max_window_bits=7", "is invalid")]
    [InlineData(Agreed + "; server_max_window_bits=16", "is invalid")]
    [InlineData(Agreed + "; server_max_window_bits=08", "is invalid")]
    [InlineData(Agreed + "=1", "'server_no_context_takeover' of permessage-deflate is invalid")]
    [InlineData(Agreed + "; server_no_context_takeover", "is given twice")]
    [InlineData(Agreed + "; x", "'x' of permessage-deflate was not asked for")]
    [InlineData(Agreed + ", " + Agreed, "accepted twice")]
    [InlineData(Agreed + "\r\nSec-WebSocket-Extensions: " + Agreed, "accepted twice")]
    [InlineData("x-webkit-deflate-frame", "an extension that was not asked for")]
    [InlineData(Agreed + ", bbf-usp-protocol", "an extension that was not asked for")]
    public void What_does_not_fit_fails_the_handshake(string answer, string why)
    {
        HandshakeResult result = Read(answer);
        Assert.Equal(HandshakeStatus.Invalid, result.Status);
        Assert.Contains(why, result.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_offer_the_extension_fails_the_handshake() => Assert.Equal("an extension that was not asked for", Read(Agreed, offered: false).Why);

    [Theory]
    [InlineData("c1 07 f2 48 cd c9 c9 07 00")]
    [InlineData("41 03 f2 48 cd 80 04 c9 c9 07 00")]
    [InlineData("c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00")]
    [InlineData("c1 08 f3 48 cd c9 c9 07 00 00")]
    [InlineData("c1 0d f2 48 05 00 00 00 ff ff ca c9 c9 07 00")]
    public void Reads_the_examples_of_rfc_7692_section_7_2_3(string hex)
    {
        byte[] stream = [.. Frames.Hex(hex), .. Frames.Server(Opcode.Text, "plain"u8)];
        Heard[] expected = [Text("Hello"), Text("plain")];
        Assert.Equal(expected, Read(stream, stream.Length));
        Assert.Equal(expected, Read(stream, 1));
    }

    [Fact]
    public void A_control_frame_between_compressed_fragments_leaves_them_compressed()
    {
        byte[] stream = [.. Frames.Hex("41 03 f2 48 cd"), .. Frames.Server(Opcode.Ping, "p"u8), .. Frames.Hex("80 04 c9 c9 07 00")];
        Assert.Equal([new Heard(WebSocketEventKind.Ping, Convert.ToHexString("p"u8), default, null), Text("Hello")], Read(stream, stream.Length));
    }

    [Theory]
    [InlineData("c9 00", 1002)] // a compressed ping
    [InlineData("41 01 f2 c0 00", 1002)] // RSV1 on a continuation
    [InlineData("a1 01 78", 1002)] // RSV2
    [InlineData("c1 02 ff ff", 1007)] // no deflate
    [InlineData("c1 05 00 05 00 fa ff", 1007)] // cut within a stored block
    public void A_misused_bit_and_bytes_that_do_not_inflate_fail_the_connection(string hex, int code)
    {
        byte[] stream = Frames.Hex(hex);
        Heard heard = Read(stream, stream.Length)[^1];
        Assert.Equal((WebSocketEventKind.ProtocolError, code), (heard.Kind, (int)heard.Code));
    }

    [Fact]
    public void Compressed_text_that_is_not_utf8_fails_the_connection()
    {
        byte[] stream = Compressed(Opcode.Text, [0xC3, 0x28]);
        Assert.Equal(CloseCode.InvalidFramePayloadData, Assert.Single(Read(stream, stream.Length)).Code);
    }

    [Fact]
    public void A_message_is_bounded_by_what_it_inflates_to()
    {
        byte[] bomb = Compressed(Opcode.Binary, new byte[200_000_000]);
        Assert.InRange(bomb.Length, 1000, 1_000_000);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(CloseCode.MessageTooBig, Assert.Single(Read(bomb, bomb.Length)).Code);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 * Frames.MaxMessage);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(Frames.MaxMessage)]
    public void Messages_up_to_the_limit_are_inflated(int length)
    {
        byte[] message = new byte[length];
        new Random(length).NextBytes(message.AsSpan(0, length / 2));
        byte[] stream = Compressed(Opcode.Binary, message);
        if (stream.Length < Frames.MaxMessage)
        {
            Assert.Equal(Convert.ToHexString(message), Assert.Single(Read(stream, 1000)).Payload);
        }
    }

    private static Heard Text(string text) => new(WebSocketEventKind.Text, Convert.ToHexString(Encoding.UTF8.GetBytes(text)), default, null);

    /// <summary>A server's frame of a message, deflated by the system's zlib.</summary>
    private static byte[] Compressed(Opcode opcode, byte[] message)
    {
        var deflated = new MemoryStream();
        using (var deflate = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(message);
            deflate.Flush();
            // Up to the flush: the end that would follow is not sent.
            deflated.Capacity = (int)deflated.Length;
            byte[] frame = Frames.Server(opcode, deflated.Length > 4 ? deflated.ToArray().AsSpan(..^4) : [0]);
            frame[0] |= 0x40;
            return frame;
        }
    }

    private static List<Heard> Read(byte[] stream, int piece)
    {
        var assembler = new MessageAssembler(WebSocketRole.Client, Frames.MaxMessage, compression: true);
        var heard = new List<Heard>();
        for (int at = 0; at < stream.Length; at += piece)
        {
            ReadOnlySpan<byte> input = stream.AsSpan(at, Math.Min(piece, stream.Length - at)).ToArray();
            while (assembler.TryRead(ref input, out WebSocketEvent evt))
            {
                heard.Add(new Heard(evt.Kind, Convert.ToHexString(evt.Payload), evt.Code, null));
            }
        }

        assembler.Dispose();
        Assert.False(assembler.HoldsMemory);
        return heard;
    }

    private static HandshakeResult Read(string extensions, bool offered = true) => HandshakeResponse.Read(
        Encoding.Latin1.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Extensions: {extensions}\r\n\r\n"),
        _nonce, [], compressionOffered: offered);
}
