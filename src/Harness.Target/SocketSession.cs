using System.Buffers;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;

namespace Harness.Target;

/// <summary>
/// One open socket: a receive loop, and an outbox that whoever has something to say writes through.
/// <code>
///     peer ──► receive loop ──► ClientCommands ──► Send ─┐
///     Topic.Publish, Upkeep, … ──────────────────► Send ─┴► Outbox ──► peer
/// </code>
/// Nobody waits for a slow peer: when too much waits for it, its socket is dropped.
/// </summary>
/// <remarks>No cancellation token is passed to the socket: it would register on each call, and ending the connection wakes both directions anyway.</remarks>
internal sealed class SocketSession
{
    /// <summary>How long a peer may take to answer a close frame before it is dropped (RFC 6455 §7.1.1 asks for no more than a reasonable time).</summary>
    public static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(5);

    /// <summary>In place of the timestamp of a ping.</summary>
    public const long NotAsked = long.MinValue;

    private const int SteadyBuffer = 256;

    /// <summary>Stands in the outbox for the close frame.</summary>
    private static readonly byte[] GoodbyeMark = [];

    private readonly Action _abort;
    private readonly Counters _counters;
    private readonly FlawSwitch _flaws;
    private readonly TimeProvider _time;
    private readonly int _maxMessageLength;
    private readonly Outbox _outbox;
    private readonly byte[] _buffer = new byte[SteadyBuffer];
    private WebSocket _socket = null!; // from Run on, as is Transport; nobody reads or writes before
    private Goodbye? _goodbye;
    private ITimer? _linger;
    private long _heardAt;
    private long _askedAt = NotAsked;
    private volatile bool _muted;
    private volatile bool _givenUp;
    private volatile bool _ending;

    /// <summary>Before the handshake is answered, so that no client is open and cannot be hit.</summary>
    /// <param name="client">The id in the socket's query, if it gave one.</param>
    /// <param name="abort">Ends the TCP connection at once, without a close frame.</param>
    /// <param name="counters">Where messages are counted.</param>
    /// <param name="flaws">What it is to do wrong.</param>
    /// <param name="sendQueue">How many messages may wait to be sent.</param>
    /// <param name="options">The limit of a message, and the clock.</param>
    public SocketSession(string? client, Action abort, Counters counters, FlawSwitch flaws, int sendQueue, TargetOptions options)
    {
        Client = client;
        _abort = abort;
        _counters = counters;
        _flaws = flaws;
        _time = options.Time;
        _maxMessageLength = options.MaxMessageLength;
        _outbox = new Outbox(WriteAsync, sendQueue, Drop);
        OpenedAt = HeardAt = _time.GetTimestamp();
    }

    /// <summary>The id in the socket's query, if it gave one.</summary>
    public string? Client { get; }

    /// <summary>Lost state: bytes are read, nothing is answered or pushed.</summary>
    public bool Muted
    {
        get => _muted;
        set => _muted = value;
    }

    /// <summary>What carries the socket; set by the upgrade.</summary>
    public SilenceableStream? Transport { get; set; }

    /// <summary>Not even the WebSocket's own pongs go out.</summary>
    public bool SwallowsPongs => _flaws.IsOn(TargetFlaws.RepliesToNothing, Client);

    /// <summary>It has subscribed to something.</summary>
    public bool HasSubscribed { get; set; }

    /// <summary>Timestamp of its open.</summary>
    public long OpenedAt { get; }

    /// <summary>Timestamp of its last message.</summary>
    public long HeardAt
    {
        get => Volatile.Read(ref _heardAt);
        private set => Volatile.Write(ref _heardAt, value);
    }

    /// <summary>Timestamp of the oldest ping of the server that is not answered, or <see cref="NotAsked"/>.</summary>
    public long AskedAt => Volatile.Read(ref _askedAt);

    /// <summary>When the server is to ping it next. <see cref="Upkeep"/>'s own.</summary>
    public long NextPingAt { get; set; } = NotAsked;

    /// <summary>It is being closed, or gone.</summary>
    public bool IsEnding => _ending;

    /// <summary>Queues a text message. It must not be changed afterwards: it may be shared by many sessions.</summary>
    public void Send(byte[] message)
    {
        if (!Muted && !_outbox.TrySend(message) && !_ending)
        {
            _counters.SocketOverflowed();
            Drop();
        }
    }

    /// <summary>Sends the server's heartbeat.</summary>
    public void Ask(byte[] ping, long now)
    {
        Interlocked.CompareExchange(ref _askedAt, now, NotAsked);
        Send(ping);
    }

