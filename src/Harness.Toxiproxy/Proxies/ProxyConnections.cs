using System.Net.Sockets;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Toxics;

namespace Harness.Toxiproxy.Proxies;

/// <summary>
/// The connections of a proxy, those still dialling its upstream and those open, and the chain that new ones start with. Its lock is
/// only ever held for a moment: accepts and connects take it on the thread that serves all sockets.
/// </summary>
internal sealed class ProxyConnections(IConnectionOwner owner)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Dial> _dials = [];
    private readonly HashSet<Connection> _open = [];
    private ToxicChain _chain = ToxicChain.Empty;
    private Traffic _pastUpstream;
    private Traffic _pastDownstream;
    private bool _taking;

    internal ToxicChain Chain => Volatile.Read(ref _chain);

    /// <summary>The open ones.</summary>
    internal Connection[] Open { get { lock (_gate) { return [.. _open]; } } }

    /// <summary>The traffic of all connections there have been.</summary>
    internal (Traffic Upstream, Traffic Downstream) CountTraffic()
    {
        lock (_gate)
        {
            Traffic upstream = _pastUpstream;
            Traffic downstream = _pastDownstream;
            foreach (Connection connection in _open)
            {
                upstream += connection.Upstream;
                downstream += connection.Downstream;
            }

            return (upstream, downstream);
        }
    }

    /// <summary>From now on new ones are taken.</summary>
    internal void Begin()
    {
        lock (_gate)
        {
            _taking = true;
        }
    }

    /// <summary>Takes no more before <see cref="Begin"/>; those there are stay.</summary>
    internal void Pause()
    {
        lock (_gate)
        {
            _taking = false;
        }
    }

    /// <summary>Takes no more, and closes those there are.</summary>
    internal void End()
    {
        Dial[] dials;
        Connection[] open;
        lock (_gate)
        {
            _taking = false;
            dials = [.. _dials];
            _dials.Clear();
            open = [.. _open];
        }

        foreach (Dial dial in dials)
        {
            dial.Cancel();
        }

        foreach (Connection connection in open)
        {
            connection.Abort();
        }
    }

    /// <returns>False if none are taken.</returns>
    internal bool TryAdd(Dial dial)
    {
        lock (_gate)
        {
            if (_taking)
            {
                _dials.Add(dial);
            }

            return _taking;
        }
    }

    /// <summary>The dial is over and becomes an open connection if there is a server's socket.</summary>
    /// <returns>False if there is none, or the dial was cancelled meanwhile.</returns>
    internal bool TryStart(Dial dial, Socket? server)
    {
        lock (_gate)
        {
            if (!_dials.Remove(dial) || server is null)
            {
                return false;
            }

            Connection connection = dial.Tls is { } tls
                ? new Connection(tls, dial.Number, dial.Client, server) { Client = tls.Client, Server = tls.Server }
                : new Connection(owner, dial.Number, dial.Client, server);
            _open.Add(connection);
            connection.Start(_chain);
            return true;
        }
    }

    /// <summary>Lets a finished connection go; its traffic stays counted.</summary>
    internal void Remove(Connection connection)
    {
        lock (_gate)
        {
            if (_open.Remove(connection))
            {
                _pastUpstream += connection.Upstream;
                _pastDownstream += connection.Downstream;
            }
        }
    }

    /// <summary>
    /// Replaces the chain and changes every open connection accordingly; in force on all of them when it returns. First the chain, which new
    /// connections take, then those that were there: whichever way a link comes by the change, it applies once.
    /// </summary>
    internal void Change(ToxicChain chain, InstalledToxic toxic, Action<Link, InstalledToxic> change)
    {
        Connection[] open;
        lock (_gate)
        {
            _chain = chain;
            open = [.. _open];
        }

        foreach (Connection connection in open)
        {
            connection.Change(toxic, change);
        }
    }
}
