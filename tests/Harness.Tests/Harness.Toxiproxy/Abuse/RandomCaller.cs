using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Harness.Tests.Toxiproxy.Api;

namespace Harness.Tests.Toxiproxy.Abuse;

/// <summary>Calls every path of the API, mostly with sense. Each answer has to be one of the API's own.</summary>
internal sealed class RandomCaller(RunningApi api, Surroundings surroundings, Random random, Record record)
{
    private static readonly string[] _names = ["a", "b", "c", "d", "ü/ x"];
    private static readonly string[] _broken = ["", "{", "[", "null", "[]", "{}", "5", "\"x\"", "{\"name\":5}", "[{\"name\":\"a\"}]", "\uFFFD", "{\"name\":\"\\uD800\"}", "[[[[", "{\"attributes\":[]}"];

    internal async Task RunAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            (string method, string path, string? body) = Draw();
            if (body is not null && random.Next(12) == 0)
            {
                body = random.Next(3) == 0 ? body[..random.Next(body.Length)] : Pick(_broken);
            }

            await CallAsync(method, path, body);
        }
    }

    private async Task CallAsync(string method, string path, string? body)
    {
        string call = $"{method} {path} {body}";
        try
        {
            (HttpStatusCode status, string answer) = await api.SendAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body));
            record.Call($"{call} → {(int)status} {answer}");
            if (!IsExpected(status, answer))
            {
                record.Failures.Enqueue($"{call} → {(int)status} {answer}");
            }
        }
        catch (HttpRequestException e)
        {
            record.Failures.Enqueue($"{call} → {e}");
        }
    }

    // 500 is the stock server's answer to an address that it cannot listen on, and nothing else.
    private static bool IsExpected(HttpStatusCode status, string answer) =>
        (int)status < 500 || (status == HttpStatusCode.InternalServerError && JsonNode.Parse(answer)!["error"]!.ToString() is { } error
            && (error.StartsWith("listen tcp", StringComparison.Ordinal) || error.StartsWith("address ", StringComparison.Ordinal) || error.StartsWith("lookup ", StringComparison.Ordinal)));

    private (string Method, string Path, string? Body) Draw()
    {
        string proxy = "/proxies/" + Uri.EscapeDataString(Pick(_names));
        string toxic = $"{proxy}/toxics/{Pick("0", "1", "2", "none")}";
        return random.Next(28) switch
        {
            < 4 => ("POST", "/proxies", Proxy().ToJsonString()),
            < 7 => (Pick("POST", "PATCH"), proxy, Proxy().ToJsonString()),
            7 => ("PATCH", proxy, $$"""{"enabled":{{Pick("true", "false")}}}"""),
            8 => ("DELETE", proxy, null),
            9 => ("GET", proxy, null),
            < 12 => ("POST", "/populate", new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Proxy())]).ToJsonString()),
            < 17 => ("POST", $"{proxy}/toxics", Toxic().ToJsonString()),
            < 19 => (Pick("POST", "PATCH"), toxic, Toxic().ToJsonString()),
            < 21 => ("DELETE", toxic, null),
            21 => ("POST", "/faults", Faults().ToJsonString()),
            22 => ("GET", $"{proxy}/connections", null),
            23 => ("GET", Pick(toxic, $"{proxy}/toxics"), null),
            24 => ("GET", Pick("/proxies", "/version"), null),
            25 => ("GET", "/metrics", null),
            26 => (Pick("PUT", "HEAD", "DELETE", "OPTIONS"), Pick("/proxies", "/populate", proxy, "/nothing/at/all", "/proxies/"), null),
            _ => random.Next(4) == 0 ? ("POST", "/reset", null) : ("GET", proxy, null),
        };
    }

    private JsonObject Proxy()
    {
        var proxy = new JsonObject { ["name"] = Pick(_names), ["listen"] = Pick(surroundings.Listens), ["upstream"] = Pick(surroundings.Upstreams) };
        if (random.Next(5) == 0)
        {
            proxy["enabled"] = random.Next(3) > 0;
        }

        return proxy;
    }

    private JsonObject Toxic()
    {
        (string type, JsonObject attributes) = surroundings.Toxics.ElementAt(random.Next(surroundings.Toxics.Count));
        return new JsonObject
        {
            ["name"] = $"{random.Next(3)}",
            ["type"] = type,
            ["stream"] = Pick("upstream", "downstream", "DOWNSTREAM", "both"),
            ["toxicity"] = Pick(1, 1, 1, 0.5, 0, -1, 7),
            ["attributes"] = Varied(attributes),
        };
    }

    private JsonObject Varied(JsonObject attributes) => new(attributes.Select(attribute => KeyValuePair.Create(attribute.Key, Varied(attribute.Value!))));

    private JsonNode? Varied(JsonNode value)
    {
        switch (value)
        {
            case JsonObject:
                (string type, JsonObject nested) = surroundings.Toxics.ElementAt(random.Next(surroundings.Toxics.Count));
                return new JsonObject { ["type"] = type, ["attributes"] = nested.ContainsKey("toxic") ? new JsonObject() : Varied(nested) };
            case JsonValue number when number.TryGetValue(out double _):
                return JsonNode.Parse(Pick("0", "1", "2", "3", "10", "20", "50", "1000", "60000", "-1", "1e12", "99999999999999", "1.5", "null", "\"x\"").ToString(CultureInfo.InvariantCulture));
            case JsonValue flag when flag.TryGetValue(out bool _):
                return random.Next(2) == 0;
            default:
                return Pick("fin", "reset", "silent", "nonsense");
        }
    }

    private JsonObject Faults()
    {
        var faults = new JsonObject { ["add"] = new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => OfProxy(Toxic()))]) };
        if (random.Next(2) == 0)
        {
            faults["remove"] = new JsonArray(OfProxy(new JsonObject { ["toxic"] = $"{random.Next(3)}" }));
        }

        return faults;
    }

    private JsonObject OfProxy(JsonObject entry)
    {
        entry["proxy"] = Pick(_names);
        return entry;
    }

    private T Pick<T>(params T[] of) => of[random.Next(of.Length)];
}
