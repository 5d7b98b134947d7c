using System.Buffers;
using System.Net.Sockets;
using Harness.Journal;
using Harness.WebSockets;

namespace Harness.Clients.Sockets;

/// <summary>
/// One WebSocket connection of a client, from connect to its end: the handshake and the frames. How bytes go over the network is the subclass's.
/// </summary>
/// <remarks>
/// Every method runs under the gate of its session; so do completions, which take it first.
/// <code>
///   Connecting ──► Handshaking ──► Open ──► Closing (own close frame sent)
///        └───────────────┴───────────┴─────────┴──► Dead   (the one way out: End, or Abort)
/// </code>
/// </remarks>
internal abstract class ClientConnection
{
    /// <summary>Bytes that wait for a peer that does not read; more end the connection.</summary>
    protected const int MaxUnsent = 1 << 16;

    private const int MaxMessageLength = 1 << 20;

    private readonly ClientSession _session;
    private readonly UpgradeRequests _requests;
    private MessageAssembler _assembler = new(WebSocketRole.Client, MaxMessageLength);
    private PendingHandshake? _handshake;
    private Stage _stage;

    protected ClientConnection(ClientSession session, UpgradeRequests requests, int number)
    {
        _session = session;
        _requests = requests;
        Number = number;
    }

    private enum Stage : byte
    {
        Connecting,
        Handshaking,
        Open,
        Closing,
        Dead,
    }

    /// <summary>The client's number for this attempt.</summary>
    public int Number { get; }

    public bool IsOpen => _stage == Stage.Open;

    /// <summary>Whether it has opened and is not gone yet: one that waits for the peer's close frame is still a socket.</summary>
    public bool HasOpened => _stage is Stage.Open or Stage.Closing;

    protected bool IsConnecting => _stage == Stage.Connecting;

    protected bool IsDead => _stage == Stage.Dead;

    /// <summary>Whether nothing is read any more. A client that has left reads nothing: no pong, no answer to a close, not even to a FIN.</summary>
    protected bool IsDeaf => _stage == Stage.Dead || _session.HasLeft;

    protected object Gate => _session.Gate;

    /// <summary>So many bytes were read.</summary>
    protected void CountReceived(int bytes) => _session.Metrics.SocketReceived(_session.Cohort, bytes);

    /// <summary>The network took so many bytes.</summary>
    protected void CountSent(int bytes) => _session.Metrics.SocketSent(_session.Cohort, bytes);

    /// <summary>What the client asks of its socket before it connects: its source address, where it has one, and TCP's own probes.</summary>
    protected void Prepare(Socket socket)
    {
        KeepAliveProbes.SwitchOn(socket, _session.TcpKeepAlive);
        if (_session.Source is { } source)
        {
            LoopbackSources.Bind(socket, source);
        }
    }

    /// <summary>Where the rest of the server's answer goes; empty once the connection is open.</summary>
    protected Memory<byte> HandshakeRoom => _handshake is { } handshake ? handshake.Buffer.AsMemory(handshake.Count, PendingHandshake.Length - handshake.Count) : default;

    /// <summary>Starts to connect; the session hears of the outcome.</summary>
    public abstract void Connect();

