using Harness.Toxiproxy.Proxies;
using Harness.Toxiproxy.Tls;

namespace Harness.Toxiproxy;

/// <summary>
/// What a server refuses to start with. Stricter than <c>/populate</c>, which finds such mistakes when it is half done, or never: of two
/// proxies of one name the stock server keeps the second, and an upstream that is no address shows when the first client connects.
/// </summary>
internal static class ProxyConfigRules
{
    /// <summary>Every mistake, in one line; null if there is none.</summary>
    internal static string? Mistakes(IReadOnlyList<ProxyConfig> proxies)
    {
        string[] mistakes = [.. proxies.SelectMany((proxy, index) => MistakesOf(proxies, proxy, index))];
        return mistakes.Length > 0 ? string.Join("; ", mistakes) : null;
    }

    private static IEnumerable<string> MistakesOf(IReadOnlyList<ProxyConfig> proxies, ProxyConfig proxy, int index)
    {
        string which = $"proxy {index + 1} ('{proxy.Name}')";
        if (proxy.Name.Length == 0)
        {
            yield return $"{which} has no name";
        }

        int first = proxies.Index().First(other => other.Item.Name == proxy.Name).Index;
        if (first < index)
        {
            yield return $"{which} has the name of proxy {first + 1}";
        }

        if (proxy.Listen.Length > 0 && WhyNoAddress(proxy.Listen) is { } badListen)
        {
            yield return $"{which}: listen: {badListen}";
        }

        if (WhyNoAddress(proxy.Upstream) is { } badUpstream)
        {
            yield return $"{which}: upstream: {badUpstream}";
        }

        if (WhyNoTls(proxy.Tls) is { } badTls)
        {
            yield return $"{which}: {badTls}";
        }
    }

    private static string? WhyNoTls(TlsConfig config)
    {
        try
        {
            TlsSettings.Load(config);
            return null;
        }
        catch (TlsConfigException e)
        {
            return e.Message;
        }
    }

    private static string? WhyNoAddress(string text)
    {
        try
        {
            HostPort.Parse(text);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
