using System.Text.Json.Nodes;
using Harness.Toxiproxy.Tls;

namespace Harness.Toxiproxy.Api;

/// <summary>
/// The field <c>tls</c> of a proxy, which the stock server has not: <c>{"listen": {"certificate", "key"}, "upstream": {"server_name", "verify", "ca"}}</c>.
/// It is shown only where it is set.
/// </summary>
internal static class TlsFields
{
    /// <param name="absent">What it is if the body does not say.</param>
    /// <exception cref="ApiException">400: one has the wrong type, or is unknown.</exception>
    internal static TlsConfig Read(RequestBody proxy, TlsConfig absent)
    {
        if (!proxy.Has("tls"))
        {
            return absent;
        }

        RequestBody tls = proxy.Object("tls");
        tls.RefuseUnknown("listen", "upstream");
        return new TlsConfig(tls.Has("listen") ? Listen(tls.Object("listen")) : null, tls.Has("upstream") ? Upstream(tls.Object("upstream")) : null);
    }

    /// <param name="present">Those of the proxy as it is; their files are not read again for an equal configuration.</param>
    /// <exception cref="ApiException">400: a file or a value cannot be used.</exception>
    internal static TlsSettings Load(TlsConfig config, TlsSettings? present)
    {
        try
        {
            return present?.Config == config ? present : TlsSettings.Load(config);
        }
        catch (TlsConfigException e)
        {
            throw ApiException.BadBody(e.Message);
        }
    }

    /// <summary>Null if there is nothing to show.</summary>
    internal static JsonObject? Write(TlsConfig config)
    {
        if (config is { Listen: null, Upstream: null })
        {
            return null;
        }

        var json = new JsonObject();
        if (config.Listen is { } listen)
        {
            json["listen"] = Given(("certificate", listen.Certificate), ("key", listen.Key));
        }

        if (config.Upstream is { } upstream)
        {
            json["upstream"] = Given(("server_name", upstream.ServerName), ("verify", upstream.Verify), ("ca", upstream.Ca));
        }

        return json;
    }

    private static TlsListenConfig Listen(RequestBody listen)
    {
        listen.RefuseUnknown("certificate", "key");
        return new TlsListenConfig(Text(listen, "certificate"), Text(listen, "key"));
    }

    private static TlsUpstreamConfig Upstream(RequestBody upstream)
    {
        upstream.RefuseUnknown("server_name", "verify", "ca");
        return new TlsUpstreamConfig(Text(upstream, "server_name"), upstream.Boolean("verify", true), Text(upstream, "ca"));
    }

    private static string? Text(RequestBody body, string field) => body.String(field, "") is { Length: > 0 } text ? text : null;

    private static JsonObject Given(params (string Name, JsonNode? Value)[] fields) =>
        new(fields.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value)));
}
