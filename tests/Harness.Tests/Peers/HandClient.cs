using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Harness.Tests.Clients.Sockets;
using Harness.WebSockets;

namespace Harness.Tests.Peers;

/// <summary>The codec on a socket, message by message in the hands of the test.</summary>
internal sealed class HandClient : IDisposable
{
    private const int Limit = 1 << 20;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[8192];
    private MessageAssembler _assembler = new(WebSocketRole.Client, Limit);
    private int _start;
    private int _end;

    private HandClient()
    {
    }

    public HandshakeResult Answer { get; private set; }

    /// <summary>Connects and asks; <see cref="Answer"/> says what came of it.</summary>
    public static async Task<HandClient> ConnectAsync(IPEndPoint server, string path, IReadOnlyList<string>? subprotocols = null, bool compression = false)
    {
        var client = new HandClient();
        await client._socket.ConnectAsync(server, Deadline.Token);
        byte[] nonce = RandomNumberGenerator.GetBytes(Handshake.NonceLength);
        var request = new HandshakeRequest(path, server.ToString()) { Subprotocols = subprotocols ?? [], OfferCompression = compression };
        await client._socket.SendAsync(Handshake.BuildRequest(request, nonce), Deadline.Token);
        do
        {
            int read = await client._socket.ReceiveAsync(client._buffer.AsMemory(client._end), Deadline.Token);
            Assert.True(read > 0, "the server closed without an answer");
            client._end += read;
            client.Answer = HandshakeResponse.Read(client._buffer.AsSpan(0, client._end), nonce, request.Subprotocols, compressionOffered: compression);
        }
        while (client.Answer.Status == HandshakeStatus.NeedMore);

        client._start = client.Answer.Consumed;
        client._assembler = new MessageAssembler(WebSocketRole.Client, Limit, client.Answer.Compression);
        return client;
    }

    public async Task SayAsync(Opcode opcode, string text)
    {
        byte[] payload = Encoding.UTF8.GetBytes(text);
        byte[] frame = new byte[FrameWriter.FrameLength(payload.Length, WebSocketRole.Client)];
        FrameWriter.WriteClient(frame, opcode, payload, 0x12345678);
        await _socket.SendAsync(frame, Deadline.Token);
    }

    public Task SayAsync(string text) => SayAsync(Opcode.Text, text);

    public async Task CloseAsync(CloseCode code)
    {
        byte[] frame = new byte[FrameWriter.FrameLength(2, WebSocketRole.Client)];
        FrameWriter.WriteClientClose(frame, code, "", 0x12345678);
        await _socket.SendAsync(frame, Deadline.Token);
    }

    /// <summary>The next thing that the server said, as <c>Text pong</c>, <c>Close 1001 reason</c> or <c>FIN</c>.</summary>
    public async Task<string> HearAsync()
    {
        while (true)
        {
            if (TryRead() is { } heard)
            {
                return heard;
            }

            (_start, _end) = (0, await _socket.ReceiveAsync(_buffer, Deadline.Token));
            if (_end == 0)
            {
                return "FIN";
            }
        }
    }

    public void Dispose()
    {
        _assembler.Dispose();
        _socket.Dispose();
    }

    private string? TryRead()
    {
        ReadOnlySpan<byte> input = _buffer.AsSpan(_start, _end - _start);
        bool any = _assembler.TryRead(ref input, out WebSocketEvent evt);
        _start = _end - input.Length;
        return !any ? null
            : evt.Kind is WebSocketEventKind.Close or WebSocketEventKind.ProtocolError ? $"{evt.Kind} {(int)evt.Code} {evt.GetText()}{evt.Error}"
            : $"{evt.Kind} {evt.GetText()}";
    }
}
