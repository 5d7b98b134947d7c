using System.Net.Sockets;
using System.Text;
using Harness.WebSockets;

namespace Harness.Tests.Clients.Sockets;

/// <summary>The server's end of one connection, byte by byte in the hands of the test.</summary>
internal sealed class ScriptedConnection(Socket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private MessageAssembler _assembler = new(WebSocketRole.Server, 1 << 20);
    private int _start;
    private int _end;

    /// <summary>The head of the request that the client sent, complete.</summary>
    public async Task<string> RequestAsync()
    {
        while (true)
        {
            string text = Encoding.ASCII.GetString(_buffer, 0, _end);
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                _start = end + 4;
                return text[.._start];
            }

            int read = await socket.ReceiveAsync(_buffer.AsMemory(_end), Deadline.Token);
            Assert.True(read > 0, $"the client closed after '{text}'");
            _end += read;
        }
    }

    /// <summary>The answer that opens this connection, for the request it got.</summary>
    public async Task<byte[]> UpgradeTextAsync()
    {
        string request = await RequestAsync();
        string key = request.Split("\r\n").Single(line => line.StartsWith("Sec-WebSocket-Key: ", StringComparison.Ordinal))["Sec-WebSocket-Key: ".Length..];
        byte[] accept = new byte[Handshake.AcceptLength];
        Handshake.ComputeAccept(Encoding.ASCII.GetBytes(key), accept);
        return Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Encoding.ASCII.GetString(accept)}\r\n\r\n");
    }

    public async Task UpgradeAsync() => await SayAsync(await UpgradeTextAsync());

    public async Task SayAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, Deadline.Token)..];
        }
    }

    public Task SayAsync(string text) => SayAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>Every byte in a segment of its own.</summary>
    public async Task SayBytewiseAsync(byte[] bytes)
    {
        socket.NoDelay = true;
        foreach (byte one in bytes)
        {
            await SayAsync(new[] { one });
        }
    }

    public Task FrameAsync(Opcode opcode, string payload, bool fin = true) => SayAsync(Frame(opcode, payload, fin));

    public static byte[] Frame(Opcode opcode, string payload, bool fin = true)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(payload);
        byte[] frame = new byte[FrameWriter.FrameLength(bytes.Length, WebSocketRole.Server)];
        FrameWriter.WriteServer(frame, opcode, bytes, fin);
        return frame;
    }

    public Task CloseFrameAsync(CloseCode code)
    {
        byte[] frame = new byte[4];
        FrameWriter.WriteServerClose(frame, code, "");
        return SayAsync(frame);
    }

    /// <summary>The next thing that the client said, as <c>Text ping</c>, <c>Pong abc</c>, <c>Close 1002</c>, or <c>FIN</c>, <c>RST</c>.</summary>
    public async Task<string> HearAsync()
    {
        while (true)
        {
            if (TryRead() is { } heard)
            {
                return heard;
            }

            try
            {
                (_start, _end) = (0, await socket.ReceiveAsync(_buffer, Deadline.Token));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                return "RST";
            }

            if (_end == 0)
            {
                return "FIN";
            }
        }
    }

    /// <summary>The next thing that is no text message: heartbeats may come at any time.</summary>
    public async Task<string> HearBesidesTextAsync()
    {
        string heard;
        do
        {
            heard = await HearAsync();
        }
        while (heard.StartsWith("Text", StringComparison.Ordinal));

        return heard;
    }

    /// <summary>RST.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }

    /// <summary>FIN, and go on reading.</summary>
    public void Finish() => socket.Shutdown(SocketShutdown.Send);

    public void Dispose()
    {
        _assembler.Dispose();
        socket.Dispose();
    }

    private string? TryRead()
    {
        ReadOnlySpan<byte> input = _buffer.AsSpan(_start, _end - _start);
        bool any = _assembler.TryRead(ref input, out WebSocketEvent evt);
        _start = _end - input.Length;
        return !any ? null : evt.Kind == WebSocketEventKind.Close ? $"Close {(int)evt.Code}" : $"{evt.Kind} {evt.GetText()}";
    }
}
