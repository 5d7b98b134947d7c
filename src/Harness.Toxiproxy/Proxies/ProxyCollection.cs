using System.Net;
using System.Net.Sockets;

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
    /// <param name="resolved">The address that <paramref name="listen"/> stands for; null for a proxy that starts disabled.</param>
    /// <returns>Null if the name is taken.</returns>
    /// <exception cref="SocketException">The address is taken or not ours.</exception>
    internal Proxy? Add(string name, string listen, string upstream, IPEndPoint? resolved)
    {
        lock (_gate)
        {
            if (_proxies.ContainsKey(name))
            {
                return null;
            }

            var proxy = new Proxy(environment, _made, name, listen, upstream);
            if (resolved is not null)
            {
                proxy.Start(resolved);
            }

            _made++;
            _proxies.Add(name, proxy);
            return proxy;
        }
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
