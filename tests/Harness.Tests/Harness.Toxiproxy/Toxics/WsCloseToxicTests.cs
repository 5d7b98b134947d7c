using System.Diagnostics;
using System.Net.Sockets;
using System.Net.WebSockets;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy.Links;
using Harness.Tests.Toxiproxy.WebSockets;
using Harness.Tests.WebSockets;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Toxics;
using Harness.WebSockets;

namespace Harness.Tests.Toxiproxy.Toxics;

public sealed class WsCloseToxicTests
{
    [Theory]
    [InlineData("""{"code": 1012, "reason": "restarting €"}""", "close 1012 restarting €")]
    [InlineData("""{"code": 4404}""", "close 4404 ")]
    [InlineData("""{"code": 1005}""", "close 1000 ")]
    [InlineData("{}", "close 1001 ")]
    public async Task Real_peers_close_as_if_the_other_had_asked_for_it(string attributes, string heard)
    {
        foreach (ToxicStream stream in Enum.GetValues<ToxicStream>())
        {
            await using ProxiedServer proxied = await ProxiedServer.StartAsync();
            await using WebSocketPair pair = await WebSocketPair.ConnectAsync(proxied);
            await WebSocketPair.TalkAsync(pair.Server, pair.Client);
            (WebSocket told, WebSocket played) = stream == ToxicStream.Downstream ? (pair.Client, pair.Server) : (pair.Server, pair.Client);

            await proxied.AddJsonAsync("ws_close", stream, attributes);

            Assert.Equal(heard, await WebSocketPair.ListenAsync(told));
            await told.CloseOutputAsync((WebSocketCloseStatus?)told.CloseStatus ?? WebSocketCloseStatus.NormalClosure, null, Wire.Token);
            Assert.StartsWith("close ", await WebSocketPair.ListenAsync(played), StringComparison.Ordinal);
            await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0);
        }
    }

    [Fact]
    public async Task Both_connections_end_when_the_answer_has_passed()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await using UpgradedSockets sockets = await UpgradedSockets.ConnectAsync(proxied);
        await proxied.AddJsonAsync("ws_close", ToxicStream.Downstream, """{"code": 1012, "timeout": 600000}""");
        await HearAsync(sockets.Client, Frames.Server(Opcode.Close, [0x03, 0xF4]));

        // Until then its own direction is silent and the other one is not.
        await sockets.Server.SendAsync(Frames.Server(Opcode.Text, "too late"u8), Wire.Token);
        byte[] last = Frames.Client(Opcode.Text, "last words"u8, 5);
        await sockets.Client.SendAsync(last, Wire.Token);
        await HearAsync(sockets.Server, last);
        await sockets.Client.HearNothingAsync();
        byte[] answer = Frames.Client(Opcode.Close, [0x03, 0xF4], 6);
        await sockets.Client.SendAsync(answer, Wire.Token);

        await HearAsync(sockets.Server, answer);
        await sockets.Server.HearFinAsync();
        await sockets.Client.HearFinAsync();
    }

    [Fact]
    public async Task Without_an_answer_they_end_after_the_timeout_even_if_the_toxic_was_removed()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await using UpgradedSockets sockets = await UpgradedSockets.ConnectAsync(proxied);
        long start = Stopwatch.GetTimestamp();
        await proxied.AddJsonAsync("ws_close", ToxicStream.Upstream, """{"code": 4000, "timeout": 700}""");
        byte[] close = await sockets.Server.HearBytesAsync(8);
        await proxied.RemoveAsync("ws_close");

        Assert.Equal("88-82", BitConverter.ToString(close, 0, 2));
        await sockets.Server.HearFinAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 699, 10_000);
        await sockets.Client.HearFinAsync();
    }

    [Theory]
    [InlineData(WebSocketRole.Client)]
    [InlineData(WebSocketRole.Server)]
    public async Task The_frame_that_is_under_way_comes_first_and_nothing_after(WebSocketRole sender)
    {
        StreamDirection direction = sender == WebSocketRole.Client ? StreamDirection.Upstream : StreamDirection.Downstream;
        byte[] fragment = Frames.From(sender, Opcode.Text, "first half"u8, 9, fin: false);
        byte[] rest = Frames.From(sender, Opcode.Continuation, "second half"u8, 9);
        for (int cut = 1; cut < fragment.Length; cut++)
        {
            using CutConnection connection = await CutConnection.StartUpgradedAsync();
            connection.Deliver(direction, fragment[..cut]);
            connection.Add(new WsCloseToxic { Code = 1011 }, direction);
            connection.Deliver(direction, [.. fragment[cut..], .. rest], rest);

            Socket end = connection.End(direction);
            await HearAsync(end, fragment);
            byte[] close = await end.HearBytesAsync(sender == WebSocketRole.Client ? 8 : 4);
            Assert.Equal(0x88, close[0]);
            Heard heard = Assert.Single(Frames.ReadWhole(sender == WebSocketRole.Client ? WebSocketRole.Server : WebSocketRole.Client, close));
            Assert.Equal(CloseCode.InternalError, heard.Code);
            Assert.Equal(0, end.Available);
        }
    }

    [Fact]
    public async Task On_a_new_connection_it_counts_from_the_upgrade()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await proxied.AddJsonAsync("ws_close", ToxicStream.Upstream, """{"code": 1000, "after": 400}""");
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await server.HearNothingAsync(600);
        await client.SayAsync(Upgrade.Request);
        await server.HearAsync(Upgrade.Request);
        await server.HearNothingAsync(600);

        long start = Stopwatch.GetTimestamp();
        await server.SayAsync(Upgrade.Response);
        await client.HearAsync(Upgrade.Response);

        Assert.Equal(0x88, (await server.HearBytesAsync(8))[0]);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 399, 10_000);
    }

    [Fact]
    public async Task With_1006_the_connection_ends_at_once_within_a_frame_too_and_without_a_close_frame()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await using UpgradedSockets sockets = await UpgradedSockets.ConnectAsync(proxied);
        byte[] half = Frames.Server(Opcode.Text, "half of it"u8)[..5];
        await sockets.Server.SendAsync(half, Wire.Token);
        await HearAsync(sockets.Client, half);

        await proxied.AddJsonAsync("ws_close", ToxicStream.Downstream, """{"code": 1006}""");

        await sockets.Client.HearFinAsync();
        await sockets.Server.HearFinAsync();
    }

    [Fact]
    public async Task Removed_before_its_time_it_has_done_nothing()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await using UpgradedSockets sockets = await UpgradedSockets.ConnectAsync(proxied);
        await proxied.AddJsonAsync("ws_close", ToxicStream.Downstream, """{"after": 300}""");
        await proxied.RemoveAsync("ws_close");

        await sockets.Client.HearNothingAsync(600);
        byte[] message = Frames.Server(Opcode.Text, "still here"u8);
        await sockets.Server.SendAsync(message, Wire.Token);
        await HearAsync(sockets.Client, message);
    }

    [Fact]
    public async Task With_1005_the_close_frame_is_empty()
    {
        using CutConnection connection = await CutConnection.StartUpgradedAsync();
        connection.Add(new WsCloseToxic { Code = 1005 }, StreamDirection.Downstream);

        await HearAsync(connection.Client, [0x88, 0x00]);
    }

    [Theory]
    [InlineData(1001)]
    [InlineData(1006)]
    public async Task A_direction_that_has_closed_already_is_left_alone(int code)
    {
        using CutConnection connection = await CutConnection.StartUpgradedAsync();
        byte[] close = Frames.Server(Opcode.Close, []);
        connection.Deliver(StreamDirection.Downstream, close);
        connection.Add(new WsCloseToxic { Code = code }, StreamDirection.Downstream);

        await HearAsync(connection.Client, close);
        await connection.Client.HearNothingAsync();
    }

    [Fact]
    public async Task In_both_directions_at_once_each_side_hears_one_close_frame()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await proxied.AddJsonAsync("ws_close", ToxicStream.Upstream, "{}", "up");
        await proxied.AddJsonAsync("ws_close", ToxicStream.Downstream, "{}", "down");
        await using UpgradedSockets sockets = await UpgradedSockets.ConnectAsync(proxied);

        Assert.Equal(0x88, (await sockets.Server.HearBytesAsync(8))[0]);
        await HearAsync(sockets.Client, Frames.Server(Opcode.Close, [0x03, 0xE9]));
        await sockets.Server.HearFinAsync();
        await sockets.Client.HearFinAsync();
    }

    private static async Task HearAsync(Socket socket, byte[] expected) => Assert.Equal(expected, await socket.HearBytesAsync(expected.Length));
}
