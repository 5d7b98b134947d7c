using Harness.Toxiproxy.Toxics;

namespace Harness.Toxiproxy.Proxies;

/// <summary>
/// The toxics of a proxy. A change is in force on every connection when the call that makes it returns; changes are made one after the
/// other, under a lock that is held through each of them, also while thousands of connections are changed one by one.
/// </summary>
internal sealed class ProxyToxics
{
    private readonly Lock _changes;
    private readonly ProxyConnections _connections;
    private readonly ProxyEnvironment _environment;
    private readonly ulong _drawKey;
    private readonly Action _changed;
    private readonly Dictionary<ulong, Flapping> _flapping = [];
    private long _added;
    private bool _ended;

    /// <param name="changes">Orders all changes of the proxy, those of others too.</param>
    /// <param name="drawKey">Names the proxy's sequences of draws.</param>
    /// <param name="changed">Called after each change, with the lock held.</param>
    internal ProxyToxics(Lock changes, ProxyConnections connections, ProxyEnvironment environment, ulong drawKey, Action changed)
    {
        _changes = changes;
        _connections = connections;
        _environment = environment;
        _drawKey = drawKey;
        _changed = changed;
    }

    /// <summary>All of them, upstream first, each direction in the order of its chain.</summary>
    internal IEnumerable<InstalledToxic> All => _connections.Chain.All;

    internal InstalledToxic? Find(string name) => _connections.Chain.Find(name);

    /// <summary>Adds a toxic to the end of its direction's chain.</summary>
    /// <returns>The toxic with its own sequence of draws, or null if the name is taken.</returns>
    internal InstalledToxic? Add(InstalledToxic toxic)
    {
        lock (_changes)
        {
            if (Find(toxic.Name) is not null)
            {
                return null;
            }

            InstalledToxic added = toxic with { DrawKey = Draws.Key(_drawKey, _added++) };
            _connections.Change(_connections.Chain.With(added), added, static (link, t) => link.Add(t));
            Flap(added);
            _changed();
            return added;
        }
    }

    /// <summary>Replaces a toxic by what <paramref name="update"/> makes of it.</summary>
    /// <returns>The new one, or null if there is none of that name.</returns>
    internal InstalledToxic? Update(string name, Func<InstalledToxic, InstalledToxic> update)
    {
        lock (_changes)
        {
            if (Find(name) is not { } old)
            {
                return null;
            }

            InstalledToxic updated = update(old);
            if (updated.Toxic is FlapToxic flap)
            {
                // Its turns begin anew, with on; it may be off just now.
                updated = updated with { Toxic = flap with { IsOn = true } };
            }

            StopFlapping(old.DrawKey);
            Replace(old, updated);
            Flap(updated);
            return updated;
        }
    }

    /// <returns>False if there is none of that name.</returns>
    internal bool Remove(string name)
    {
        lock (_changes)
        {
            if (Find(name) is not { } toxic)
            {
                return false;
            }

            StopFlapping(toxic.DrawKey);
            _connections.Change(_connections.Chain.Without(toxic), toxic, static (link, t) => link.Remove(t));
            _changed();
            return true;
        }
    }

    internal void RemoveAll()
    {
        lock (_changes)
        {
            foreach (InstalledToxic toxic in All.ToArray())
            {
                Remove(toxic.Name);
            }
        }
    }

    /// <summary>Nothing flaps any more, not even a toxic that a request still adds: the proxy is gone.</summary>
    internal void StopFlapping()
    {
        lock (_changes)
        {
            _ended = true;
            foreach (ulong key in _flapping.Keys.ToArray())
            {
                StopFlapping(key);
            }
        }
    }

    private void Replace(InstalledToxic old, InstalledToxic updated)
    {
        _connections.Change(_connections.Chain.WithReplaced(old, updated), updated, static (link, t) => link.Update(t));
        _changed();
    }

    private void Flap(InstalledToxic toxic)
    {
        if (toxic.Toxic is FlapToxic flap && !_ended)
        {
            _flapping.Add(toxic.DrawKey, new Flapping(_environment.Delays, flap, (flapping, on) => Turn(toxic.DrawKey, flapping, on)));
        }
    }

    private void StopFlapping(ulong key)
    {
        if (_flapping.Remove(key, out Flapping? flapping))
        {
            flapping.Stop();
        }
    }

    // Called by the flapping, on a thread of the pool; it may have been stopped, or replaced by another, while this waited for the lock.
    private void Turn(ulong key, Flapping flapping, bool on)
    {
        lock (_changes)
        {
            if (_flapping.GetValueOrDefault(key) == flapping && All.FirstOrDefault(toxic => toxic.DrawKey == key) is { Toxic: FlapToxic flap } toxic)
            {
                Replace(toxic, toxic with { Toxic = flap with { IsOn = on } });
            }
        }
    }
}
