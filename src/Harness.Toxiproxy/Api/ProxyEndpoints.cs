using System.Net;
using System.Net.Sockets;
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
        RequestBody body = await RequestBody.ReadAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
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

        IPEndPoint? address = enabled ? await ResolveAsync(listen, "listen tcp: ", context.RequestAborted).ConfigureAwait(false) : null;
        Proxy proxy = Listening(listen, () => proxies.Add(name, listen, upstream, address)) ?? throw ApiException.ProxyAlreadyExists();
        await context.Response.SendAsync(HttpStatusCode.Created, Answers.Proxy(proxy)).ConfigureAwait(false);
    }

    private Task ShowAsync(HttpContext context) =>
        context.Response.SendAsync(HttpStatusCode.OK, Answers.Proxy(proxies.OfRoute(context)));

    private async Task UpdateAsync(HttpContext context)
    {
        Proxy proxy = proxies.OfRoute(context);
        RequestBody body = await RequestBody.ReadAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        string listen = body.String("listen", proxy.Listen);
        string upstream = body.String("upstream", proxy.Upstream);
        bool enabled = body.Boolean("enabled", proxy.Enabled);
        IPEndPoint address = await ResolveAsync(listen, "", context.RequestAborted).ConfigureAwait(false);
        Listening(listen, () =>
        {
            proxy.Update(listen, address, upstream, enabled);
            return proxy;
        });
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
            IPEndPoint address = await ResolveAsync(proxy.Listen, "listen tcp: ", context.RequestAborted).ConfigureAwait(false);
            Listening(proxy.Listen, () =>
            {
                proxy.Start(address);
                return proxy;
            });
            proxy.Toxics.RemoveAll();
        }

        context.Response.StatusCode = (int)HttpStatusCode.NoContent;
    }

    /// <param name="doing">Begins the message if it fails; the stock server says nothing of listening when it only compares addresses.</param>
    private static async Task<IPEndPoint> ResolveAsync(string listen, string doing, CancellationToken cancellation)
    {
        try
        {
            return await HostPort.ResolveListenAsync(listen, cancellation).ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            throw ApiException.CannotListen(doing + e.Message);
        }
        catch (SocketException e)
        {
            string why = e.SocketErrorCode == SocketError.HostNotFound ? "no such host" : e.Message;
            throw ApiException.CannotListen($"{doing}lookup {HostPort.Parse(listen).Host}: {why}");
        }
    }

    private static T Listening<T>(string listen, Func<T> start)
    {
        try
        {
            return start();
        }
        catch (SocketException e)
        {
            string why = e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "address already in use",
                SocketError.AddressNotAvailable => "cannot assign requested address",
                SocketError.AccessDenied => "permission denied",
                _ => e.Message,
            };
            throw ApiException.CannotListen($"listen tcp {listen}: bind: {why}");
        }
    }
}
