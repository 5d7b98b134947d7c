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
        Connection[] connections = [.. proxy.Connections];
        // One instant for all, so that ages compare.
        long now = Stopwatch.GetTimestamp();
        return context.Response.SendAsync(HttpStatusCode.OK, new JsonArray([.. connections.Select(connection => Show(connection, now, toxics))]));
    }

    private static JsonObject Show(Connection connection, long now, InstalledToxic[] toxics) => new()
    {
        ["id"] = connection.Number,
        ["client"] = connection.Client?.ToString(),
        ["upstream"] = connection.Server?.ToString(),
        ["age_ms"] = Math.Round(Stopwatch.GetElapsedTime(connection.Began, now).TotalMilliseconds, 3),
        ["bytes"] = new JsonObject { ["upstream"] = Show(connection.Upstream), ["downstream"] = Show(connection.Downstream) },
        ["toxics"] = new JsonArray([.. toxics.Where(toxic => toxic.Affects(connection.Number)).Select(toxic => JsonValue.Create(toxic.Name))]),
    };

    private static JsonObject Show(Traffic traffic) => new() { ["received"] = traffic.Received, ["sent"] = traffic.Sent };
}
