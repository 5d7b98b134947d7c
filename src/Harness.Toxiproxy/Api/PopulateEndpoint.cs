using System.Net;
using System.Text.Json.Nodes;
using Harness.Toxiproxy.Proxies;

namespace Harness.Toxiproxy.Api;

/// <summary><c>POST /populate</c>: many proxies at once. What was made before one failed stays, and stands in the answer beside the error.</summary>
internal sealed class PopulateEndpoint(ProxyCollection proxies)
{
    internal void Map(IEndpointRouteBuilder routes) => routes.MapPost("/populate", PopulateAsync);

    private async Task PopulateAsync(HttpContext context)
    {
        Population population = await ReadAndApplyAsync(context).ConfigureAwait(false);
        var answer = new JsonObject();
        if (population.Error is { } error)
        {
            answer["error"] = error.Message;
            answer["status"] = (int)error.Status;
        }

        // None is null, not an empty array, on the stock server.
        answer["proxies"] = population.Proxies.Count == 0 ? null : new JsonArray([.. population.Proxies.Select(Answers.Proxy)]);
        await context.Response.SendAsync(population.Error?.Status ?? HttpStatusCode.Created, answer).ConfigureAwait(false);
    }

    private async Task<Population> ReadAndApplyAsync(HttpContext context)
    {
        try
        {
            IReadOnlyList<ProxyConfig> configs = ProxyConfig.From(await RequestBody.ReadAllAsync(context, "proxy").ConfigureAwait(false));
            return await Population.ApplyAsync(proxies, configs, context.RequestAborted).ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            return new Population([], null, e);
        }
    }
}
