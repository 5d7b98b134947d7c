using Harness.Tests.Toxiproxy.Links;
using Harness.Tests.Toxiproxy.WebSockets;
using Harness.Tests.WebSockets;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Toxics;
using Harness.WebSockets;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class WsDropControlToxicTests
{
    [Theory]
    [InlineData(WebSocketRole.Client, "both")]
    [InlineData(WebSocketRole.Client, "ping")]
    [InlineData(WebSocketRole.Client, "pong")]
    [InlineData(WebSocketRole.Server, "both")]
    [InlineData(WebSocketRole.Server, "ping")]
    [InlineData(WebSocketRole.Server, "pong")]
    public async Task Drops_what_it_names_and_passes_the_rest_in_order_wherever_the_chunks_are_cut(WebSocketRole sender, string frames)
    {
        var toxic = new WsDropControlToxic { Frames = Enum.Parse<ControlFrames>(frames, ignoreCase: true) };
        StreamDirection direction = sender == WebSocketRole.Client ? StreamDirection.Upstream : StreamDirection.Downstream;
        (Opcode Opcode, byte[] Bytes)[] stream =
        [
            Frame(Opcode.Ping, 0), Frame(Opcode.Text, 5, fin: false), Frame(Opcode.Pong, 125), Frame(Opcode.Continuation, 0, fin: false),
            Frame(Opcode.Ping, 3), Frame(Opcode.Continuation, 4), Frame(Opcode.Pong, 0), Frame(Opcode.Binary, 130), Frame(Opcode.Ping, 1),
        ];
        byte[] sent = [.. stream.SelectMany(frame => frame.Bytes)];
        byte[] passed = [.. stream.Where(frame => !IsMeant(frame.Opcode)).SelectMany(frame => frame.Bytes)];

        using CutConnection connection = await CutConnection.StartUpgradedAsync();
        connection.Add(toxic, direction);
        for (int cut = 0; cut <= sent.Length; cut++)
        {
            connection.Deliver(direction, sent[..cut], sent[cut..]);
            Assert.Equal(passed, await connection.End(direction).HearBytesAsync(passed.Length));
        }

        (Opcode, byte[]) Frame(Opcode opcode, int length, bool fin = true) =>
            (opcode, Frames.From(sender, opcode, Enumerable.Range(0, length).Select(i => (byte)i).ToArray(), 0x89ABCDEF, fin));

        bool IsMeant(Opcode opcode) => (opcode == Opcode.Ping && frames != "pong") || (opcode == Opcode.Pong && frames != "ping");
    }

    [Fact]
    public async Task The_close_frame_passes()
    {
        using CutConnection connection = await CutConnection.StartUpgradedAsync();
        connection.Add(new WsDropControlToxic(), StreamDirection.Downstream);
        byte[] close = Frames.Server(Opcode.Close, [0x03, 0xE8]);

        connection.Deliver(StreamDirection.Downstream, Frames.Server(Opcode.Ping, "x"u8), close);

        Assert.Equal(close, await connection.Client.HearBytesAsync(close.Length));
    }

    [Fact]
    public async Task Real_peers_go_on_talking_and_hear_no_pong()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await proxied.AddJsonAsync("ws_drop_control", Harness.Faults.Toxiproxy.ToxicStream.Upstream, """{"frames": "pong"}""");
        await using WebSocketPair pair = await WebSocketPair.ConnectAsync(
            proxied, keepAlive: TimeSpan.FromMilliseconds(50), keepAliveTimeout: TimeSpan.FromMilliseconds(500));

        await WebSocketPair.TalkAsync(pair.Client, pair.Server);
        await WebSocketPair.TalkAsync(pair.Server, pair.Client);

        // The server pings; the client's pongs are dropped, which is the one thing this server does not forgive.
        Task<string> client = WebSocketPair.ListenAsync(pair.Client);
        await Assert.ThrowsAnyAsync<Exception>(() => WebSocketPair.ListenAsync(pair.Server));
        await Assert.ThrowsAnyAsync<Exception>(() => client);
    }
}
