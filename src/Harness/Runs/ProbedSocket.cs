using System.Net.Sockets;
using System.Security.Cryptography;
using Harness.WebSockets;

namespace Harness.Runs;

/// <summary>What came on a probed socket.</summary>
/// <param name="Kind">A text, a binary message or a control frame.</param>
/// <param name="Payload">The message; of a close, its code as text.</param>
internal sealed record ProbedMessage(WebSocketEventKind Kind, byte[] Payload);

/// <summary>An open socket to somebody's target outside of any run: one conversation, read message by message. Ping frames are answered.</summary>
internal sealed class ProbedSocket(TcpClient client, Stream stream, byte[] rest, bool compression) : IAsyncDisposable
{
    private const int LongestMessage = 1 << 20;

    private readonly byte[] _buffer = new byte[16_384];
    private readonly Queue<ProbedMessage> _read = [];
    private MessageAssembler _assembler = new(WebSocketRole.Client, LongestMessage, compression);
    private bool _begun;
    private bool _ended;

    /// <summary>Sends one frame.</summary>
    /// <exception cref="IOException">The connection has ended.</exception>
    public async Task SendAsync(Opcode opcode, byte[] payload, CancellationToken cancellation)
    {
        byte[] frame = new byte[FrameWriter.FrameLength(payload.Length, WebSocketRole.Client)];
        int length = FrameWriter.WriteClient(frame, opcode, payload, (uint)RandomNumberGenerator.GetInt32(int.MaxValue));
        await stream.WriteAsync(frame.AsMemory(0, length), cancellation).ConfigureAwait(false);
    }

    /// <summary>The next message; null once the connection has ended.</summary>
    public async Task<ProbedMessage?> ReceiveAsync(CancellationToken cancellation)
    {
        if (!_begun)
        {
            _begun = true;
            Take(rest);
        }

        while (_read.Count == 0 && !_ended)
        {
            int count;
            try
            {
                count = await stream.ReadAsync(_buffer, cancellation).ConfigureAwait(false);
            }
            catch (IOException)
            {
                count = 0;
            }

            _ended = count == 0;
            Take(_buffer.AsSpan(0, count));
        }

        if (!_read.TryDequeue(out ProbedMessage? message))
        {
            return null;
        }

        if (message.Kind == WebSocketEventKind.Ping)
        {
            await SendAsync(Opcode.Pong, message.Payload, cancellation).ConfigureAwait(false);
        }

        return message;
    }

    public ValueTask DisposeAsync()
    {
        _assembler.Dispose();
        client.Dispose();
        return stream.DisposeAsync();
    }

    private void Take(ReadOnlySpan<byte> input)
    {
        while (!_ended && _assembler.TryRead(ref input, out WebSocketEvent evt))
        {
            bool isEnd = evt.Kind is WebSocketEventKind.Close or WebSocketEventKind.ProtocolError;
            _read.Enqueue(new ProbedMessage(evt.Kind, isEnd ? System.Text.Encoding.UTF8.GetBytes($"{(int)evt.Code} {evt.Error}".TrimEnd()) : evt.Payload.ToArray()));
            _ended = isEnd;
        }
    }
}
