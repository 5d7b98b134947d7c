using System.Net.Sockets;
using Harness.Toxiproxy.Timing;
using Microsoft.Extensions.Logging;

namespace Harness.Toxiproxy.Proxies;

/// <summary>The loop that accepts from a listening socket.</summary>
internal sealed class Acceptor : SocketAsyncEventArgs
{
    private const int Backlog = 4096;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly Proxy _proxy;
    private readonly Socket _listener;
    private readonly Retry _retry;
    private Socket? _spare;
    private bool _stopped;

    /// <param name="listener">Bound; owned from now on. It listens, but nothing is accepted before <see cref="Start"/>.</param>
    /// <exception cref="SocketException">Somebody else listens there.</exception>
    internal Acceptor(Proxy proxy, Socket listener)
        : base(unsafeSuppressExecutionContextFlow: true)
    {
        _proxy = proxy;
        _listener = listener;
        _listener.Blocking = false;
        _listener.Listen(Backlog);
        _retry = new Retry(this);
        _spare = NewSpare();
    }

    internal void Start()
    {
        lock (_gate)
        {
            while (!_stopped)
            {
                AcceptSocket = null;
                if (_listener.AcceptAsync(this))
                {
                    return;
                }

                if (!Accepted())
                {
                    return;
                }
            }
        }
    }

    /// <summary>Waits for whoever is being accepted just now.</summary>
    internal void Settle()
    {
        lock (_gate)
        {
            // It is accepted under this lock.
        }
    }

    /// <summary>Closes the listener: from now on, connecting to its port is refused.</summary>
    internal void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            _proxy.Delays.Cancel(_retry);
            _spare?.Dispose();
            _listener.Dispose();
        }
    }

    protected override void OnCompleted(SocketAsyncEventArgs e)
    {
        lock (_gate)
        {
            if (_stopped)
            {
                AcceptSocket?.Dispose();
                Dispose();
                return;
            }

            if (!Accepted())
            {
                return;
            }
        }

        Start();
    }

    // False if accepting has to pause.
    private bool Accepted()
    {
        switch (SocketError)
        {
            case SocketError.Success:
                _proxy.Accepted(AcceptSocket!);
                return true;
            case SocketError.TooManyOpenSockets:
                return RefuseWithSpare();
            case SocketError.ConnectionAborted or SocketError.ConnectionReset:
                // The client has given up before it was accepted.
                return true;
            default:
                // The system is out of something; asking again at once would keep this thread busy and help nobody.
                _proxy.Logger.LogWarning("proxy {Proxy}: accepting failed with {Error}", _proxy.Name, SocketError);
                Pause();
                return false;
        }
    }

    private void Pause() => _proxy.Delays.Schedule(_retry, StopwatchTicks.After(System.Diagnostics.Stopwatch.GetTimestamp(), RetryDelay));

    /// <summary>
    /// Out of descriptors: the client is in the backlog, connected as far as it can tell. One descriptor is kept for this moment:
    /// given up, it lets the client be accepted and reset.
    /// </summary>
    private bool RefuseWithSpare()
    {
        _spare?.Dispose();
        _spare = null;
        try
        {
            using Socket client = _listener.Accept();
            _proxy.Refuse(client, "no descriptor is free");
        }
        catch (SocketException)
        {
            // Another thread took the descriptor, or the client has gone.
        }

        _spare = NewSpare();
        if (_spare is null)
        {
            Pause();
        }

        return _spare is not null;
    }

    private static Socket? NewSpare()
    {
        try
        {
            return new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private sealed class Retry(Acceptor acceptor) : Delayed
    {
        internal override void Fire() => acceptor.Start();
    }
}
