using System.Net;
using System.Net.Sockets;

namespace Harness.Toxiproxy.Proxies;

/// <summary>An accepted client whose upstream is being connected. Its data waits in the kernel meanwhile.</summary>
internal sealed class Dial : SocketAsyncEventArgs
{
    private readonly Proxy _proxy;

    internal Dial(Proxy proxy, long number, Socket client, EndPoint upstream)
        : base(unsafeSuppressExecutionContextFlow: true)
    {
        _proxy = proxy;
        Number = number;
        Client = client;
        RemoteEndPoint = upstream;
    }

    internal long Number { get; }

    internal Socket Client { get; }

    internal void Start()
    {
        try
        {
            if (Socket.ConnectAsync(SocketType.Stream, ProtocolType.Tcp, this))
            {
                return;
            }
        }
        catch (SocketException e)
        {
            // No descriptor for a second socket.
            SocketError = e.SocketErrorCode;
        }

        _proxy.Dialled(this);
    }

    /// <summary>Closes the client and gives up; the completion still comes, with an error or too late.</summary>
    internal void Cancel()
    {
        Client.Dispose();
        Socket.CancelConnectAsync(this);
    }

    protected override void OnCompleted(SocketAsyncEventArgs e) => _proxy.Dialled(this);
}
