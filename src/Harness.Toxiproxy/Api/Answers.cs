using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Harness.Toxiproxy.Proxies;
using Harness.Toxiproxy.Toxics;

namespace Harness.Toxiproxy.Api;

/// <summary>The bodies of the API's answers.</summary>
internal static class Answers
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static JsonObject Proxy(Proxy proxy)
    {
        var json = new JsonObject
        {
            ["name"] = proxy.Name,
            ["listen"] = proxy.Listen,
            ["upstream"] = proxy.Upstream,
            ["enabled"] = proxy.Enabled,
            // Nothing of ours: since 2.5 an empty object of the stock server's insides stands in its answers, here.
            ["Logger"] = new JsonObject(),
            ["toxics"] = Toxics(proxy.Toxics.All),
        };
        if (TlsFields.Write(proxy.Tls.Settings.Config) is { } tls)
        {
            json["tls"] = tls;
        }

        return json;
    }

    internal static JsonArray Toxics(IEnumerable<InstalledToxic> toxics) => new([.. toxics.Select(Toxic)]);

    internal static JsonObject Toxic(InstalledToxic toxic) => new()
    {
        ["attributes"] = ToxicAttributes.Write(toxic.Toxic),
        ["name"] = toxic.Name,
        ["type"] = toxic.Type,
        ["stream"] = toxic.Stream,
        ["toxicity"] = toxic.Toxicity,
    };

    internal static Task SendAsync(this HttpResponse response, HttpStatusCode status, JsonNode body)
    {
        response.StatusCode = (int)status;
        response.ContentType = "application/json";
        return response.WriteAsync(body.ToJsonString(Options), response.HttpContext.RequestAborted);
    }

    /// <summary>The one answer whose JSON the stock server writes by hand.</summary>
    internal static Task SendVersionAsync(this HttpResponse response, string version)
    {
        response.ContentType = "application/json;charset=utf-8";
        return response.WriteAsync($"{{\"version\": \"{version}\"}}\n", response.HttpContext.RequestAborted);
    }

    /// <summary>An error, as plain text like the stock server's: its body is JSON, its content type is not.</summary>
    internal static Task SendErrorAsync(this HttpResponse response, HttpStatusCode status, string message)
    {
        var body = new JsonObject { ["error"] = message, ["status"] = (int)status };
        return response.SendTextAsync(status, body.ToJsonString(Options));
    }

    internal static Task SendTextAsync(this HttpResponse response, HttpStatusCode status, string text)
    {
        response.StatusCode = (int)status;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.XContentTypeOptions = "nosniff";
        return response.WriteAsync(text + "\n", response.HttpContext.RequestAborted);
    }
}
