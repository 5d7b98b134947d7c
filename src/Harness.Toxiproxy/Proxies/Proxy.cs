using System.Net;
using System.Net.Sockets;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Timing;
using Harness.Toxiproxy.Tls;
using Harness.Toxiproxy.Toxics;
using Microsoft.Extensions.Logging;

namespace Harness.Toxiproxy.Proxies;

/// <summary>
/// One listening address, one upstream, and the connections between them with their toxics.
/// <code>client ◄──► proxy (links with toxics) ◄──► upstream</code>
/// <see cref="_changes"/> orders the requests of the API and is held through each of them. The threads that serve sockets never take it.
/// </summary>
internal sealed class Proxy : IConnectionOwner
{
    private readonly Lock _changes = new();
    private readonly ProxyEnvironment _environment;
    private readonly ProxyConnections _connections;
    private volatile ProxyListener? _listener;
    private volatile EndPoint? _upstreamAddress;
    private long _accepted;
    private bool _ended;

    /// <param name="ordinal">How many proxies the server had made before: it names the sequence of this proxy's draws.</param>
    internal Proxy(ProxyEnvironment environment, long ordinal, string name, string listen, string upstream, TlsSettings tls)
    {
        _environment = environment;
        Ordinal = ordinal;
        Name = name;
        Listen = listen;
        Upstream = upstream;
        _upstreamAddress = HostPort.UpstreamOrNull(upstream);
        _connections = new ProxyConnections(this);
        Tls = new ProxyTls(environment, name) { Settings = tls };
        Toxics = new ProxyToxics(_changes, _connections, environment, Draws.Key(Draws.Key(0, environment.Seed), ordinal), SetListening);
    }

    internal string Name { get; }

    /// <summary>How many proxies the server had made before.</summary>
    internal long Ordinal { get; }

    /// <summary>As configured; the actual address once it has listened.</summary>
    internal string Listen { get; private set; }

    internal string Upstream { get; private set; }

    internal bool Enabled => _listener is not null;

    /// <summary>It has been removed from its server.</summary>
    internal bool HasEnded => Volatile.Read(ref _ended);

    internal ProxyToxics Toxics { get; }

    internal ProxyTls Tls { get; }

    internal TakenAddresses Addresses => _environment.Addresses;

    /// <summary>The open ones, in the order they came.</summary>
    internal IEnumerable<Connection> Connections => _connections.Open.OrderBy(connection => connection.Number);

    public DelayQueue Delays => _environment.Delays;

    public ILogger Logger => _environment.Logger;

    public int MaxBufferedBytes => _environment.MaxBufferedBytes;

    /// <summary>The traffic of all connections there have been.</summary>
    internal (Traffic Upstream, Traffic Downstream) CountTraffic() => _connections.CountTraffic();

    /// <summary>Keeps every other change away until <see cref="LetGo"/>, by the same thread. Several proxies are held in the order of their ordinals.</summary>
    internal void Hold() => _changes.Enter();

    /// <summary>Ends <see cref="Hold"/>.</summary>
    internal void LetGo() => _changes.Exit();

    /// <summary>Starts listening, if it does not yet.</summary>
    /// <exception cref="SocketException">The address is taken or not ours.</exception>
    internal void Start(IPEndPoint listen)
    {
        lock (_changes)
        {
            if (!Enabled && !_ended)
            {
                Open(listen);
            }
        }
    }

    /// <summary>Stops listening and closes every connection; both is done when it returns.</summary>
    internal void Stop()
    {
        lock (_changes)
        {
            Shut();
        }
    }

    /// <summary>Stops for good: a request that found the proxy before it was removed must not open its port again.</summary>
    internal void End()
    {
        lock (_changes)
        {
            _ended = true;
            Toxics.StopFlapping();
            Shut();
        }
    }

    /// <summary>Another address, upstream or TLS closes what is open.</summary>
    /// <param name="resolved">The address that <paramref name="listen"/> stands for.</param>
    /// <returns>False if the proxy has been removed.</returns>
    /// <exception cref="SocketException">The address is taken or not ours: the proxy is disabled then.</exception>
    internal bool Update(string listen, IPEndPoint resolved, string upstream, TlsSettings tls, bool enabled)
    {
        lock (_changes)
        {
            if (_ended)
            {
                return false;
            }

            bool moves = Listen != resolved.ToString();
            bool stays = enabled && Enabled && !moves;
            if (moves || Upstream != upstream || Tls.Settings.Config != tls.Config)
            {
                if (stays)
                {
                    // The port is kept: given up for an instant, it can be somebody else's when it is wanted again. Who is being accepted just now still gets
                    // the old upstream, and is ended with the others; who comes after that is not taken before the new one is there.
                    _connections.Pause();
                    _listener?.Settle();
                    EndConnections();
                }
                else
                {
                    Shut();
                    Listen = listen;
                }

                Upstream = upstream;
                _upstreamAddress = HostPort.UpstreamOrNull(upstream);
                Tls.Settings = tls;
            }

            if (stays)
            {
                // Whoever is being accepted has the old upstream still, and is not taken.
                _listener?.Settle();
                _connections.Begin();
            }
            else if (enabled && !Enabled)
            {
                Open(resolved);
            }
            else if (!enabled)
            {
                Shut();
            }

            return true;
        }
    }

