using System.Net;
using System.Net.Sockets;
using System.Text;
using Harness.Target;
using Harness.WebSockets;

namespace Harness.Tests.Target;

/// <summary>A WebSocket over the harness's own codec, for what .NET's client hides: pings, pongs, a peer that does not read.</summary>
internal sealed class RawSocket : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 4096 };
    private readonly byte[] _buffer = new byte[4096];
    private MessageAssembler _assembler = new(WebSocketRole.Client, 1 << 20);
    private int _start;
    private int _end;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RawSocket> OpenAsync(TargetServer target, string client)
    {
        var raw = new RawSocket();
        var nonce = new byte[Handshake.NonceLength];
        await raw._socket.ConnectAsync(IPAddress.Loopback, target.SocketUri.Port, Token);
        await raw._socket.SendAsync(Handshake.BuildRequest(new HandshakeRequest($"/socket?client={client}", target.SocketUri.Authority), nonce), Token);
        while (true)
        {
            raw._end += await raw._socket.ReceiveAsync(raw._buffer.AsMemory(raw._end), Token);
            var result = HandshakeResponse.Read(raw._buffer.AsSpan(0, raw._end), nonce, []);
            if (result.Status != HandshakeStatus.NeedMore)
            {
                Assert.Equal(HandshakeStatus.Accepted, result.Status);
                raw._start = result.Consumed;
                return raw;
            }
        }
    }

    public async Task SayAsync(Opcode opcode, string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        var frame = new byte[FrameWriter.FrameLength(payload.Length, WebSocketRole.Client)];
        FrameWriter.WriteClient(frame, opcode, payload, 0x12345678);
        await _socket.SendAsync(frame, Token);
    }

    /// <summary>The next event as "Kind payload", or "end" when the connection is over.</summary>
    public async Task<string> HearAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (TryRead() is { } heard)
            {
                return heard;
            }

            try
            {
                (_start, _end) = (0, await _socket.ReceiveAsync(_buffer, deadline.Token));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                _end = 0;
            }

            if (_end == 0)
            {
                return "end";
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
        var any = _assembler.TryRead(ref input, out var evt);
        _start = _end - input.Length;
        return any ? $"{evt.Kind} {evt.GetText()}" : null;
    }
}
