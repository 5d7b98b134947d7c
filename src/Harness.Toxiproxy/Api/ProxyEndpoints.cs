using System.Net;
using System.Text.Json.Nodes;
using Harness.Toxiproxy.Proxies;

namespace Harness.Toxiproxy.Api;

/// <summary><c>/proxies</c>, <c>/proxies/{proxy}</c> and <c>/reset</c>.</summary>
internal sealed class ProxyEndpoints(ProxyCollection proxies)
{
    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/proxies", ListAsync);
        routes.MapPost("/proxies", CreateAsync);
        routes.MapGet("/proxies/{proxy}", ShowAsync);
        routes.MapMethods("/proxies/{proxy}", ["POST", "PATCH"], UpdateAsync);
        routes.MapDelete("/proxies/{proxy}", DeleteAsync);
        routes.MapPost("/reset", ResetAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        var all = new JsonObject();
        foreach (Proxy proxy in proxies.All)
        {
            all[proxy.Name] = Answers.Proxy(proxy);
        }

        return context.Response.SendAsync(HttpStatusCode.OK, all);
    }

    private async Task CreateAsync(HttpContext context)
    {
        RequestBody body = await RequestBody.ReadAsync(context).ConfigureAwait(false);
        string name = body.String("name", "");
        string listen = body.String("listen", "");
        string upstream = body.String("upstream", "");
        bool enabled = body.Boolean("enabled", true);
        if (name.Length == 0 || upstream.Length == 0)
        {
            throw ApiException.MissingField(name.Length == 0 ? "name" : "upstream");
        }

        if (proxies.Find(name) is not null)
        {
            throw ApiException.ProxyAlreadyExists();
        }

        IPEndPoint? address = enabled ? await Binding.ResolveAsync(listen, "listen tcp: ", context.RequestAborted).ConfigureAwait(false) : null;
        Proxy proxy = Binding.To(listen, () => proxies.Add(name, listen, upstream, address)) ?? throw ApiException.ProxyAlreadyExists();
        await context.Response.SendAsync(HttpStatusCode.Created, Answers.Proxy(proxy)).ConfigureAwait(false);
    }

    private Task ShowAsync(HttpContext context) =>
        context.Response.SendAsync(HttpStatusCode.OK, Answers.Proxy(proxies.OfRoute(context)));

    private async Task UpdateAsync(HttpContext context)
    {
        Proxy proxy = proxies.OfRoute(context);
        RequestBody body = await RequestBody.ReadAsync(context).ConfigureAwait(false);
        string listen = body.String("listen", proxy.Listen);
        string upstream = body.String("upstream", proxy.Upstream);
        bool enabled = body.Boolean("enabled", proxy.Enabled);
        IPEndPoint address = await Binding.ResolveAsync(listen, "", context.RequestAborted).ConfigureAwait(false);
        if (!Binding.To(listen, () => proxy.Update(listen, address, upstream, enabled)))
        {
            throw ApiException.ProxyNotFound();
        }

        await context.Response.SendAsync(HttpStatusCode.OK, Answers.Proxy(proxy)).ConfigureAwait(false);
    }

    private Task DeleteAsync(HttpContext context)
    {
        if (!proxies.Remove(proxies.OfRoute(context).Name))
        {
            throw ApiException.ProxyNotFound();
        }

        context.Response.StatusCode = (int)HttpStatusCode.NoContent;
        return Task.CompletedTask;
    }

    private async Task ResetAsync(HttpContext context)
    {
        foreach (Proxy proxy in proxies.All)
        {
            IPEndPoint address = await Binding.ResolveAsync(proxy.Listen, "listen tcp: ", context.RequestAborted).ConfigureAwait(false);
            Binding.To(proxy.Listen, () =>
            {
                proxy.Start(address);
                return proxy;
            });
            proxy.Toxics.RemoveAll();
        }

        context.Response.StatusCode = (int)HttpStatusCode.NoContent;
    }
}
