using System.Runtime.CompilerServices;
using System.Text;
using Harness.Tests.WebSockets;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.WebSockets;
using Harness.WebSockets;

namespace Harness.Tests.Toxiproxy.WebSockets;

public sealed class FramePositionTests
{
    private static readonly FramePosition _never = new(StreamDirection.Downstream);

    [Fact]
    public void Is_small_enough_for_every_connection() => Assert.True(Unsafe.SizeOf<FramePosition>() <= 16);

    [Theory]
    [InlineData(WebSocketRole.Client)]
    [InlineData(WebSocketRole.Server)]
    public void Finds_the_frames_of_any_stream_however_it_is_cut(WebSocketRole sender)
    {
        var random = new Random(5);
        for (int round = 0; round < 300; round++)
        {
            byte[] stream = RandomStream.Valid(random, sender, out _);
            int[] starts = Starts(stream, sender);

            Assert.Equal(starts, Found(sender, stream, () => stream.Length));
            Assert.Equal(starts, Found(sender, stream, () => 1));
            Assert.Equal(starts, Found(sender, stream, () => random.Next(1, 300)));
        }
    }

    [Theory]
    [InlineData(WebSocketRole.Client)]
    [InlineData(WebSocketRole.Server)]
    public void Knows_where_it_is_after_any_part_of_a_stream(WebSocketRole sender)
    {
        var random = new Random(6);
        for (int round = 0; round < 300; round++)
        {
            byte[] stream = RandomStream.Valid(random, sender, out _);
            int[] starts = Starts(stream, sender);
            FramePosition reverse = After(StreamDirection.Downstream, Upgrade.Response);
            FramePosition position = sender == WebSocketRole.Client ? After(StreamDirection.Upstream, Upgrade.Request) : reverse;
            for (int at = 0; at < stream.Length;)
            {
                Assert.Equal(starts.Contains(at), position.IsBetweenFrames(reverse));
                int length = Math.Min(random.Next(1, random.Next(2, 2000)), stream.Length - at);
                position.Advance(stream.AsSpan(at, length), reverse);
                at += length;
            }

            Assert.Equal((Opcode)(stream[starts[^1]] & 0x0F) == Opcode.Close, position.IsClosed);
            Assert.Equal(!position.IsClosed, position.IsBetweenFrames(reverse));
        }
    }

    [Theory]
    [InlineData(Upgrade.Request, true)]
    [InlineData("GET / HTTP/1.1\r\nuPGRADE:   WebSocket  \r\n\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\nUpgrade:websocket\r\nHost: a\r\n\r\n", true)]
    [InlineData("GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nX-Upgrade: websocket\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nUpgrade: websockets\r\n\r\n", false)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n", false)]
    [InlineData("POST / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n", false)]
    [InlineData("\x16\x03\x01 anything but HTTP", false)]
    public void Knows_an_upgrade_request(string head, bool asks)
    {
        foreach (int cut in Enumerable.Range(0, head.Length + 1))
        {
            FramePosition response = After(StreamDirection.Downstream, Upgrade.Response);
            FramePosition request = After(StreamDirection.Upstream, head, cut);

            Assert.Equal(asks, request.IsBetweenFrames(response));
            Assert.Equal(asks, !request.IsOpaque);
            Assert.False(request.IsUpgraded);
        }
    }

    [Theory]
    [InlineData(Upgrade.Response, true)]
    [InlineData("HTTP/1.1 101 \r\nupgrade: WEBSOCKET\r\n\r\n", true)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nUpgrade: websocket\r\n\r\n", false)]
    [InlineData("HTTP/1.0 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", false)]
    [InlineData("SSH-2.0-anything but HTTP", false)]
    public void Knows_the_answer_that_upgrades(string head, bool upgrades)
    {
        foreach (int cut in Enumerable.Range(0, head.Length + 1))
        {
            FramePosition response = After(StreamDirection.Downstream, head, cut);

            Assert.Equal(upgrades, response.IsUpgraded);
            Assert.Equal(!upgrades, response.IsOpaque);
        }
    }

    [Fact]
    public void A_head_is_not_looked_through_for_ever()
    {
        FramePosition request = After(StreamDirection.Upstream, "GET / HTTP/1.1\r\nCookie: " + new string('x', 70_000));

        Assert.True(request.IsOpaque);
    }

    [Fact]
    public void What_a_client_sends_before_the_answer_is_no_frame()
    {
        FramePosition request = After(StreamDirection.Upstream, Upgrade.Request);
        Assert.False(request.Advance(Frames.Client(Opcode.Ping, [], 1), new FramePosition(StreamDirection.Downstream)));

        Assert.True(request.IsOpaque);
    }

    [Fact]
    public void Tells_of_the_upgrade_and_of_the_close_frame_and_of_nothing_else()
    {
        FramePosition response = new(StreamDirection.Downstream);

        Assert.False(response.Advance(Upgrade.ResponseBytes.AsSpan(0, 30), _never));
        Assert.True(response.Advance([.. Upgrade.ResponseBytes[30..], .. Frames.Server(Opcode.Text, "a"u8)], _never));
        Assert.False(response.Advance(Frames.Server(Opcode.Ping, "b"u8), _never));
        Assert.False(response.Advance([0x88], _never));
        Assert.True(response.Advance([0x00], _never));
        Assert.True(response.IsClosed);
        Assert.False(response.Advance("what nobody may send"u8, _never));
    }

    [Fact]
    public void A_length_that_cannot_be_ends_it()
    {
        FramePosition response = After(StreamDirection.Downstream, Upgrade.Response);
        response.Advance([0x82, 127, 0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3], _never);

        Assert.True(response.IsOpaque);
    }

    private static FramePosition After(StreamDirection direction, string head, int cut = 0)
    {
        FramePosition position = new(direction);
        byte[] bytes = Encoding.Latin1.GetBytes(head);
        position.Advance(bytes.AsSpan(0, cut), _never);
        position.Advance(bytes.AsSpan(cut), _never);
        return position;
    }

    // By the codec, which is tested on its own.
    private static int[] Starts(ReadOnlySpan<byte> stream, WebSocketRole sender)
    {
        var parser = new FrameParser(sender == WebSocketRole.Client ? WebSocketRole.Server : WebSocketRole.Client, Frames.MaxMessage);
        var starts = new List<int>();
        for (int at = 0; at < stream.Length;)
        {
            starts.Add(at);
            Assert.Equal(FrameStatus.Ok, parser.Parse(stream[at..], out FrameHeader header, out _));
            at += header.HeaderLength + header.PayloadLength;
        }

        return [.. starts];
    }

    private static List<int> Found(WebSocketRole sender, ReadOnlySpan<byte> stream, Func<int> length)
    {
        FramePosition reverse = After(StreamDirection.Downstream, Upgrade.Response);
        FramePosition position = sender == WebSocketRole.Client ? After(StreamDirection.Upstream, Upgrade.Request) : reverse;
        var starts = new List<int>();
        int passed = 0;
        while (passed < stream.Length)
        {
            ReadOnlySpan<byte> chunk = stream.Slice(passed, Math.Min(length(), stream.Length - passed));
            while (!chunk.IsEmpty)
            {
                FramePiece piece = position.Take(chunk, reverse);
                Assert.InRange(piece.Length, 1, chunk.Length);
                if (piece.Starts)
                {
                    starts.Add(passed);
                }

                passed += piece.Length;
                chunk = chunk[piece.Length..];
            }
        }

        return starts;
    }
}
