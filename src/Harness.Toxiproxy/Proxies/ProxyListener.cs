using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Harness.Toxiproxy.Proxies;

/// <summary>
/// The port of an enabled proxy, and what it does to those who connect. A second socket that never listens keeps the port bound through every
/// change, so that the system gives it to nobody else (on Linux; elsewhere a port has one socket).
/// <code>
///   Accepts   a listening socket with an <see cref="Acceptor"/>
///   Refuses   a bound socket that does not listen: the kernel answers SYN with RST
///   Ignores   a listening socket whose queue holds one connection, and has it: the kernel drops every SYN
/// </code>
/// All members need the proxy's lock for changes.
/// </summary>
internal sealed class ProxyListener : IDisposable
{
    /// <summary>More connections than a queue of length 0 takes.</summary>
    private const int MostFillers = 8;

    private static readonly TimeSpan FillPatience = TimeSpan.FromMilliseconds(100);

    private readonly Proxy _proxy;
    private readonly List<Socket> _fillers = [];
    private readonly Socket? _holder;
    private Acceptor? _acceptor;
    private Socket? _deaf;
    private Listening? _doing = Listening.Accepts;

    /// <summary>Listens; accepts nothing before <see cref="Start"/>.</summary>
    /// <exception cref="SocketException">The address is taken or not ours.</exception>
    internal ProxyListener(Proxy proxy, IPEndPoint address)
    {
        _proxy = proxy;
        _holder = OperatingSystem.IsLinux() ? Bind(address) : null;
        Socket? listener = null;
        try
        {
            listener = Bind((IPEndPoint?)_holder?.LocalEndPoint ?? address);
            Address = (IPEndPoint)listener.LocalEndPoint!;
            proxy.Addresses.Take(Address);
        }
        catch
        {
            listener?.Dispose();
            _holder?.Dispose();
            throw;
        }

        try
        {
            _acceptor = new Acceptor(proxy, listener);
        }
        catch
        {
            listener.Dispose();
            Dispose();
            throw;
        }
    }

    internal IPEndPoint Address { get; }

    internal void Start() => _acceptor?.Start();

    /// <summary>Waits for whoever is being accepted just now.</summary>
    internal void Settle() => _acceptor?.Settle();

    /// <summary>In force when it returns. Should the port not be had again, which takes another process that shares it, that is logged.</summary>
    internal void Set(Listening listening)
    {
        if (listening == _doing)
        {
            return;
        }

        Close();
        try
        {
            Open(listening);
            _doing = listening;
        }
        catch (SocketException e)
        {
            // Nobody is accepted until the next change, which tries again.
            Close();
            _doing = null;
            _proxy.Logger.LogError(e, "proxy {Proxy}: cannot listen on {Address} again", _proxy.Name, Address);
        }
    }

    public void Dispose()
    {
        Close();
        _holder?.Dispose();
        _proxy.Addresses.GiveBack(Address);
    }

    private static Socket Bind(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(address);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Open(Listening listening)
    {
        _deaf = Bind(Address);
        if (listening == Listening.Accepts)
        {
            _acceptor = new Acceptor(_proxy, _deaf);
            _deaf = null;
            _acceptor.Start();
            return;
        }

        if (listening == Listening.Ignores)
        {
            _deaf.Listen(0);
            Fill();
        }
    }

    private void Close()
    {
        _acceptor?.Stop();
        _acceptor = null;
        _deaf?.Dispose();
        _deaf = null;
        foreach (Socket filler in _fillers)
        {
            filler.Dispose();
        }

        _fillers.Clear();
    }

    // Connects to ourselves until it hangs: then the queue is full, and everybody else hangs too.
    private void Fill()
    {
        IPAddress any = Address.Address;
        IPAddress own = any.Equals(IPAddress.Any) ? IPAddress.Loopback : any.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : any;
        bool hangs = false;
        while (!hangs && _fillers.Count < MostFillers)
        {
            var filler = new Socket(own.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            _fillers.Add(filler);
            try
            {
                filler.Connect(new IPEndPoint(own, Address.Port));
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                hangs = !filler.Poll(FillPatience, SelectMode.SelectWrite);
            }
        }
    }
}
