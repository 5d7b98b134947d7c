using System.Net;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Proxies;
using Harness.Toxiproxy.Toxics;

namespace Harness.Toxiproxy.Api;

/// <summary><c>/proxies/{proxy}/toxics</c> and <c>/proxies/{proxy}/toxics/{toxic}</c>. A change is in force on every connection when it is answered.</summary>
internal sealed class ToxicEndpoints(ProxyCollection proxies, ToxicRegistry registry)
{
    private const string One = "/proxies/{proxy}/toxics/{toxic}";

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/proxies/{proxy}/toxics", ListAsync);
        routes.MapPost("/proxies/{proxy}/toxics", CreateAsync);
        routes.MapGet(One, ShowAsync);
        routes.MapMethods(One, ["POST", "PATCH"], UpdateAsync);
        routes.MapDelete(One, DeleteAsync);
    }

    private Task ListAsync(HttpContext context) =>
        context.Response.SendAsync(HttpStatusCode.OK, Answers.Toxics(proxies.OfRoute(context).Toxics));

    private async Task CreateAsync(HttpContext context)
    {
        Proxy proxy = proxies.OfRoute(context);
        RequestBody body = await RequestBody.ReadAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        InstalledToxic toxic = Read(body);
        if (proxy.FindToxic(toxic.Name) is not null)
        {
            throw ApiException.ToxicAlreadyExists();
        }

        toxic = toxic with { Toxic = ToxicAttributes.Merge(toxic.Toxic, body.Object("attributes")) };
        if (!proxy.TryAddToxic(toxic, out InstalledToxic added))
        {
            throw ApiException.ToxicAlreadyExists();
        }

        await context.Response.SendAsync(HttpStatusCode.OK, Answers.Toxic(added)).ConfigureAwait(false);
    }

    private Task ShowAsync(HttpContext context)
    {
        InstalledToxic toxic = proxies.OfRoute(context).FindToxic(Name(context)) ?? throw ApiException.ToxicNotFound();
        return context.Response.SendAsync(HttpStatusCode.OK, Answers.Toxic(toxic));
    }

    private async Task UpdateAsync(HttpContext context)
    {
        Proxy proxy = proxies.OfRoute(context);
        if (proxy.FindToxic(Name(context)) is null)
        {
            throw ApiException.ToxicNotFound();
        }

        RequestBody body = await RequestBody.ReadAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        InstalledToxic updated = proxy.UpdateToxic(Name(context), old => old with
        {
            Toxicity = body.Number("toxicity", old.Toxicity),
            Toxic = ToxicAttributes.Merge(old.Toxic, body.Object("attributes")),
        }) ?? throw ApiException.ToxicNotFound();
        await context.Response.SendAsync(HttpStatusCode.OK, Answers.Toxic(updated)).ConfigureAwait(false);
    }

    private Task DeleteAsync(HttpContext context)
    {
        if (!proxies.OfRoute(context).RemoveToxic(Name(context)))
        {
            throw ApiException.ToxicNotFound();
        }

        context.Response.StatusCode = (int)HttpStatusCode.NoContent;
        return Task.CompletedTask;
    }

    private static string Name(HttpContext context) => (string)context.Request.RouteValues["toxic"]!;

    // The fields of a new toxic, its attributes apart, checked in the order of the stock server.
    private InstalledToxic Read(RequestBody body)
    {
        string type = body.String("type", "");
        string stream = body.String("stream", "downstream");
        string name = body.String("name", "");
        float toxicity = body.Number("toxicity", 1);
        if (!Enum.TryParse(stream, ignoreCase: true, out StreamDirection direction) || !Enum.GetNames<StreamDirection>().Contains(stream, StringComparer.OrdinalIgnoreCase))
        {
            throw ApiException.InvalidStream();
        }

        Toxic toxic = registry.Default(type) ?? throw ApiException.InvalidToxicType();
        return new InstalledToxic(0, name.Length > 0 ? name : $"{type}_{stream}", type, stream, direction, toxicity, toxic);
    }
}
