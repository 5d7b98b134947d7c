using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Harness.Journal;

namespace Harness.Clients.Sockets;

/// <summary>
/// A connection over TLS (<c>wss://</c>): a loop that reads, and one that writes while there is something to write. An idle one waits without a
/// buffer of its own; OpenSSL's state is what it costs.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "ReleaseSocket, on every way out; the cancellation source has no timer and no handle.")]
internal sealed class TlsConnection : ClientConnection
{
    private const int ReceiveBufferLength = 4096;

    private readonly EndPoint _endpoint;
    private readonly string _host;
    private readonly TlsClient _tls;
    private readonly TasksUnderWay _underWay;
    private readonly Socket _socket;
    private readonly CancellationTokenSource _released = new();
    private SslStream? _stream;
    private SslPolicyErrors _distrust;
    private byte[] _waiting = [];
    private bool _writing;

    /// <param name="host">The target's, whatever is dialled.</param>
    /// <param name="underWay">Owns the loops.</param>
    /// <exception cref="SocketException">No descriptor is left.</exception>
    public TlsConnection(ClientSession session, UpgradeRequests requests, int number, EndPoint endpoint, string host, TlsClient tls, TasksUnderWay underWay)
        : base(session, requests, number)
    {
        (_endpoint, _host, _tls, _underWay) = (endpoint, host, tls, underWay);
        _socket = DialAddress.Open(endpoint);
    }

    /// <inheritdoc/>
    public override void Connect() => _underWay.Add(RunAsync());

    /// <inheritdoc/>
    protected override bool SendBytes(ReadOnlySpan<byte> bytes)
    {
        if (IsDead)
        {
            return false;
        }

        if (_waiting.Length + bytes.Length > MaxUnsent)
        {
            End(CloseCause.Reset);
            return false;
        }

        _waiting = [.. _waiting, .. bytes];
        if (!_writing)
        {
            _writing = true;
            _underWay.Add(WriteAsync());
        }

        return !IsDead;
    }

    /// <inheritdoc/>
    protected override void ReleaseSocket(bool reset)
    {
        if (reset)
        {
            DialAddress.MakeReset(_socket);
        }

        _socket.Dispose();
        // Ends what waits for a name or a packet; on this thread, which holds the gate already.
        _released.Cancel();
    }

    private async Task RunAsync()
    {
        try
        {
            Prepare(_socket);
            await _socket.ConnectAsync(_endpoint, _released.Token).ConfigureAwait(false);
            var stream = new SslStream(new NetworkStream(_socket, ownsSocket: false));
            await using (stream.ConfigureAwait(false))
            {
                _stream = stream;
                await stream.AuthenticateAsClientAsync(_tls.Options(_host, errors => _distrust = errors), _released.Token).ConfigureAwait(false);
                await ReadAsync(stream).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (CauseOf(e) is { } cause)
        {
            Ended(cause);
        }
    }

    private async Task ReadAsync(SslStream stream)
    {
        lock (Gate)
        {
            if (IsDeaf)
            {
                return;
            }

            StartHandshake();
        }

        while (true)
        {
            byte[]? rented = null;
            int count;
            Memory<byte> room;
            lock (Gate)
            {
                room = HandshakeRoom;
            }

            if (room.IsEmpty)
            {
                // Waits without a buffer.
                await stream.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
                room = rented = ArrayPool<byte>.Shared.Rent(ReceiveBufferLength);
            }

            count = await stream.ReadAsync(room).ConfigureAwait(false);
            lock (Gate)
            {
                if (IsDeaf)
                {
                    return;
                }

                CountReceived(count);
                if (count == 0)
                {
                    End(CloseCause.Fin);
                }
                else if (rented is null)
                {
                    HandshakeReceived(count);
                }
                else
                {
                    Read(rented.AsSpan(0, count));
                }

                if (IsDead)
                {
                    return;
                }
            }

            if (rented is not null)
            {
                // Only here: after an error a read may still be under way in it, and it is left to the collector.
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>Writes what waits until nothing does. The first write is begun by who sends, under the gate, and mostly ends at once.</summary>
    private async Task WriteAsync()
    {
        try
        {
            while (true)
            {
                byte[] next;
                lock (Gate)
                {
                    if (IsDead || _waiting.Length == 0)
                    {
                        _writing = false;
                        return;
                    }

                    (next, _waiting) = (_waiting, []);
                }

                await _stream!.WriteAsync(next).ConfigureAwait(false);
                CountSent(next.Length);
            }
        }
        catch (Exception e) when (CauseOf(e) is { } cause)
        {
            Ended(cause);
        }
    }

    private void Ended(CloseCause cause)
    {
        lock (Gate)
        {
            if (!IsDeaf)
            {
                End(cause, cause == CloseCause.TlsFailed ? (int)_distrust : 0);
            }
        }
    }

    /// <summary>What ended it; null for an error that is none of the network's, nor of the peer's.</summary>
    private CloseCause? CauseOf(Exception error) => error switch
    {
        SocketException e => DialAddress.CauseOf(e.SocketErrorCode),
        AuthenticationException => CloseCause.TlsFailed,
        IOException { InnerException: SocketException e } => DialAddress.CauseOf(e.SocketErrorCode),
        IOException { InnerException: null } => CloseCause.Fin,
        IOException => CloseCause.TlsFailed,
        // Our own end of the socket was let go of.
        ObjectDisposedException or OperationCanceledException => CloseCause.Own,
        // A stream that was let go of between two of its own steps.
        InvalidOperationException or NullReferenceException when IsDead => CloseCause.Own,
        _ => null,
    };
}
