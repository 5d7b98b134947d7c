using System.Net;
using System.Net.Sockets;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Timing;
using Harness.Toxiproxy.Toxics;
using Microsoft.Extensions.Logging;

namespace Harness.Toxiproxy.Proxies;

/// <summary>
/// One listening address, one upstream, and the connections between them with their toxics.
/// <code>client ◄──► proxy (links with toxics) ◄──► upstream</code>
/// Two locks. <see cref="_changes"/> orders the requests of the API and is held through each of them, also while thousands of
/// connections are changed one by one. <see cref="_gate"/> guards the fields, and is only ever held for a moment: accepts and
/// connects take it on the thread that serves all sockets.
/// </summary>
internal sealed class Proxy : IConnectionOwner
{
    private readonly Lock _changes = new();
    private readonly Lock _gate = new();
    private readonly ProxyEnvironment _environment;
    private readonly ulong _drawKey;
    private readonly HashSet<Connection> _connections = [];
    private readonly HashSet<Dial> _dials = [];
    private Acceptor? _acceptor;
    private ToxicChain _chain = ToxicChain.Empty;
    private EndPoint? _upstreamAddress;
    private long _accepted;
    private long _toxicsAdded;

    /// <param name="ordinal">How many proxies the server had made before: it names the sequence of this proxy's draws.</param>
    internal Proxy(ProxyEnvironment environment, long ordinal, string name, string listen, string upstream)
    {
        _environment = environment;
        _drawKey = Draws.Key(Draws.Key(0, environment.Seed), ordinal);
        Name = name;
        Listen = listen;
        Upstream = upstream;
        _upstreamAddress = HostPort.UpstreamOrNull(upstream);
    }

    internal string Name { get; }

    /// <summary>As configured; the actual address once it has listened.</summary>
    internal string Listen { get; private set; }

    internal string Upstream { get; private set; }

    internal bool Enabled => _acceptor is not null;

    internal IEnumerable<InstalledToxic> Toxics => _chain.All;

    public DelayQueue Delays => _environment.Delays;

    public ILogger Logger => _environment.Logger;

    public int MaxBufferedBytes => _environment.MaxBufferedBytes;

