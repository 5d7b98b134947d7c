using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Harness.Journal;

namespace Harness.Clients.Sockets;

/// <summary>
/// A connection on a raw socket. No task and no timer; an idle one costs the socket, two small objects and a receive buffer of 128 bytes, in
/// which nearly every message arrives whole.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "ReleaseSocket, on every way out.")]
internal sealed class SocketConnection : ClientConnection
{
    private const int ReceiveBufferLength = 128;

    private readonly EndPoint _endpoint;
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[ReceiveBufferLength];
    private readonly Completions _completions;
    private UnsentBytes? _unsent;

    /// <exception cref="SocketException">No descriptor is left.</exception>
    public SocketConnection(ClientSession session, UpgradeRequests requests, int number, EndPoint endpoint)
        : base(session, requests, number)
    {
        _endpoint = endpoint;
        _socket = DialAddress.Open(endpoint);
        _socket.Blocking = endpoint is DnsEndPoint;
        _completions = new Completions(this);
    }

    /// <inheritdoc/>
    public override void Connect()
    {
        _completions.RemoteEndPoint = _endpoint;
        Prepare(_socket);
        if (!_socket.ConnectAsync(_completions))
        {
            Proceed();
        }
    }

    /// <inheritdoc/>
    protected override bool SendBytes(ReadOnlySpan<byte> bytes)
    {
        if (IsDead)
        {
            return false;
        }

        int sent = 0;
        if (_unsent is null)
        {
            sent = _socket.Send(bytes, SocketFlags.None, out SocketError error);
            if (error is not (SocketError.Success or SocketError.WouldBlock))
            {
                End(DialAddress.CauseOf(error));
                return false;
            }

            sent = error == SocketError.WouldBlock ? 0 : sent;
            CountSent(sent);
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

    /// <inheritdoc/>
    protected override void ReleaseSocket(bool reset)
    {
        if (reset)
        {
            DialAddress.MakeReset(_socket);
        }

        _socket.Dispose();
        _unsent = null;
        _completions.Dispose();
    }

    private void Proceed()
    {
        do
        {
            if (IsDeaf)
            {
                return;
            }

            if (_completions.SocketError != SocketError.Success)
            {
                End(DialAddress.CauseOf(_completions.SocketError));
                return;
            }

            CountReceived(_completions.BytesTransferred);
            if (IsConnecting)
            {
                if (_endpoint is DnsEndPoint)
                {
                    // A socket that may try several addresses becomes another one at each, and would lose it.
                    _socket.Blocking = false;
                }

                StartHandshake();
            }
            else if (_completions.BytesTransferred == 0)
            {
                End(CloseCause.Fin);
            }
            else if (HandshakeRoom.IsEmpty)
            {
                Read(_buffer.AsSpan(0, _completions.BytesTransferred));
                continue;
            }
            else
            {
                HandshakeReceived(_completions.BytesTransferred);
            }

            if (!IsDead)
            {
                _completions.SetBuffer(HandshakeRoom is { IsEmpty: false } room ? room : _buffer);
            }
        }
        while (!IsDead && !_socket.ReceiveAsync(_completions));
    }

    /// <summary>Connect and receives, one at a time.</summary>
    private sealed class Completions(SocketConnection connection) : SocketAsyncEventArgs(true)
    {
        protected override void OnCompleted(SocketAsyncEventArgs e)
        {
            lock (connection.Gate)
            {
                connection.Proceed();
            }
        }
    }

    /// <summary>Bytes that the kernel did not take, in order. Rare: a peer, or a proxy, that has stopped to read.</summary>
    private sealed class UnsentBytes(SocketConnection connection) : SocketAsyncEventArgs(true)
    {
        private byte[] _waiting = [];
        private bool _underWay;

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
            lock (connection.Gate)
            {
                _underWay = false;
                if (!connection.IsDead && SendEnded())
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
                    connection._unsent = null;
                    return;
                }

                SetBuffer(_waiting, 0, _waiting.Length);
                _waiting = [];
                _underWay = true;
            }
            while (!connection._socket.SendAsync(this) && SendEnded());
        }

        private bool SendEnded()
        {
            _underWay = false;
            if (SocketError == SocketError.Success)
            {
                connection.CountSent(BytesTransferred);
                return true;
            }

            connection.End(DialAddress.CauseOf(SocketError));
            return false;
        }
    }
}
