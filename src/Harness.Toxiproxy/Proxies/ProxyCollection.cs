using System.Net;
using System.Net.Sockets;
using Harness.Toxiproxy.Tls;

namespace Harness.Toxiproxy.Proxies;

/// <summary>The proxies of a server, by name.</summary>
internal sealed class ProxyCollection(ProxyEnvironment environment)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Proxy> _proxies = new(StringComparer.Ordinal);
    private long _made;

    /// <summary>All of them, by name.</summary>
    internal Proxy[] All { get { lock (_gate) { return [.. _proxies.Values]; } } }

    internal Proxy? Find(string name)
    {
        lock (_gate)
        {
            return _proxies.GetValueOrDefault(name);
        }
    }

    /// <summary>Adds a proxy, listening if it is to be enabled. One that cannot listen is not added.</summary>
    /// <param name="tls">Its <see cref="ProxyConfig.Tls"/> with the files read.</param>
    /// <param name="resolved">The address that its <see cref="ProxyConfig.Listen"/> stands for; null for a proxy that starts disabled.</param>
    /// <returns>Null if the name is taken.</returns>
    /// <exception cref="SocketException">The address is taken or not ours.</exception>
    internal Proxy? Add(ProxyConfig config, TlsSettings tls, IPEndPoint? resolved)
    {
        lock (_gate)
        {
            return _proxies.ContainsKey(config.Name) ? null : Put(config, tls, resolved);
        }
    }

    /// <summary>
    /// Adds a proxy, or puts it in the place of the one of its name that has another address, upstream or TLS. That one stays, disabled, if
    /// the new one cannot listen.
    /// </summary>
    /// <param name="tls">Its <see cref="ProxyConfig.Tls"/> with the files read.</param>
    /// <param name="resolved">The address that its <see cref="ProxyConfig.Listen"/> stands for; null if it is new and disabled.</param>
    /// <returns>The proxy of that name now: the one before, if it does not differ.</returns>
    /// <exception cref="SocketException">The address is taken or not ours.</exception>
    internal Proxy AddOrReplace(ProxyConfig config, TlsSettings tls, IPEndPoint? resolved)
    {
        lock (_gate)
        {
            Proxy? before = _proxies.GetValueOrDefault(config.Name);
            if (before is not null
                && before.Upstream == config.Upstream
                && before.Tls.Settings.Config == config.Tls
                && (before.Listen == config.Listen || before.Listen == resolved?.ToString()))
            {
                return before;
            }

            // Both may want the same port.
            before?.Stop();
            Proxy proxy = Put(config, tls, config.Enabled ? resolved : null);
            before?.End();
            return proxy;
        }
    }

    private Proxy Put(ProxyConfig config, TlsSettings tls, IPEndPoint? resolved)
    {
        var proxy = new Proxy(environment, _made, config.Name, config.Listen, config.Upstream, tls);
        if (resolved is not null)
        {
            proxy.Start(resolved);
        }

        _made++;
        _proxies[config.Name] = proxy;
        return proxy;
    }

    /// <returns>False if there is none of that name.</returns>
    internal bool Remove(string name)
    {
        Proxy? proxy;
        lock (_gate)
        {
            if (!_proxies.Remove(name, out proxy))
            {
                return false;
            }
        }

        proxy.End();
        return true;
    }

    /// <summary>Removes every proxy, with its connections.</summary>
    internal void Clear()
    {
        foreach (Proxy proxy in All)
        {
            Remove(proxy.Name);
        }
    }
}
