using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Proxies;
using Harness.Toxiproxy.Toxics;

namespace Harness.Toxiproxy.Api;

/// <summary><c>GET /proxies/{proxy}/connections</c>, which the stock server has not: the open connections, oldest first.</summary>
internal sealed class ConnectionsEndpoint(ProxyCollection proxies)
{
    internal void Map(IEndpointRouteBuilder routes) => routes.MapGet("/proxies/{proxy}/connections", ListAsync);

    private Task ListAsync(HttpContext context)
    {
        Proxy proxy = proxies.OfRoute(context);
        InstalledToxic[] toxics = [.. proxy.Toxics.All.Where(toxic => toxic.WhenOn is not IListenerToxic)];
        return context.Response.SendAsync(HttpStatusCode.OK, new JsonArray([.. proxy.Connections.Select(connection => Show(connection, toxics))]));
    }

    private static JsonObject Show(Connection connection, InstalledToxic[] toxics) => new()
    {
        ["id"] = connection.Number,
        ["client"] = connection.Client?.ToString(),
        ["upstream"] = connection.Server?.ToString(),
        ["age_ms"] = Math.Round(Stopwatch.GetElapsedTime(connection.Began).TotalMilliseconds, 3),
        ["bytes"] = new JsonObject { ["upstream"] = Show(connection.Upstream), ["downstream"] = Show(connection.Downstream) },
        ["toxics"] = new JsonArray([.. toxics.Where(toxic => toxic.Affects(connection.Number)).Select(toxic => JsonValue.Create(toxic.Name))]),
    };

    private static JsonObject Show(Traffic traffic) => new() { ["received"] = traffic.Received, ["sent"] = traffic.Sent };
}
