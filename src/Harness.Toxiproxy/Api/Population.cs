using System.Net;
using Harness.Toxiproxy.Proxies;
using Harness.Toxiproxy.Tls;

namespace Harness.Toxiproxy.Api;

/// <summary>What has become of a list of proxies: those that are there now, and what ended it early.</summary>
/// <param name="Failed">The proxy that could not be made; null if all could.</param>
/// <param name="Error">Why; null if all could.</param>
internal sealed record Population(IReadOnlyList<Proxy> Proxies, ProxyConfig? Failed, ApiException? Error)
{
    /// <summary>
    /// Makes the proxies one after the other: one of a new name is added, one that differs in address, upstream or TLS replaced with its toxics
    /// and connections, one that is equal left as it is, whatever <see cref="ProxyConfig.Enabled"/> says. The first that cannot listen ends it.
    /// </summary>
    internal static async Task<Population> ApplyAsync(ProxyCollection proxies, IEnumerable<ProxyConfig> configs, CancellationToken cancellation)
    {
        var made = new List<Proxy>();
        foreach (ProxyConfig config in configs)
        {
            try
            {
                made.Add(await AddOrReplaceAsync(proxies, config, cancellation).ConfigureAwait(false));
            }
            catch (ApiException e)
            {
                return new Population(made, config, e);
            }
        }

        return new Population(made, null, null);
    }

    private static async Task<Proxy> AddOrReplaceAsync(ProxyCollection proxies, ProxyConfig config, CancellationToken cancellation)
    {
        // The address of a new proxy that is not to listen may be anything; one that is compared has to be an address.
        Proxy? present = proxies.Find(config.Name);
        bool known = present is not null;
        TlsSettings tls = TlsFields.Load(config.Tls, present?.Tls.Settings);
        IPEndPoint? address = known || config.Enabled
            ? await Binding.ResolveAsync(config.Listen, known ? "" : "listen tcp: ", cancellation).ConfigureAwait(false)
            : null;
        return Binding.To(config.Listen, () => proxies.AddOrReplace(config, tls, address));
    }
}
