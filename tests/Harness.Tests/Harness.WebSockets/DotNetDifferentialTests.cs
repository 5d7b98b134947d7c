using System.Net.WebSockets;
using System.Text;
using Harness.WebSockets;

namespace Harness.Tests.WebSockets;

/// <summary>
/// The same streams through this codec and through .NET's own <see cref="WebSocket"/>, which was written by others from the same RFC.
/// .NET answers pings and pongs by itself, so messages, the close and the fact of a failure are compared.
/// </summary>
public sealed class DotNetDifferentialTests
{
    public static TheoryData<WebSocketRole, int> Seeds => [.. from role in Enum.GetValues<WebSocketRole>() from seed in Enumerable.Range(100, 15) select (role, seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Both_hear_the_same(WebSocketRole reader, int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            var stream = RandomStream.Valid(random, reader == WebSocketRole.Client ? WebSocketRole.Server : WebSocketRole.Client, out _);
            if (round % 2 == 1)
            {
                RandomStream.Break(random, stream);
            }

            // .NET has no limit of length and waits for what was announced.
            var ours = Frames.ReadWhole(reader, stream, int.MaxValue)
                .Where(h => h.Kind is not (WebSocketEventKind.Ping or WebSocketEventKind.Pong) && h.Code != CloseCode.MessageTooBig)
                .Select(h => h.Kind == WebSocketEventKind.ProtocolError ? "failed" : $"{h.Kind} {(int)h.Code} {h.Payload}");
            var theirs = await ReadWithDotNet(reader, stream);
            Assert.Equal(theirs, ours);
        }
    }

    [Theory]
    [InlineData(WebSocketRole.Client)]
    [InlineData(WebSocketRole.Server)]
    public async Task DotNet_hears_what_we_write(WebSocketRole reader)
    {
        var sender = reader == WebSocketRole.Client ? WebSocketRole.Server : WebSocketRole.Client;
        foreach (var length in new[] { 0, 125, 126, 127, 65535, 65536 })
        {
            var text = Encoding.UTF8.GetBytes(new string('x', length));
            byte[] stream = [.. Frames.From(sender, Opcode.Text, text, 0xDEADBEEF), .. Frames.From(sender, Opcode.Close, [0x0F, 0xA0, .. "é"u8], 0x01020304)];
            Assert.Equal([$"Text 0 {Convert.ToHexString(text)}", $"Close 4000 {Convert.ToHexString("é"u8)}"], await ReadWithDotNet(reader, stream));
        }
    }

    private static async Task<List<string>> ReadWithDotNet(WebSocketRole reader, byte[] bytes)
    {
        var heard = new List<string>();
        using var stream = new OneWay(bytes);
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = reader == WebSocketRole.Server });
        var buffer = new byte[4096];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var result = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    heard.Add($"Close {(int)result.CloseStatus!} {Convert.ToHexString(Encoding.UTF8.GetBytes(result.CloseStatusDescription ?? ""))}");
                    return heard;
                }

                message.Write(buffer, 0, result.Count);
                if (result.EndOfMessage)
                {
                    heard.Add($"{result.MessageType} 0 {Convert.ToHexString(message.ToArray())}");
                    message.SetLength(0);
                }
            }
        }
        catch (WebSocketException e) when (e.WebSocketErrorCode == WebSocketError.ConnectionClosedPrematurely)
        {
            return heard; // the stream ended, maybe within a message; that is no fault of its bytes
        }
        catch (WebSocketException)
        {
            heard.Add("failed");
            return heard;
        }
    }

    /// <summary>Gives the bytes and then the end of the stream; swallows what is written.</summary>
    private sealed class OneWay(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override bool CanWrite => true;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
