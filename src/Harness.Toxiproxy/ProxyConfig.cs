using System.Text;
using System.Text.Json;
using Harness.Toxiproxy.Api;
using Harness.Toxiproxy.Tls;

namespace Harness.Toxiproxy;

/// <summary>One proxy, as Toxiproxy's <c>/populate</c> and the file of its <c>-config</c> describe it.</summary>
/// <param name="Listen">The <c>host:port</c> to listen on; port 0 takes a free one, an empty text any port of all interfaces.</param>
/// <param name="Upstream">The <c>host:port</c> to connect to.</param>
public sealed record ProxyConfig(string Name, string Listen, string Upstream, bool Enabled = true)
{
    /// <summary>Which sides speak TLS. Default: none, and bytes pass as they are.</summary>
    public TlsConfig Tls { get; init; } = new();

    /// <summary>
    /// Reads a JSON array of proxies. Field names may be in any case, unknown fields are ignored, <c>enabled</c> is true unless given.
    /// </summary>
    /// <exception cref="FormatException">It is no such array, two have one name, an address is none, or a file of its TLS cannot be used; the message says where.</exception>
    public static IReadOnlyList<ProxyConfig> Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (string.IsNullOrWhiteSpace(json))
        {
            throw new FormatException("it is empty");
        }

        try
        {
            IReadOnlyList<ProxyConfig> proxies = From(RequestBody.All(LenientJson.FirstValue(Encoding.UTF8.GetBytes(json)), "proxy"));
            return ProxyConfigRules.Mistakes(proxies) is { } mistakes ? throw new FormatException(mistakes) : proxies;
        }
        catch (JsonException e)
        {
            string why = e.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw new FormatException($"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: {why}", e);
        }
        catch (ApiException e)
        {
            throw new FormatException(e.Message.Replace("bad request body: ", "", StringComparison.Ordinal), e);
        }
    }

    /// <exception cref="ApiException">400: a field is missing or has the wrong type; types count before what is missing, as on the stock server.</exception>
    internal static IReadOnlyList<ProxyConfig> From(IReadOnlyList<RequestBody> bodies)
    {
        ProxyConfig[] proxies = [.. bodies.Select(Read)];
        for (int i = 0; i < proxies.Length; i++)
        {
            if (proxies[i].Name.Length == 0 || proxies[i].Upstream.Length == 0)
            {
                throw ApiException.MissingField($"{(proxies[i].Name.Length == 0 ? "name" : "upstream")} at proxy {i + 1}");
            }
        }

        return proxies;
    }

    /// <summary>The fields of a new proxy.</summary>
    /// <exception cref="ApiException">400: one has the wrong type.</exception>
    internal static ProxyConfig Read(RequestBody body) =>
        new(body.String("name", ""), body.String("listen", ""), body.String("upstream", ""), body.Boolean("enabled", true))
        {
            Tls = TlsFields.Read(body, absent: new TlsConfig()),
        };
}
