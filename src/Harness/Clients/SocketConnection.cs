using System.Buffers;
using System.Net.Sockets;
using Harness.Journal;
using Harness.WebSockets;

namespace Harness.Clients;

/// <summary>
/// One WebSocket connection on a raw socket, from connect to its end. No task and no timer; an idle one costs the socket, this object
/// and a receive buffer of 128 bytes, in which nearly every message arrives whole.
/// </summary>
/// <remarks>
/// Every method runs under the gate of its session; so do completions, which take it first.
/// <code>
///   Connecting ──► Handshaking ──► Open ──► Closing (own close frame sent)
///        └───────────────┴───────────┴─────────┴──► Dead   (the one way out: End)
/// </code>
/// </remarks>
internal sealed class SocketConnection : SocketAsyncEventArgs
{
    private const int ReceiveBufferLength = 128;
    private const int MaxMessageLength = 1 << 20;
    private const int MaxUnsent = 1 << 16;

    private readonly ClientSession _session;
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[ReceiveBufferLength];
    private MessageAssembler _assembler = new(WebSocketRole.Client, MaxMessageLength);
    private PendingHandshake? _handshake;
    private UnsentBytes? _unsent;
    private Stage _stage;

    /// <exception cref="SocketException">No descriptor is left.</exception>
    public SocketConnection(ClientSession session, int number)
        : base(true)
    {
        _session = session;
        Number = number;
        _socket = new Socket(session.Endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, Blocking = false };
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

    /// <summary>Starts to connect; the session hears of the outcome.</summary>
    public void Connect()
    {
        RemoteEndPoint = _session.Endpoint;
        if (_session.Source is { } source)
        {
            LoopbackSources.Bind(_socket, source);
        }

        if (!_socket.ConnectAsync(this))
        {
            Proceed();
        }
    }

    /// <summary>Sends one masked frame. What the kernel does not take at once is kept and sent later; a peer that takes nothing ends the connection at 64 KiB.</summary>
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
        if (_stage == Stage.Dead)
        {
            return;
        }

        _stage = Stage.Dead;
        try
        {
            // RST, so that thousands of aborts leave no port in TIME_WAIT.
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (SocketException)
        {
            // The connect never came that far: there is nothing to reset.
        }

        Release();
    }

    /// <inheritdoc/>
    protected override void OnCompleted(SocketAsyncEventArgs e)
    {
        lock (_session.Gate)
        {
            Proceed();
        }
    }

    private void Proceed()
    {
        do
        {
            if (_stage == Stage.Dead || _session.HasLeft)
            {
                // A client that has left reads nothing more: no pong, no answer to a close, not even to a FIN.
                return;
            }

            if (SocketError != SocketError.Success)
            {
                End(CauseOf(SocketError));
                return;
            }

            if (_stage == Stage.Connecting)
            {
                StartHandshake();
            }
            else if (BytesTransferred == 0)
            {
                End(CloseCause.Fin);
            }
            else
            {
                Received();
            }
        }
        while (_stage != Stage.Dead && !_socket.ReceiveAsync(this));
    }

    private void StartHandshake()
    {
        _stage = Stage.Handshaking;
        _handshake = new PendingHandshake();
        SetBuffer(_handshake.Buffer, 0, PendingHandshake.Length);
        SendBytes(_session.BuildUpgrade(_handshake.Nonce));
    }

    private void Received()
    {
        if (_stage == Stage.Handshaking)
        {
            HandshakeReceived();
            return;
        }

        Read(_buffer.AsSpan(0, BytesTransferred));
    }

    private void HandshakeReceived()
    {
        PendingHandshake handshake = _handshake!;
        handshake.Count += BytesTransferred;
        ReadOnlySpan<byte> all = handshake.Buffer.AsSpan(0, handshake.Count);
        HandshakeResult result = HandshakeResponse.Read(all, handshake.Nonce, [], PendingHandshake.Length);
        switch (result.Status)
        {
            case HandshakeStatus.NeedMore:
                SetBuffer(handshake.Buffer, handshake.Count, PendingHandshake.Length - handshake.Count);
                break;
            case HandshakeStatus.Accepted:
                _stage = Stage.Open;
                _handshake = null;
                SetBuffer(_buffer, 0, ReceiveBufferLength);
                _session.OnOpened(this);
                Read(all[result.Consumed..]);
                handshake.Return();
                break;
            case HandshakeStatus.Refused:
                End(CloseCause.HandshakeRefused, result.HttpStatus);
                break;
            default:
                End(CloseCause.ProtocolError);
                break;
        }
    }

    private void Read(ReadOnlySpan<byte> input)
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

    private void AnswerClose(CloseCode code)
    {
        if (_stage == Stage.Open)
        {
            Span<byte> frame = stackalloc byte[FrameWriter.FrameLength(2, WebSocketRole.Client)];
            int length = FrameWriter.WriteClientClose(frame, code.MayBeSent() ? code : CloseCode.NormalClosure, "", _session.NextMask());
            SendBytes(frame[..length]);
        }
    }

    private bool SendBytes(ReadOnlySpan<byte> bytes)
    {
        if (_stage == Stage.Dead)
        {
            return false;
        }

        int sent = 0;
        if (_unsent is null)
        {
            sent = _socket.Send(bytes, SocketFlags.None, out SocketError error);
            if (error is not (SocketError.Success or SocketError.WouldBlock))
            {
                End(CauseOf(error));
                return false;
            }

            sent = error == SocketError.WouldBlock ? 0 : sent;
        }

        if (sent == bytes.Length)
        {
            return true;
        }

        _unsent ??= new UnsentBytes(this);
        if (_unsent.Add(bytes[sent..], MaxUnsent))
        {
            return true;
        }

        End(CloseCause.Reset);
        return false;
    }

    /// <summary>The network or the peer ended it: the session is told, once.</summary>
    private void End(CloseCause cause, int code = 0)
    {
        if (_stage == Stage.Dead)
        {
            return;
        }

        Stage before = _stage;
        _stage = Stage.Dead;
        Release();
        if (before is Stage.Open or Stage.Closing)
        {
            _session.OnClosed(this, before == Stage.Closing ? CloseCause.Own : cause, code);
        }
        else
        {
            _session.OnAttemptFailed(this, cause, code);
        }
    }

    private void Release()
    {
        _socket.Dispose();
        _assembler.Dispose();
        _handshake = null;
        _unsent = null;
        Dispose();
    }

    private static CloseCause CauseOf(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => CloseCause.Refused,
        SocketError.TooManyOpenSockets or SocketError.AddressNotAvailable or SocketError.NoBufferSpaceAvailable
            or SocketError.AddressAlreadyInUse => CloseCause.OutOfResources,
        _ => CloseCause.Reset,
    };

    /// <summary>Bytes that the kernel did not take, in order. Rare: a peer, or a proxy, that has stopped to read.</summary>
    private sealed class UnsentBytes : SocketAsyncEventArgs
    {
        private readonly SocketConnection _connection;
        private byte[] _waiting = [];
        private bool _underWay;

        public UnsentBytes(SocketConnection connection)
            : base(true) => _connection = connection;

        public bool Add(ReadOnlySpan<byte> bytes, int limit)
        {
            if (_waiting.Length + bytes.Length > limit)
            {
                return false;
            }

            _waiting = [.. _waiting, .. bytes];
            if (!_underWay)
            {
                Continue();
            }

            return true;
        }

        protected override void OnCompleted(SocketAsyncEventArgs e)
        {
            lock (_connection._session.Gate)
            {
                _underWay = false;
                if (_connection._stage != Stage.Dead && SendEnded())
                {
                    Continue();
                }
            }
        }

        private void Continue()
        {
            do
            {
                if (_waiting.Length == 0)
                {
                    _connection._unsent = null;
                    return;
                }

                SetBuffer(_waiting, 0, _waiting.Length);
                _waiting = [];
                _underWay = true;
            }
            while (!_connection._socket.SendAsync(this) && SendEnded());
        }

        private bool SendEnded()
        {
            _underWay = false;
            if (SocketError == SocketError.Success)
            {
                return true;
            }

            _connection.End(CauseOf(SocketError));
            return false;
        }
    }
}
