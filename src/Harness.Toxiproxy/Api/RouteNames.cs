using Harness.Toxiproxy.Proxies;
using Microsoft.AspNetCore.Http.Features;

namespace Harness.Toxiproxy.Api;

/// <summary>What the path of a request names.</summary>
internal static class RouteNames
{
    /// <exception cref="ApiException">404: there is no proxy of that name.</exception>
    internal static Proxy OfRoute(this ProxyCollection proxies, HttpContext context) => proxies.Find(context.RouteName("proxy")) ?? throw ApiException.ProxyNotFound();

    /// <summary>
    /// The server decodes paths but for their slashes. A name may hold one, and then has to be found, or it could not be removed; or it holds the
    /// text %2F, which only the path as it came tells apart.
    /// </summary>
    internal static string RouteName(this HttpContext context, string parameter)
    {
        string name = (string)context.Request.RouteValues[parameter]!;
        string path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return path.Contains("%252F", StringComparison.OrdinalIgnoreCase) ? name : name.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
    }
}
