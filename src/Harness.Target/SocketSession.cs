using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Harness.Target;

/// <summary>
/// One open socket: a receive loop and a send loop, both awaited here.
/// <code>
///     peer ──► receive loop ──► ClientCommands ──► Send ─┐
///     Topic.Publish ─────────────────────────────► Send ─┴► bounded queue ──► send loop ──► peer
/// </code>
/// Nobody waits for a slow peer: when its queue is full, its socket is dropped.
/// </summary>
internal sealed class SocketSession
{
    private const int SteadyBuffer = 256;

    private static readonly byte[] GoingAway = [];

    private readonly WebSocket _socket;
    private readonly SilenceableStream _transport;
    private readonly Action _abort;
    private readonly Counters _counters;
    private readonly int _maxMessageLength;
    private readonly Channel<byte[]> _outgoing;
    private readonly byte[] _buffer = new byte[SteadyBuffer];
    private volatile bool _ending;

    /// <param name="client">The id in the socket's query, if it gave one.</param>
    /// <param name="socket">The peer.</param>
    /// <param name="transport">What carries the socket.</param>
    /// <param name="abort">Ends the TCP connection at once, without a close frame.</param>
    /// <param name="counters">Where messages are counted.</param>
    /// <param name="options">Limits of messages and queue.</param>
    public SocketSession(string? client, WebSocket socket, SilenceableStream transport, Action abort, Counters counters, TargetOptions options)
    {
        Client = client;
        _socket = socket;
        _transport = transport;
        _abort = abort;
        _counters = counters;
        _maxMessageLength = options.MaxMessageLength;
        _outgoing = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(options.SendQueue)
        {
            SingleReader = true,
            // The send loop runs on the thread that queues; a send to Kestrel's pipe does not block.
            AllowSynchronousContinuations = true,
        });
    }

    /// <summary>The id in the socket's query, if it gave one.</summary>
    public string? Client { get; }

    /// <summary>Lost state: bytes are read, nothing is answered or pushed.</summary>
    public bool Muted
    {
        get => _transport.Silent;
        set => _transport.Silent = value;
    }

    /// <summary>Queues a text message. It must not be changed afterwards: it may be shared by many sessions.</summary>
    public void Send(byte[] message)
    {
        if (!Muted && !_outgoing.Writer.TryWrite(message) && !_ending)
        {
            _counters.SocketOverflowed();
            Drop();
        }
    }

    /// <summary>Closes with 1001 behind what is queued.</summary>
    public void GoAway() => Send(GoingAway);

    /// <summary>Ends the connection without a close frame.</summary>
    public void Drop()
    {
        End();
        _abort();
    }

    /// <summary>Runs until the socket is gone; each message is handed to <paramref name="onMessage"/>, valid during the call.</summary>
    public async Task RunAsync(Action<WebSocketMessageType, ReadOnlySpan<byte>> onMessage, CancellationToken gone)
    {
        var sending = SendLoopAsync(gone);
        try
        {
            await ReceiveLoopAsync(onMessage, gone);
            End();
            await sending;
            await AnswerCloseAsync(gone);
        }
        catch (Exception e) when (IsGone(e))
        {
            // The peer or the network ended it; so be it.
        }
        finally
        {
            End();
            await sending;
        }
    }

    /// <summary>Nothing more is sent than what is queued.</summary>
    private void End()
    {
        _ending = true;
        _outgoing.Writer.TryComplete();
    }

    /// <summary>The ways in which a connection ends from outside.</summary>
    private static bool IsGone(Exception e) => e is WebSocketException or OperationCanceledException or ConnectionAbortedException or IOException or ObjectDisposedException;

    private async Task ReceiveLoopAsync(Action<WebSocketMessageType, ReadOnlySpan<byte>> onMessage, CancellationToken gone)
    {
        while (true)
        {
            var buffer = _buffer;
            var length = 0;
            try
            {
                while (true)
                {
                    var received = await _socket.ReceiveAsync(buffer.AsMemory(length), gone);
                    if (received.MessageType == WebSocketMessageType.Close)
                    {
                        return;
                    }

                    length += received.Count;
                    if (length > _maxMessageLength)
                    {
                        await _socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, $"at most {_maxMessageLength} bytes", gone);
                        return;
                    }

                    if (received.EndOfMessage)
                    {
                        _counters.MessageIn();
                        onMessage(received.MessageType, buffer.AsSpan(0, length));
                        break;
                    }

                    if (length == buffer.Length)
                    {
                        buffer = Larger(buffer);
                    }
                }
            }
            finally
            {
                GiveBack(buffer);
            }
        }
    }

    private byte[] Larger(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        GiveBack(buffer);
        return larger;
    }

    private void GiveBack(byte[] buffer)
    {
        if (buffer != _buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task SendLoopAsync(CancellationToken gone)
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(gone))
            {
                if (message == GoingAway)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "the server is stopping", gone);
                    return;
                }

                await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, gone);
                _counters.MessageOut();
            }
        }
        catch (Exception e) when (IsGone(e))
        {
            Drop();
        }
    }

    /// <summary>The close handshake's second half; a muted session reads on instead, until the peer gives up.</summary>
    private async Task AnswerCloseAsync(CancellationToken gone)
    {
        if (Muted)
        {
            while (await _transport.ReadAsync(_buffer, gone) > 0)
            {
            }

            return;
        }

        if (_socket.State == WebSocketState.CloseReceived)
        {
            await _socket.CloseOutputAsync(_socket.CloseStatus ?? WebSocketCloseStatus.Empty, _socket.CloseStatusDescription is "" ? null : _socket.CloseStatusDescription, gone);
        }
    }
}
