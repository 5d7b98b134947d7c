using System.Net.Sockets;
using System.Text;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy.Links;
using Harness.Tests.Toxiproxy.WebSockets;
using Harness.Tests.WebSockets;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Toxics;
using Harness.WebSockets;

namespace Harness.Tests.Toxiproxy.Toxics;

/// <summary>What all toxics have in common that work on WebSocket frames.</summary>
public sealed class FrameToxicTests
{
    public static TheoryData<string> Idle =>
    [
        """ws_drop_messages {"share": 0}""",
        """ws_corrupt {"share": 0}""",
        """ws_close {"after": 600000}""",
    ];

    [Theory]
    [MemberData(nameof(Idle))]
    public async Task With_nothing_to_do_it_changes_no_byte_of_random_frames_cut_at_random(string toxic)
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        (string type, string attributes) = (toxic.Split(' ')[0], toxic[(toxic.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var random = new Random(9);
        await using UpgradedSockets sockets = await UpgradedSockets.ConnectAsync(proxied);
        for (int round = 0; round < 12; round++)
        {
            byte[] up = RandomStream.Valid(random, WebSocketRole.Client, out _);
            byte[] down = RandomStream.Valid(random, WebSocketRole.Server, out _);
            Task sending = Task.WhenAll(sockets.Client.SayInPiecesAsync(up, random.Next()), sockets.Server.SayInPiecesAsync(down, random.Next()));
            await proxied.AddJsonAsync(type, ToxicStream.Upstream, attributes, "up");
            await proxied.AddJsonAsync(type, ToxicStream.Downstream, attributes, "down");

            Assert.Equal(up, await sockets.Server.HearBytesAsync(up.Length));
            Assert.Equal(down, await sockets.Client.HearBytesAsync(down.Length));
            await sending;
            await proxied.RemoveAsync("up");
            await proxied.RemoveAsync("down");
        }
    }

    [Fact]
    public async Task HTTP_passes_untouched()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await AddAllAsync(proxied);
        (Socket client, Socket server) = await proxied.ConnectAsync();

        // Bodies that would be pings, messages and a close frame.
        for (int n = 0; n < 3; n++)
        {
            await client.SayAsync("GET /poll HTTP/1.1\r\nHost: a\r\n\r\n");
            await server.HearAsync("GET /poll HTTP/1.1\r\nHost: a\r\n\r\n");
            byte[] answer = [.. "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n"u8, 0x89, 0, 0x81, 0, 0x88, 0];
            await server.SendAsync(answer, Wire.Token);
            Assert.Equal(answer, await client.HearBytesAsync(answer.Length));
        }

        await client.HearNothingAsync(50);
    }

    [Fact]
    public async Task A_refused_upgrade_passes_untouched_too()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await AddAllAsync(proxied);
        (Socket client, Socket server) = await proxied.ConnectAsync();

        await client.SayAsync(Upgrade.Request);
        await server.HearAsync(Upgrade.Request);
        await server.SayAsync("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        await client.HearAsync("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        byte[] ping = Frames.Client(Opcode.Ping, "x"u8, 1);
        await client.SendAsync(ping, Wire.Token);
        Assert.Equal(ping, await server.HearBytesAsync(ping.Length));
    }

    [Theory]
    [InlineData(WebSocketRole.Client)]
    [InlineData(WebSocketRole.Server)]
    public async Task Added_within_a_frame_it_begins_with_the_next_one(WebSocketRole sender)
    {
        StreamDirection direction = DirectionOf(sender);
        byte[] message = Message(direction, Opcode.Text, "spared");
        for (int cut = 1; cut < message.Length; cut++)
        {
            using CutConnection connection = await CutConnection.StartUpgradedAsync();
            connection.Deliver(direction, message[..cut]);
            connection.Add(new WsDropMessagesToxic(), direction);
            byte[] pong = Message(direction, Opcode.Pong, "end");
            connection.Deliver(direction, message[cut..], Message(direction, Opcode.Text, "dropped"), pong);

            byte[] passed = [.. message, .. pong];
            Assert.Equal(passed, await connection.End(direction).HearBytesAsync(passed.Length));
        }
    }

    [Theory]
    [InlineData(WebSocketRole.Client)]
    [InlineData(WebSocketRole.Server)]
    public async Task Removed_within_a_frame_it_drops_the_rest_of_it_first(WebSocketRole sender)
    {
        StreamDirection direction = DirectionOf(sender);
        byte[] dropped = Message(direction, Opcode.Text, "dropped");
        byte[] passed = [.. Message(direction, Opcode.Text, "one"), .. Message(direction, Opcode.Binary, "two")];
        using CutConnection connection = await CutConnection.StartUpgradedAsync();
        for (int cut = 1; cut < dropped.Length; cut++)
        {
            InstalledToxic toxic = connection.Add(new WsDropMessagesToxic(), direction);
            connection.Deliver(direction, dropped[..cut]);
            connection.Remove(toxic);
            connection.Deliver(direction, dropped[cut..], passed);

            Assert.Equal(passed, await connection.End(direction).HearBytesAsync(passed.Length));
        }
    }

    [Fact]
    public async Task Removed_within_a_frame_that_never_ends_it_passes_the_end_of_the_connection()
    {
        using CutConnection connection = await CutConnection.StartUpgradedAsync();
        InstalledToxic toxic = connection.Add(new WsDropMessagesToxic(), StreamDirection.Upstream);
        connection.Deliver(StreamDirection.Upstream, Message(StreamDirection.Upstream, Opcode.Text, "dropped")[..5]);
        connection.Remove(toxic);

        connection.Client.Shutdown(SocketShutdown.Both);

        await connection.Server.HearFinAsync();
    }

    [Fact]
    public async Task Where_the_frames_cannot_be_told_apart_any_more_everything_passes()
    {
        using CutConnection connection = await CutConnection.StartUpgradedAsync();
        InstalledToxic toxic = connection.Add(new WsDropMessagesToxic(), StreamDirection.Downstream);
        byte[] noFrame = [0x80, 127, 0xFF, 0, 0, 0, 0, 0, 0, 0, 1];
        connection.Deliver(StreamDirection.Downstream, Frames.Server(Opcode.Text, "dropped"u8, fin: false), noFrame, "and more"u8.ToArray());
        connection.Remove(toxic);
        connection.Deliver(StreamDirection.Downstream, "to the end"u8.ToArray());

        byte[] passed = [.. noFrame, .. "and moreto the end"u8];
        Assert.Equal(passed, await connection.Client.HearBytesAsync(passed.Length));
    }

    [Fact]
    public async Task Where_its_toxicity_spares_a_link_it_still_follows_so_that_an_update_finds_the_frames()
    {
        byte[] first = Message(StreamDirection.Upstream, Opcode.Text, "spared");
        byte[] second = Message(StreamDirection.Upstream, Opcode.Text, "dropped");
        for (int cut = 0; cut <= first.Length; cut++)
        {
            using CutConnection connection = await CutConnection.StartUpgradedAsync();
            InstalledToxic toxic = connection.Add(new WsDropMessagesToxic(), StreamDirection.Upstream, toxicity: 0);
            connection.Deliver(StreamDirection.Upstream, first, first[..cut]);
            connection.Update(toxic with { Toxicity = 1 });
            connection.Deliver(StreamDirection.Upstream, first[cut..], second[..3]);
            connection.Update(toxic);
            connection.Deliver(StreamDirection.Upstream, second[3..], first);

            // At 0 the cut is no cut: the second one comes whole after the update.
            byte[] passed = cut is 0 ? [.. first, .. first] : [.. first, .. first, .. first];
            Assert.Equal(passed, await connection.Server.HearBytesAsync(passed.Length));
        }
    }

    [Fact]
    public async Task While_it_flaps_off_it_still_follows()
    {
        byte[] message = Message(StreamDirection.Upstream, Opcode.Text, "one");
        var on = new FlapToxic { Toxic = new NestedToxic("ws_drop_messages", new WsDropMessagesToxic()) };
        using CutConnection connection = await CutConnection.StartUpgradedAsync();
        InstalledToxic flap = connection.Add(on, StreamDirection.Upstream);
        for (int cut = 1; cut < message.Length; cut++)
        {
            // Dropped to its end although it turns off within, then passed to its end although it turns on within.
            connection.Deliver(StreamDirection.Upstream, message[..cut]);
            connection.Update(flap with { Toxic = on with { IsOn = false } });
            connection.Deliver(StreamDirection.Upstream, message[cut..], message[..cut]);
            connection.Update(flap with { Toxic = on with { } });
            connection.Deliver(StreamDirection.Upstream, message[cut..]);

            Assert.Equal(message, await connection.Server.HearBytesAsync(message.Length));
            Assert.Equal(0, connection.Server.Available);
        }
    }

    [Fact]
    public async Task Before_the_upgrade_it_waits_for_the_frames()
    {
        using CutConnection connection = await CutConnection.StartAsync();
        connection.Add(new WsDropMessagesToxic(), StreamDirection.Upstream);
        connection.Add(new WsDropMessagesToxic(), StreamDirection.Downstream);
        await connection.UpgradeAsync();

        foreach (StreamDirection direction in Enum.GetValues<StreamDirection>())
        {
            byte[] ping = Message(direction, Opcode.Ping, "p");
            connection.Deliver(direction, Message(direction, Opcode.Text, "dropped"), ping);
            Assert.Equal(ping, await connection.End(direction).HearBytesAsync(ping.Length));
        }
    }

    [Theory]
    [InlineData("ws_drop_messages", """{"share": 1.5}""", "share must be from 0 to 1, but is 1.5")]
    [InlineData("ws_corrupt", """{"share": -0.1}""", "share must be from 0 to 1, but is -0.1")]
    [InlineData("ws_corrupt", """{"how": "badly"}""", "attributes.how must be payload or rsv or opcode")]
    [InlineData("ws_drop_control", """{"frames": "close"}""", "attributes.frames must be both or ping or pong")]
    [InlineData("ws_close", """{"code": 999}""", "code must be a close code")]
    [InlineData("ws_close", """{"code": 1015}""", "code must be a close code")]
    [InlineData("ws_close", """{"code": 70536}""", "code must be a close code")]
    [InlineData("ws_close", """{"code": 1006, "reason": "x"}""", "reason must be empty with code 1006")]
    [InlineData("ws_close", """{"code": 4000, "reason": "ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé"}""", "at most 123 bytes in UTF-8, but is 126")]
    public async Task Refuses_what_it_cannot_do(string type, string attributes, string why)
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();

        (int status, string answer) = await proxied.PostToxicAsync(type, ToxicStream.Downstream, attributes, "t");

        Assert.Equal(400, status);
        Assert.Contains(why, answer, StringComparison.Ordinal);
    }

    private static StreamDirection DirectionOf(WebSocketRole sender) =>
        sender == WebSocketRole.Client ? StreamDirection.Upstream : StreamDirection.Downstream;

    private static byte[] Message(StreamDirection direction, Opcode opcode, string text) =>
        Frames.From(direction == StreamDirection.Upstream ? WebSocketRole.Client : WebSocketRole.Server, opcode, Encoding.UTF8.GetBytes(text), 0xA1B2C3D4);

    private static async Task AddAllAsync(ProxiedServer proxied)
    {
        foreach (string type in new[] { "ws_close", "ws_corrupt", "ws_drop_control", "ws_drop_messages" })
        {
            await proxied.AddJsonAsync(type, ToxicStream.Upstream, "{}", $"{type}-up");
            await proxied.AddJsonAsync(type, ToxicStream.Downstream, "{}", $"{type}-down");
        }
    }
}