    /// <summary>Starts listening, if it does not yet.</summary>
    /// <exception cref="SocketException">The address is taken or not ours.</exception>
    internal void Start(IPEndPoint listen)
    {
        lock (_changes)
        {
            if (!Enabled)
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

    /// <summary>Another address or upstream closes what is open.</summary>
    /// <param name="resolved">The address that <paramref name="listen"/> stands for.</param>
    /// <exception cref="SocketException">The address is taken or not ours: the proxy is disabled then.</exception>
    internal void Update(string listen, IPEndPoint resolved, string upstream, bool enabled)
    {
        lock (_changes)
        {
            if (Listen != resolved.ToString() || Upstream != upstream)
            {
                Shut();
                lock (_gate)
                {
                    Listen = listen;
                    Upstream = upstream;
                    _upstreamAddress = HostPort.UpstreamOrNull(upstream);
                }
            }

            if (enabled && !Enabled)
            {
                Open(resolved);
            }
            else if (!enabled)
            {
                Shut();
            }
        }
    }

    internal InstalledToxic? FindToxic(string name) => _chain.Find(name);

    /// <summary>Adds a toxic to the end of its direction's chain; in force on every connection when it returns.</summary>
    /// <returns>False if the name is taken.</returns>
    internal bool TryAddToxic(InstalledToxic toxic, out InstalledToxic added)
    {
        lock (_changes)
        {
            added = toxic with { DrawKey = Draws.Key(_drawKey, _toxicsAdded) };
            if (_chain.Find(toxic.Name) is not null)
            {
                return false;
            }

            _toxicsAdded++;
            Change(_chain.With(added), added, static (link, t) => link.Add(t));
            return true;
        }
    }

    /// <summary>Replaces a toxic by what <paramref name="update"/> makes of it.</summary>
    /// <returns>The new one, or null if there is none of that name.</returns>
    internal InstalledToxic? UpdateToxic(string name, Func<InstalledToxic, InstalledToxic> update)
    {
        lock (_changes)
        {
            if (_chain.Find(name) is not { } old)
            {
                return null;
            }

            InstalledToxic updated = update(old);
            Change(_chain.WithReplaced(old, updated), updated, static (link, t) => link.Update(t));
            return updated;
        }
    }

    /// <returns>False if there is none of that name.</returns>
    internal bool RemoveToxic(string name)
    {
        lock (_changes)
        {
            if (_chain.Find(name) is not { } toxic)
            {
                return false;
            }

            Change(_chain.Without(toxic), toxic, static (link, t) => link.Remove(t));
            return true;
        }
    }

    internal void RemoveAllToxics()
    {
        lock (_changes)
        {
            foreach (InstalledToxic toxic in _chain.All.ToArray())
            {
                RemoveToxic(toxic.Name);
            }
        }
    }

    /// <summary>A client has connected; called by the acceptor.</summary>
    internal void Accepted(Socket client)
    {
        if (!_environment.Limit.TryEnter())
        {
            Refuse(client, $"{_environment.Limit.Most} connections are open");
            return;
        }

        Dial? dial = null;
        lock (_gate)
        {
            long number = _accepted++;
            if (Enabled && _upstreamAddress is not null)
            {
                dial = new Dial(this, number, client, _upstreamAddress);
                _dials.Add(dial);
            }
        }

        if (dial is not null)
        {
            dial.Start();
        }
        else
        {
            Logger.LogWarning("proxy {Proxy}: cannot connect to {Upstream}: not an address, or the proxy has stopped", Name, Upstream);
            client.Dispose();
            _environment.Limit.Leave();
        }
    }

    /// <summary>A connect to the upstream is over; called by the dial.</summary>
    internal void Dialled(Dial dial)
    {
        Socket? server = dial.SocketError == SocketError.Success ? dial.ConnectSocket : null;
        bool started = false;
        lock (_gate)
        {
            if (_dials.Remove(dial) && server is not null && TryPrepare(dial.Client) && TryPrepare(server))
            {
                var connection = new Connection(this, dial.Number, dial.Client, server);
                _connections.Add(connection);
                connection.Start(_chain);
                started = true;
            }
        }

        if (!started)
        {
            GiveUp(dial);
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
        lock (_gate)
        {
            _connections.Remove(connection);
        }
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
    }

    private void GiveUp(Dial dial)
    {
        dial.ConnectSocket?.Dispose();
        if (dial.SocketError is SocketError.TooManyOpenSockets)
        {
            Refuse(dial.Client, "no descriptor is free");
        }
        else
        {
            Logger.LogDebug("proxy {Proxy}: connecting to {Upstream} ended with {Error}", Name, Upstream, dial.SocketError);
            dial.Client.Dispose();
        }

        _environment.Limit.Leave();
    }

    private void Open(IPEndPoint listen)
    {
        Acceptor acceptor = Acceptor.Listen(this, listen);
        lock (_gate)
        {
            _acceptor = acceptor;
            Listen = acceptor.Address.ToString();
        }

        acceptor.Start();
        Logger.LogInformation("proxy {Proxy}: {Listen} → {Upstream}", Name, Listen, Upstream);
    }

    private void Shut()
    {
        Acceptor? acceptor;
        Dial[] dials;
        Connection[] connections;
        lock (_gate)
        {
            (acceptor, _acceptor) = (_acceptor, null);
            dials = [.. _dials];
            _dials.Clear();
            connections = [.. _connections];
        }

        acceptor?.Stop();
        foreach (Dial dial in dials)
        {
            dial.Cancel();
        }

        foreach (Connection connection in connections)
        {
            connection.Abort();
        }
    }

    // First the chain, which new connections take, then those that were there: whichever way a link comes by the change, it applies once.
    private void Change(ToxicChain chain, InstalledToxic toxic, Action<Link, InstalledToxic> change)
    {
        Connection[] connections;
        lock (_gate)
        {
            _chain = chain;
            connections = [.. _connections];
        }

        foreach (Connection connection in connections)
        {
            connection.Change(toxic, change);
        }
    }
}
