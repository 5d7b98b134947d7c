using System.Net;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Proxies;
using Harness.Toxiproxy.Toxics;

namespace Harness.Toxiproxy.Api;

/// <summary><c>/proxies/{proxy}/toxics</c> and <c>/proxies/{proxy}/toxics/{toxic}</c>. A change is in force on every connection when it is answered.</summary>
internal sealed class ToxicEndpoints(ProxyCollection proxies, ToxicRegistry registry)
{
    private const string One = "/proxies/{proxy}/toxics/{toxic}";

    private readonly ToxicAttributes _attributes = new(registry);

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
        InstalledToxic toxic = Read(body);
        if (proxy.Toxics.Find(toxic.Name) is not null)
        {
            throw ApiException.ToxicAlreadyExists();
        }

        toxic = toxic with { Toxic = _attributes.Merge(toxic.Toxic, body.Object("attributes")) };
        // What works on the whole connection has one place in it, whatever the stream.
        toxic = CheckListener(toxic.WhenOn is IConnectionToxic ? toxic with { Direction = StreamDirection.Downstream } : toxic);
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
        InstalledToxic updated = proxy.Toxics.Update(Name(context), old => CheckListener(old with
        {
            Toxicity = body.Number("toxicity", old.Toxicity),
            Toxic = _attributes.Merge(old.Toxic, body.Object("attributes")),
        })) ?? throw ApiException.ToxicNotFound();
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

    private static string Name(HttpContext context) => (string)context.Request.RouteValues["toxic"]!;

    private static InstalledToxic CheckListener(InstalledToxic toxic) =>
        toxic is { WhenOn: IListenerToxic, Toxicity: < 1 }
            ? throw ApiException.BadBody($"{toxic.Type} works on the listener, before there are connections to draw from: its toxicity is 1")
            : toxic;

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
