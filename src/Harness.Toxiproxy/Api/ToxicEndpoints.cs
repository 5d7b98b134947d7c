using System.Net;
using Harness.Toxiproxy.Proxies;
using Harness.Toxiproxy.Toxics;

namespace Harness.Toxiproxy.Api;

/// <summary><c>/proxies/{proxy}/toxics</c> and <c>/proxies/{proxy}/toxics/{toxic}</c>. A change is in force on every connection when it is answered.</summary>
internal sealed class ToxicEndpoints(ProxyCollection proxies, ToxicRegistry registry)
{
    private const string One = "/proxies/{proxy}/toxics/{toxic}";

    private readonly ToxicReading _reading = new(registry);

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/proxies/{proxy}/toxics", ListAsync);
        routes.MapPost("/proxies/{proxy}/toxics", CreateAsync);
        routes.MapGet(One, ShowAsync);
        routes.MapMethods(One, ["POST", "PATCH"], UpdateAsync);
        routes.MapDelete(One, DeleteAsync);
    }

    private Task ListAsync(HttpContext context) =>
        context.Response.SendAsync(HttpStatusCode.OK, Answers.Toxics(proxies.OfRoute(context).Toxics.All));

    private async Task CreateAsync(HttpContext context)
    {
        Proxy proxy = proxies.OfRoute(context);
        RequestBody body = await RequestBody.ReadAsync(context).ConfigureAwait(false);
        InstalledToxic toxic = _reading.Fields(body);
        if (proxy.Toxics.Find(toxic.Name) is not null)
        {
            throw ApiException.ToxicAlreadyExists();
        }

        toxic = _reading.Complete(toxic, body);
        InstalledToxic added = proxy.Toxics.Add(toxic) ?? throw ApiException.ToxicAlreadyExists();
        await context.Response.SendAsync(HttpStatusCode.OK, Answers.Toxic(added)).ConfigureAwait(false);
    }

    private Task ShowAsync(HttpContext context)
    {
        InstalledToxic toxic = proxies.OfRoute(context).Toxics.Find(Name(context)) ?? throw ApiException.ToxicNotFound();
        return context.Response.SendAsync(HttpStatusCode.OK, Answers.Toxic(toxic));
    }

    private async Task UpdateAsync(HttpContext context)
    {
        Proxy proxy = proxies.OfRoute(context);
        if (proxy.Toxics.Find(Name(context)) is null)
        {
            throw ApiException.ToxicNotFound();
        }

        RequestBody body = await RequestBody.ReadAsync(context).ConfigureAwait(false);
        InstalledToxic updated = proxy.Toxics.Update(Name(context), old => _reading.Update(old, body)) ?? throw ApiException.ToxicNotFound();
        await context.Response.SendAsync(HttpStatusCode.OK, Answers.Toxic(updated)).ConfigureAwait(false);
    }

    private Task DeleteAsync(HttpContext context)
    {
        if (!proxies.OfRoute(context).Toxics.Remove(Name(context)))
        {
            throw ApiException.ToxicNotFound();
        }

        context.Response.StatusCode = (int)HttpStatusCode.NoContent;
        return Task.CompletedTask;
    }

    private static string Name(HttpContext context) => context.RouteName("toxic");
}
