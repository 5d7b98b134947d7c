using System.Net.WebSockets;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy.Links;
using Harness.Tests.Toxiproxy.WebSockets;
using Harness.Tests.WebSockets;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Toxics;
using Harness.WebSockets;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class WsCorruptToxicTests
{
    [Theory]
    [InlineData("payload", WebSocketRole.Client)]
    [InlineData("payload", WebSocketRole.Server)]
    [InlineData("rsv", WebSocketRole.Client)]
    [InlineData("rsv", WebSocketRole.Server)]
    [InlineData("opcode", WebSocketRole.Client)]
    [InlineData("opcode", WebSocketRole.Server)]
    public async Task Changes_each_frame_in_its_one_place_wherever_the_chunks_are_cut(string how, WebSocketRole sender)
    {
        StreamDirection direction = sender == WebSocketRole.Client ? StreamDirection.Upstream : StreamDirection.Downstream;
        byte[][] frames = [Frame(Opcode.Text, 5, fin: false), Frame(Opcode.Ping, 0), Frame(Opcode.Continuation, 130), Frame(Opcode.Pong, 1), Frame(Opcode.Text, 0)];
        byte[] sent = [.. frames.SelectMany(frame => frame)];
        byte[] expected = [.. frames.SelectMany(Corrupted)];
        using CutConnection connection = await CutConnection.StartUpgradedAsync();
        connection.Add(new WsCorruptToxic { How = Enum.Parse<Corruption>(how, ignoreCase: true) }, direction);
        for (int cut = 0; cut <= sent.Length; cut++)
        {
            connection.Deliver(direction, sent[..cut], sent[cut..]);
            Assert.Equal(expected, await connection.End(direction).HearBytesAsync(sent.Length));
        }

        byte[] Frame(Opcode opcode, int length, bool fin = true) =>
            Frames.From(sender, opcode, Enumerable.Repeat((byte)'a', length).ToArray(), 0xA1B2C3D4, fin);

        byte[] Corrupted(byte[] frame)
        {
            byte[] copy = [.. frame];
            int header = (frame[1] & 0x7F) == 126 ? 4 : 2;
            header += sender == WebSocketRole.Client ? 4 : 0;
            switch (how)
            {
                case "payload" when frame.Length > header:
                    copy[header] ^= 0x80;
                    break;
                case "rsv":
                    copy[0] |= 0x20;
                    break;
                case "opcode":
                    copy[0] = (byte)((frame[0] & 0x80) | ((frame[0] & 0x08) != 0 ? 0x0B : 0x03));
                    break;
            }

            return copy;
        }
    }

    [Theory]
    [InlineData("payload", 1007, "a")]
    [InlineData("payload", 1007, "€ and so on")]
    [InlineData("rsv", 1002, "a")]
    [InlineData("opcode", 1002, "a")]
    public async Task A_real_peer_fails_the_connection_and_says_why(string how, int code, string text)
    {
        foreach (ToxicStream stream in Enum.GetValues<ToxicStream>())
        {
            await using ProxiedServer proxied = await ProxiedServer.StartAsync();
            await using WebSocketPair pair = await WebSocketPair.ConnectAsync(proxied);
            await proxied.AddJsonAsync("ws_corrupt", stream, $$"""{"how": "{{how}}"}""");
            (WebSocket sender, WebSocket receiver) = stream == ToxicStream.Upstream ? (pair.Client, pair.Server) : (pair.Server, pair.Client);
            await WebSocketPair.TalkAsync(receiver, sender);

            Task<string> listening = WebSocketPair.ListenAsync(receiver);
            await WebSocketPair.SayAsync(sender, text);

            await Assert.ThrowsAsync<WebSocketException>(() => listening);
            Assert.StartsWith($"close {code} ", await WebSocketPair.ListenAsync(sender), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_share_of_the_frames_is_drawn_from_the_seed()
    {
        bool[] first = await DrawAsync();

        Assert.InRange(first.Count(corrupted => corrupted), 60, 140);
        Assert.Equal(first, await DrawAsync());

        static async Task<bool[]> DrawAsync()
        {
            using CutConnection connection = await CutConnection.StartUpgradedAsync();
            connection.Add(new WsCorruptToxic { Share = 0.25 }, StreamDirection.Downstream);
            byte[] frame = Frames.Server(Opcode.Text, "a"u8);
            var corrupted = new List<bool>();
            for (int n = 0; n < 400; n++)
            {
                connection.Deliver(StreamDirection.Downstream, frame);
                byte[] heard = await connection.Client.HearBytesAsync(frame.Length);
                corrupted.Add(!frame.SequenceEqual(heard));
            }

            return [.. corrupted];
        }
    }
}
