using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy.Links;
using Harness.Tests.Toxiproxy.WebSockets;
using Harness.Tests.WebSockets;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Toxics;
using Harness.WebSockets;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class WsDropMessagesToxicTests
{
    [Theory]
    [InlineData(WebSocketRole.Client)]
    [InlineData(WebSocketRole.Server)]
    public async Task Drops_whole_messages_with_their_fragments_and_no_control_frame_wherever_the_chunks_are_cut(WebSocketRole sender)
    {
        StreamDirection direction = sender == WebSocketRole.Client ? StreamDirection.Upstream : StreamDirection.Downstream;
        byte[] ping = Frame(Opcode.Ping, 3);
        byte[] pong = Frame(Opcode.Pong, 0);
        byte[] sent =
        [
            .. Frame(Opcode.Text, 5), .. Frame(Opcode.Binary, 0, fin: false), .. ping, .. Frame(Opcode.Continuation, 130, fin: false),
            .. Frame(Opcode.Continuation, 1), .. pong, .. Frame(Opcode.Text, 0),
        ];
        byte[] passed = [.. ping, .. pong];
        using CutConnection connection = await CutConnection.StartUpgradedAsync();
        connection.Add(new WsDropMessagesToxic(), direction);
        for (int cut = 0; cut <= sent.Length; cut++)
        {
            connection.Deliver(direction, sent[..cut], sent[cut..]);
            Assert.Equal(passed, await connection.End(direction).HearBytesAsync(passed.Length));
        }

        byte[] Frame(Opcode opcode, int length, bool fin = true) => Frames.From(sender, opcode, new byte[length], 0x01020304, fin);
    }

    [Theory]
    [InlineData(WebSocketRole.Client)]
    [InlineData(WebSocketRole.Server)]
    public async Task A_share_of_random_messages_is_missing_and_the_rest_is_as_it_was(WebSocketRole sender)
    {
        StreamDirection direction = sender == WebSocketRole.Client ? StreamDirection.Upstream : StreamDirection.Downstream;
        WebSocketRole reader = sender == WebSocketRole.Client ? WebSocketRole.Server : WebSocketRole.Client;
        var random = new Random(11);
        int messages = 0;
        int dropped = 0;
        using CutConnection connection = await CutConnection.StartUpgradedAsync();
        connection.Add(new WsDropMessagesToxic { Share = 0.3 }, direction);
        for (int round = 0; round < 100; round++)
        {
            byte[] stream = RandomStream.Valid(random, sender, out List<Heard> sent);
            if (sent[^1].Kind == WebSocketEventKind.Close)
            {
                continue;
            }

            byte[] mark = Frames.From(sender, Opcode.Pong, "that is all"u8, 7);
            for (int at = 0; at < stream.Length;)
            {
                int length = Math.Min(random.Next(1, 5000), stream.Length - at);
                connection.Deliver(direction, stream[at..(at + length)]);
                at += length;
            }

            connection.Deliver(direction, mark);
            List<Heard> heard = await HearAsync(connection.End(direction), reader, mark);

            // What was heard is what was said, in its order, less some of the messages.
            int next = 0;
            foreach (Heard one in sent)
            {
                bool isHere = next < heard.Count && heard[next] == one;
                bool isMessage = one.Kind is WebSocketEventKind.Text or WebSocketEventKind.Binary;
                Assert.True(isHere || isMessage, $"{one.Kind} is missing");
                next += isHere ? 1 : 0;
                messages += isMessage ? 1 : 0;
                dropped += isHere ? 0 : 1;
            }

            Assert.Equal(heard.Count, next);
        }

        Assert.InRange(dropped / (double)messages, 0.15, 0.45);
    }

    [Fact]
    public async Task Real_peers_miss_the_messages_and_nothing_else()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await using WebSocketPair pair = await WebSocketPair.ConnectAsync(proxied);
        await WebSocketPair.TalkAsync(pair.Client, pair.Server);
        await proxied.AddJsonAsync("ws_drop_messages", ToxicStream.Upstream, "{}");

        await WebSocketPair.SayAsync(pair.Client, "dropped");
        await WebSocketPair.TalkAsync(pair.Server, pair.Client);
        await proxied.RemoveAsync("ws_drop_messages");
        await WebSocketPair.SayAsync(pair.Client, "heard");

        Assert.Equal("heard", await WebSocketPair.ListenAsync(pair.Server));
        await WebSocketPair.TalkAsync(pair.Client, pair.Server);
    }

    private static async Task<List<Heard>> HearAsync(System.Net.Sockets.Socket socket, WebSocketRole reader, byte[] mark)
    {
        var received = new List<byte>();
        byte[] buffer = new byte[100_000];
        while (received.Count < mark.Length || !received[^mark.Length..].SequenceEqual(mark))
        {
            int read = await socket.ReadAsync(buffer);
            Assert.True(read > 0);
            received.AddRange(buffer[..read]);
        }

        return Frames.ReadWhole(reader, received.ToArray())[..^1];
    }
}
