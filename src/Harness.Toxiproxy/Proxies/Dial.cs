using System.Net;
using System.Net.Sockets;
using Harness.Toxiproxy.Tls;

namespace Harness.Toxiproxy.Proxies;

/// <summary>An accepted client whose upstream is being connected. Its data waits in the kernel meanwhile.</summary>
internal sealed class Dial : SocketAsyncEventArgs, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly Proxy _proxy;
    private readonly IPAddress? _source;
    private Socket? _bound;
    private bool _cancelled;

    /// <param name="source">What the connection to the upstream is bound to; null: the system chooses.</param>
    /// <param name="tls">The TLS of this connection; null for none.</param>
    internal Dial(Proxy proxy, long number, Socket client, EndPoint upstream, IPAddress? source, TlsPassage? tls)
        : base(unsafeSuppressExecutionContextFlow: true)
    {
        _proxy = proxy;
        _source = source;
        Number = number;
        Client = client;
        RemoteEndPoint = upstream;
        Tls = tls;
    }

    internal long Number { get; }

    /// <summary>What the connection takes for its client: with TLS, once it is open, a socket within the process.</summary>
    internal Socket Client { get; private set; }

    internal TlsPassage? Tls { get; }

    internal void Start()
    {
        if (Tls is null)
        {
            Connect();
        }
        else
        {
            // Opening it takes a moment, and we are on the thread that serves all sockets.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <returns>What the connection takes for its server; null if there is none, or it has gone.</returns>
    internal Socket? OpenServer()
    {
        if (SocketError != SocketError.Success)
        {
            _bound?.Dispose();
            return null;
        }

        try
        {
            return Tls is null ? ConnectSocket : Tls.OpenServer(ConnectSocket!);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (TryOpenClient())
        {
            Connect();
        }
        else
        {
            _proxy.Dialled(this);
        }
    }

    private bool TryOpenClient()
    {
        lock (_gate)
        {
            SocketError = SocketError.OperationAborted;
            if (_cancelled)
            {
                return false;
            }

            try
            {
                Client = Tls!.OpenClient(Client);
                return true;
            }
            catch (SocketException e)
            {
                SocketError = e.SocketErrorCode;
                _proxy.Tls.Failed("the client", $"no sockets for it: {e.Message}");
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                _proxy.Tls.Failed("the client", e.Message);
            }

            return false;
        }
    }

    private void Connect()
    {
        try
        {
            if (_source is not null)
            {
                _bound = LoopbackSources.Open(_source);
            }

            if (_bound?.ConnectAsync(this) ?? Socket.ConnectAsync(SocketType.Stream, ProtocolType.Tcp, this))
            {
                return;
            }
        }
        catch (SocketException e)
        {
            // No descriptor for a second socket.
            SocketError = e.SocketErrorCode;
        }
        catch (ObjectDisposedException)
        {
            // Cancelled just now.
            SocketError = SocketError.OperationAborted;
        }

        _proxy.Dialled(this);
    }

    /// <summary>Closes the client and gives up; the completion still comes, with an error or too late.</summary>
    internal void Cancel()
    {
        lock (_gate)
        {
            _cancelled = true;
            Client.Dispose();
        }

        Socket.CancelConnectAsync(this);
    }

    protected override void OnCompleted(SocketAsyncEventArgs e) => _proxy.Dialled(this);
}
