using System.Net;
using System.Text.Json.Nodes;
using Harness.Toxiproxy.Proxies;
using Harness.Toxiproxy.Tls;

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
        var config = ProxyConfig.Read(body);
        if (config.Name.Length == 0 || config.Upstream.Length == 0)
        {
            throw ApiException.MissingField(config.Name.Length == 0 ? "name" : "upstream");
        }

        if (proxies.Find(config.Name) is not null)
        {
            throw ApiException.ProxyAlreadyExists();
        }

        TlsSettings tls = TlsFields.Load(config.Tls, present: null);
        IPEndPoint? address = config.Enabled ? await Binding.ResolveAsync(config.Listen, "listen tcp: ", context.RequestAborted).ConfigureAwait(false) : null;
        Proxy proxy = Binding.To(config.Listen, () => proxies.Add(config, tls, address)) ?? throw ApiException.ProxyAlreadyExists();
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
        TlsSettings present = proxy.Tls.Settings;
        TlsSettings tls = TlsFields.Load(TlsFields.Read(body, present.Config), present);
        IPEndPoint address = await Binding.ResolveAsync(listen, "", context.RequestAborted).ConfigureAwait(false);
        if (!Binding.To(listen, () => proxy.Update(listen, address, upstream, tls, enabled)))
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