    /// <summary>A message has come, which answers any ping.</summary>
    /// <returns>Whether there was one to answer.</returns>
    public bool TakeAnswer() => AskedAt != NotAsked && Interlocked.Exchange(ref _askedAt, NotAsked) != NotAsked;

    /// <summary>Sends a close frame behind what is queued, and drops the peer if it does not answer in <see cref="CloseGrace"/>.</summary>
    /// <returns>False if it is being closed already, or muted.</returns>
    public bool Close(int code, string reason)
    {
        if (Muted || Interlocked.CompareExchange(ref _goodbye, new Goodbye((WebSocketCloseStatus)code, reason), null) is not null)
        {
            return false;
        }

        Send(GoodbyeMark);
        return true;
    }

    /// <summary>Ends the connection without a close frame.</summary>
    public void Drop()
    {
        _ending = true;
        _outbox.End();
        _abort();
    }

    /// <summary>ASP.NET Core has had no pong for its pings. A muted socket was not sent them.</summary>
    public void GiveUp()
    {
        if (Muted)
        {
            _givenUp = true;
            return;
        }

        if (!_ending)
        {
            _counters.HeartbeatDrop();
        }

        Drop();
    }

    /// <summary>Runs until the socket is gone; each message is handed to <paramref name="onMessage"/>, valid during the call.</summary>
    public async Task RunAsync(WebSocket socket, Action<WebSocketMessageType, ReadOnlySpan<byte>> onMessage)
    {
        _socket = socket;
        _outbox.Start();
        try
        {
            await ReceiveLoopAsync(onMessage);
            _ending = true;
            await _outbox.EndAsync();
            await AnswerCloseAsync();
        }
        catch (Exception e) when (IsGone(e))
        {
            // The peer or the network ended it; so be it. Or it was given up while it was muted.
            await StayAsync();
        }
        finally
        {
            _ending = true;
            _outbox.End();
            await _outbox.EndAsync();
            _linger?.Dispose();
        }
    }

    /// <summary>The ways in which a connection ends from outside.</summary>
    internal static bool IsGone(Exception e) => e is WebSocketException or OperationCanceledException or ConnectionAbortedException or IOException or ObjectDisposedException;

    private async Task ReceiveLoopAsync(Action<WebSocketMessageType, ReadOnlySpan<byte>> onMessage)
    {
        while (true)
        {
            var buffer = _buffer;
            var length = 0;
            try
            {
                while (true)
                {
                    var received = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    if (received.MessageType == WebSocketMessageType.Close)
                    {
                        return;
                    }

                    length += received.Count;
                    if (length > _maxMessageLength)
                    {
                        await _socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, $"at most {_maxMessageLength} bytes", CancellationToken.None);
                        return;
                    }

                    if (received.EndOfMessage)
                    {
                        _counters.MessageIn();
                        HeardAt = _time.GetTimestamp();
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

    private ValueTask WriteAsync(byte[] message)
    {
        if (message == GoodbyeMark)
        {
            return new ValueTask(SayGoodbyeAsync(Volatile.Read(ref _goodbye)!));
        }

        _counters.MessageOut();
        return _socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    }

    private async Task SayGoodbyeAsync(Goodbye goodbye)
    {
        _ending = true;
        _outbox.End();
        await _socket.CloseOutputAsync(goodbye.Code, goodbye.Reason, CancellationToken.None);
        _linger = _time.CreateTimer(_ => Drop(), null, CloseGrace, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The close handshake's second half, unless nothing is answered.</summary>
    private async Task AnswerCloseAsync()
    {
        if (_socket.State == WebSocketState.CloseReceived && IgnoresClose)
        {
            await ReadOnAsync();
        }
        else if (_socket.State == WebSocketState.CloseReceived)
        {
            await _socket.CloseOutputAsync(
                _socket.CloseStatus ?? WebSocketCloseStatus.Empty, _socket.CloseStatusDescription is "" ? null : _socket.CloseStatusDescription, CancellationToken.None);
        }
    }

    private bool IgnoresClose => Muted || _flaws.IsOn(TargetFlaws.IgnoresClose, Client);

    /// <summary>Until the peer gives up, or speaks when it would be answered again.</summary>
    private async Task ReadOnAsync()
    {
        while (await Transport!.ReadAsync(_buffer) > 0 && IgnoresClose)
        {
        }
    }

    /// <summary>What was given up while muted stays open, as a connection whose application has forgotten it.</summary>
    private async Task StayAsync()
    {
        try
        {
            if (_givenUp && Muted)
            {
                await ReadOnAsync();
            }
        }
        catch (Exception e) when (IsGone(e))
        {
            // Now the peer has ended it.
        }
    }

    private sealed record Goodbye(WebSocketCloseStatus Code, string Reason);
}
