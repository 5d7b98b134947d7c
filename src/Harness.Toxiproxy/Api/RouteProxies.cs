using Harness.Toxiproxy.Proxies;

namespace Harness.Toxiproxy.Api;

internal static class RouteProxies
{
    /// <summary>The proxy that the request's path names.</summary>
    /// <exception cref="ApiException">404: there is none of that name.</exception>
    internal static Proxy OfRoute(this ProxyCollection proxies, HttpContext context) =>
        proxies.Find((string)context.Request.RouteValues["proxy"]!) ?? throw ApiException.ProxyNotFound();
}
