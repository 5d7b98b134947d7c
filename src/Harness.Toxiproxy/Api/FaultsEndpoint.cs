using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Harness.Toxiproxy.Proxies;
using Harness.Toxiproxy.Toxics;

namespace Harness.Toxiproxy.Api;

/// <summary>
/// <c>POST /faults</c>, which the stock server has not: removes and adds toxics on several proxies as one change, all of it or nothing, and
/// says when it took effect. Removals come first, so a toxic can be replaced.
/// </summary>
internal sealed class FaultsEndpoint(ProxyCollection proxies, ToxicRegistry registry)
{
    private readonly ToxicReading _reading = new(registry);

    internal void Map(IEndpointRouteBuilder routes) => routes.MapPost("/faults", ApplyAsync);

    private async Task ApplyAsync(HttpContext context)
    {
        RequestBody body = await RequestBody.ReadAsync(context).ConfigureAwait(false);
        body.RefuseUnknown("remove", "add");
        (string Entry, ToxicChange Change)[] changes =
        [
            .. body.Objects("remove").Select((entry, index) => At($"remove {index + 1}", () => Removal(entry))),
            .. body.Objects("add").Select((entry, index) => At($"add {index + 1}", () => Addition(entry))),
        ];
        if (changes.Length == 0)
        {
            throw ApiException.MissingField("add or remove");
        }

        if (!ToxicBatch.TryApply([.. changes.Select(change => change.Change)], out ToxicChange? refused, out long began, out long inForce))
        {
            throw Refusal(changes.First(change => ReferenceEquals(change.Change, refused)).Entry, refused!);
        }

        await context.Response.SendAsync(HttpStatusCode.OK, Answer(changes.Select(change => change.Change), began, inForce)).ConfigureAwait(false);
    }

    private static ApiException Refusal(string entry, ToxicChange refused) => (refused switch
    {
        { Proxy.HasEnded: true } => ApiException.ProxyNotFound(),
        { Toxic: null } => ApiException.ToxicNotFound(),
        _ => ApiException.ToxicAlreadyExists(),
    }).At(entry);

    private static (string Entry, ToxicChange Change) At(string entry, Func<ToxicChange> read)
    {
        try
        {
            return (entry, read());
        }
        catch (ApiException e)
        {
            throw e.At(entry);
        }
    }

    private static JsonObject Answer(IEnumerable<ToxicChange> changes, long began, long inForce)
    {
        var removed = new JsonArray();
        var added = new JsonArray();
        foreach (ToxicChange change in changes)
        {
            JsonObject entry = change.Toxic is { } toxic ? Answers.Toxic(toxic) : new JsonObject { ["toxic"] = change.Name };
            entry.Insert(0, "proxy", change.Proxy.Name);
            (change.Toxic is null ? removed : added).Add(entry);
        }

        return new JsonObject { ["began_ns"] = Nanoseconds(began), ["in_force_ns"] = Nanoseconds(inForce), ["removed"] = removed, ["added"] = added };
    }

    private static long Nanoseconds(long ticks) => (long)((Int128)ticks * 1_000_000_000 / Stopwatch.Frequency);

    private ToxicChange Removal(RequestBody entry)
    {
        entry.RefuseUnknown("proxy", "toxic");
        Proxy proxy = ProxyOf(entry);
        string toxic = entry.String("toxic", "");
        return toxic.Length > 0 ? new ToxicChange(proxy, toxic, null) : throw ApiException.MissingField("toxic");
    }

    private ToxicChange Addition(RequestBody entry)
    {
        entry.RefuseUnknown("proxy", "name", "type", "stream", "toxicity", "attributes");
        Proxy proxy = ProxyOf(entry);
        InstalledToxic toxic = _reading.Complete(_reading.Fields(entry), entry);
        return new ToxicChange(proxy, toxic.Name, toxic);
    }

    private Proxy ProxyOf(RequestBody entry)
    {
        string name = entry.String("proxy", "");
        return name.Length == 0 ? throw ApiException.MissingField("proxy") : proxies.Find(name) ?? throw ApiException.ProxyNotFound();
    }
}
