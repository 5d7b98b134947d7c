using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Harness.Toxiproxy.Tls;

/// <summary>
/// One side of a connection that speaks TLS: takes what the peer says out of TLS and puts it on a socket that the connection has for the
/// peer's, and the other way round. Whatever an end does is done to the other, so that toxics mean what they mean without TLS.
/// <code>
///   peer ◄─ TLS ─► outer ─ inward ──► inner ◄═ loopback ═► connection
///                  outer ◄─ outward ─ inner
///
///   peer closes (close_notify or FIN)   FIN on inner; outer can still be written to
///   peer resets                         RST on inner
///   connection closes                   what it has sent, then close_notify and FIN on outer
///   connection resets                   RST on outer
///   connection stops reading            inner's buffers fill, then outer is not read, then the peer's buffers fill
///   connection says nothing             nothing on outer
/// </code>
/// It waits with no buffer of its own and no timer, except in the handshake and from the end of the connection to its own.
/// </summary>
internal sealed class TlsBridge : IDisposable
{
    /// <summary>How often a bridge whose connection is over looks whether that was a reset.</summary>
    private static readonly TimeSpan RecheckAfter = TimeSpan.FromMilliseconds(50);

    private readonly BridgeSockets _sockets;
    private readonly TlsTimes _times;
    private readonly Task _ready;
    private readonly Func<SslStream, CancellationToken, Task> _authenticate;
    private readonly Action<string> _failed;
    private readonly YieldingStream _stream;
    private readonly SslStream _tls;
    private readonly CancellationTokenSource _handshake;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _patience;
    private volatile bool _handshakeEnded;

    /// <param name="outer">The peer's socket; owned from now on.</param>
    /// <param name="inner">Our end of the pair; owned from now on.</param>
    /// <param name="ready">The handshake begins after it, and not at all if it is cancelled.</param>
    /// <param name="authenticate">The handshake.</param>
    /// <param name="failed">Is told why there is no TLS with this peer.</param>
    /// <exception cref="SocketException">The peer has gone.</exception>
    /// <exception cref="IOException">The same.</exception>
    /// <exception cref="ObjectDisposedException">The proxy has let the socket go.</exception>
    internal TlsBridge(
        Socket outer, Socket inner, TlsTimes times, Task ready, Func<SslStream, CancellationToken, Task> authenticate, Action<string> failed)
    {
        _sockets = new BridgeSockets(outer, inner);
        _times = times;
        _ready = ready;
        _authenticate = authenticate;
        _failed = failed;
        _patience = times.Drain.Ticks;
        outer.NoDelay = true;
        // Taken over from the listener; a stream has to be blocking, asynchronous operations do not care.
        outer.Blocking = true;
        _stream = new YieldingStream(outer);
        _tls = new SslStream(_stream, leaveInnerStreamOpen: true);
        _handshake = new CancellationTokenSource();
    }

    /// <summary>The bridge's whole life; both sockets are closed when it is over.</summary>
    internal async Task RunAsync()
    {
        // The handshake starts on the caller's thread otherwise.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Task carrying = CarryAsync();
        await Task.WhenAny(carrying, _released.Task).ConfigureAwait(false);
        long released = Stopwatch.GetTimestamp();
        while (!carrying.IsCompleted)
        {
            if (_sockets.InnerWasReset() || Stopwatch.GetElapsedTime(released).Ticks > Volatile.Read(ref _patience))
            {
                _sockets.Close(reset: true);
            }

            await carrying.WaitAsync(RecheckAfter, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        try
        {
            await carrying.ConfigureAwait(false);
        }
        finally
        {
            _sockets.Close(reset: true);
            await _tls.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The connection is over, and has closed its end of the pair. What it had sent has the time of <see cref="TlsTimes.Drain"/> to reach the peer; a
    /// peer that does not take it must not hold on to the descriptors.
    /// </summary>
    internal void Release() => _released.TrySetResult();

    /// <summary>The same, with less time.</summary>
    internal void Release(TimeSpan patience)
    {
        Volatile.Write(ref _patience, patience.Ticks);
        Release();
    }

    /// <summary>Ends the handshake, if it is not over.</summary>
    internal void EndHandshake()
    {
        _handshakeEnded = true;
        try
        {
            _handshake.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The bridge is over.
        }
    }

    public void Dispose()
    {
        _handshake.Dispose();
        _tls.Dispose();
        _stream.Dispose();
    }

    private async Task CarryAsync()
    {
        try
        {
            if (await HandshakeAsync().ConfigureAwait(false))
            {
                await new TlsPumps(_tls, _sockets, e => _failed(Reason(e))).RunAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _sockets.Close(reset: false);
        }
    }

    private async Task<bool> HandshakeAsync()
    {
        try
        {
            await _ready.WaitAsync(_handshake.Token).ConfigureAwait(false);
            _handshake.CancelAfter(_times.Handshake);
            await _authenticate(_tls, _handshake.Token).ConfigureAwait(false);
            _handshake.CancelAfter(Timeout.InfiniteTimeSpan);
            _stream.Yields = false;
            return true;
        }
        catch (OperationCanceledException)
        {
            if (!_handshakeEnded && !_ready.IsCanceled)
            {
                _failed($"no handshake within {_times.Handshake.TotalSeconds:0.#} s");
            }
        }
        catch (AuthenticationException e)
        {
            _failed(Reason(e));
        }
        catch (Exception e) when (BridgeSockets.IsGone(e))
        {
            if (!_sockets.Closed)
            {
                _failed(Reason(e));
            }

            if (BridgeSockets.IsReset(e))
            {
                _sockets.Close(reset: true);
            }
        }

        return false;
    }

    private static string Reason(Exception e) => e.InnerException is null ? e.Message : $"{e.Message} {e.GetBaseException().Message}";
}