    /// <summary>A client has connected; called by the acceptor.</summary>
    internal void Accepted(Socket client)
    {
        TlsSettings tls = Tls.Settings;
        if (!_environment.Limit.TryEnter(tls.Sides))
        {
            Refuse(client, $"there is room for {_environment.Limit.Most} connections");
            return;
        }

        _environment.Memory.Note(_environment.Limit.Current);
        long number = Interlocked.Increment(ref _accepted) - 1;
        if (_upstreamAddress is { } upstream)
        {
            var dial = new Dial(this, number, client, upstream, _environment.Sources.For(upstream, number), Tls.Passage(tls, this, client, upstream));
            if (_connections.TryAdd(dial))
            {
                dial.Start();
                return;
            }

            dial.Dispose();
            dial.Tls?.Release();
        }
        else
        {
            _environment.Limit.Leave(tls.Sides);
        }

        Logger.LogWarning("proxy {Proxy}: cannot connect to {Upstream}: not an address, or the proxy has stopped", Name, Upstream);
        client.Dispose();
        _environment.Limit.Leave();
    }

    /// <summary>A connect to the upstream is over; called by the dial.</summary>
    internal void Dialled(Dial dial)
    {
        Socket? server = dial.OpenServer();
        bool prepared = server is not null && TryPrepare(dial.Client) && TryPrepare(server);
        if (!_connections.TryStart(dial, prepared ? server : null))
        {
            GiveUp(dial, server);
        }

        dial.Dispose();
    }

    /// <summary>Ends a client that cannot be served with RST, and counts it.</summary>
    internal void Refuse(Socket client, string reason)
    {
        long count = _environment.Limit.CountRefused();
        client.Close(timeout: 0);
        if (long.IsPow2(count))
        {
            Logger.LogWarning("proxy {Proxy}: client refused, {Reason} ({Count} refused so far)", Name, reason, count);
        }
    }

    public void Finished(Connection connection)
    {
        _environment.Limit.Leave();
        _environment.Memory.Note(_environment.Limit.Current);
        _connections.Remove(connection);
    }

    // False if the peer has gone already.
    private static bool TryPrepare(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            socket.Blocking = false;
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (ObjectDisposedException)
        {
            // The dial was cancelled while it succeeded.
            return false;
        }
    }

    private void GiveUp(Dial dial, Socket? server)
    {
        (server ?? dial.ConnectSocket)?.Dispose();
        if (dial.SocketError is SocketError.TooManyOpenSockets)
        {
            Refuse(dial.Client, "no descriptor is free");
        }
        else
        {
            Logger.LogDebug("proxy {Proxy}: connecting to {Upstream} ended with {Error}", Name, Upstream, dial.SocketError);
            dial.Client.Dispose();
        }

        dial.Tls?.Release();
        _environment.Limit.Leave();
    }

    private void Open(IPEndPoint listen)
    {
        var listener = new ProxyListener(this, listen);
        // In this order: who finds it enabled finds the address that it has, not the one that was asked for, such as port 0.
        Listen = listener.Address.ToString();
        _listener = listener;
        _connections.Begin();
        SetListening();
        listener.Start();
        Logger.LogInformation("proxy {Proxy}: {Listen} → {Upstream}", Name, Listen, Upstream);
    }

    private void Shut()
    {
        _listener?.Dispose();
        _listener = null;
        EndConnections();
    }

    private void EndConnections()
    {
        _connections.End();
        _environment.Bridges.EndHandshakes(Tls);
    }

    // After each change of the toxics: the listener does what the last toxic says that has something to say.
    private void SetListening()
    {
        IListenerToxic? last = Toxics.All.Select(toxic => toxic.Running).OfType<IListenerToxic>().LastOrDefault();
        _listener?.Set(last?.Listening ?? Listening.Accepts);
    }
}