    /// <summary>Sends one masked frame. What the network does not take at once is kept and sent later; a peer that takes nothing ends the connection at 64 KiB.</summary>
    /// <returns>False if the socket is gone or full: the connection has ended then.</returns>
    public bool Send(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        int length = FrameWriter.FrameLength(payload.Length, WebSocketRole.Client);
        byte[]? rented = length > 512 ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> frame = rented ?? stackalloc byte[512];
        length = FrameWriter.WriteClient(frame, opcode, payload, _session.NextMask());
        bool sent = SendBytes(frame[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return sent;
    }

    /// <summary>Sends a close frame with code 1000 and waits for the peer to end the connection.</summary>
    public void CloseNormally()
    {
        Span<byte> frame = stackalloc byte[FrameWriter.FrameLength(2, WebSocketRole.Client)];
        int length = FrameWriter.WriteClientClose(frame, CloseCode.NormalClosure, "", _session.NextMask());
        _stage = Stage.Closing;
        SendBytes(frame[..length]);
    }

    /// <summary>Ends the connection with RST and without a word to the session: it asked for it.</summary>
    public void Abort()
    {
        if (_stage != Stage.Dead)
        {
            _stage = Stage.Dead;
            Release(reset: true);
        }
    }

    /// <summary>Writes bytes, or keeps them for later.</summary>
    /// <returns>False if the connection has ended.</returns>
    protected abstract bool SendBytes(ReadOnlySpan<byte> bytes);

    /// <summary>Lets go of the socket.</summary>
    /// <param name="reset">With RST, so that thousands of aborts leave no port in TIME_WAIT.</param>
    protected abstract void ReleaseSocket(bool reset);

    /// <summary>The way to the server is there: asks for the upgrade. The answer goes to <see cref="HandshakeRoom"/>.</summary>
    protected void StartHandshake()
    {
        _stage = Stage.Handshaking;
        _handshake = new PendingHandshake();
        SendBytes(_requests.Build(_session.Client, _handshake.Nonce, more: _session.MoreQuery));
    }

    /// <summary>So many more bytes are in <see cref="HandshakeRoom"/>.</summary>
    protected void HandshakeReceived(int count)
    {
        PendingHandshake handshake = _handshake!;
        handshake.Count += count;
        ReadOnlySpan<byte> all = handshake.Buffer.AsSpan(0, handshake.Count);
        HandshakeResult result = HandshakeResponse.Read(all, handshake.Nonce, _requests.SubprotocolsOf(_session.Client), PendingHandshake.Length, _requests.Compression);
        switch (result.Status)
        {
            case HandshakeStatus.NeedMore:
                break;
            case HandshakeStatus.Accepted:
                _stage = Stage.Open;
                _handshake = null;
                if (result.Compression)
                {
                    _assembler = new MessageAssembler(WebSocketRole.Client, MaxMessageLength, compression: true);
                }

                _session.OnOpened(this);
                Read(all[result.Consumed..]);
                handshake.Return();
                break;
            case HandshakeStatus.Refused:
                End(result.HttpStatus is >= 300 and < 400 ? CloseCause.Redirected : CloseCause.HandshakeRefused, result.HttpStatus);
                break;
            default:
                End(CloseCause.ProtocolError);
                break;
        }
    }

    /// <summary>Bytes of an open connection.</summary>
    protected void Read(ReadOnlySpan<byte> input)
    {
        // A session that reacts by ending the connection stops the loop: what comes behind is not heard.
        while (_stage is Stage.Open or Stage.Closing && _assembler.TryRead(ref input, out WebSocketEvent evt))
        {
            switch (evt.Kind)
            {
                case WebSocketEventKind.Text:
                case WebSocketEventKind.Binary:
                    if (_stage == Stage.Open)
                    {
                        _session.OnMessage(this, evt.Payload);
                    }

                    break;
                case WebSocketEventKind.Ping:
                    Send(Opcode.Pong, evt.Payload);
                    _session.OnPing(this);
                    break;
                case WebSocketEventKind.Pong:
                    _session.OnPong(this);
                    break;
                case WebSocketEventKind.Close:
                    AnswerClose(evt.Code);
                    End(CloseCause.CloseFrame, (int)evt.Code);
                    break;
                case WebSocketEventKind.ProtocolError:
                    AnswerClose(evt.Code);
                    End(CloseCause.ProtocolError, (int)evt.Code);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>The network or the peer ended it: the session is told, once.</summary>
    /// <param name="detail">Close code or HTTP status of the cause; see <see cref="FactKind.AttemptFailed"/>.</param>
    protected void End(CloseCause cause, int detail = 0)
    {
        if (_stage == Stage.Dead)
        {
            return;
        }

        Stage before = _stage;
        _stage = Stage.Dead;
        Release(reset: false);
        if (before is Stage.Open or Stage.Closing)
        {
            _session.OnClosed(this, before == Stage.Closing ? CloseCause.Own : cause, detail);
        }
        else
        {
            _session.OnAttemptFailed(this, cause, detail);
        }
    }

    private void AnswerClose(CloseCode code)
    {
        if (_stage == Stage.Open)
        {
            Span<byte> frame = stackalloc byte[FrameWriter.FrameLength(2, WebSocketRole.Client)];
            int length = FrameWriter.WriteClientClose(frame, code.MayBeSent() ? code : CloseCode.NormalClosure, "", _session.NextMask());
            SendBytes(frame[..length]);
        }
    }

    private void Release(bool reset)
    {
        ReleaseSocket(reset);
        _assembler.Dispose();
        _handshake = null;
    }
}
