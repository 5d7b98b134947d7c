using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Harness.Toxiproxy;

namespace Harness.Tests.Toxiproxy.Api;

/// <summary>An embedded fault proxy, and its HTTP API as bytes.</summary>
internal sealed class RunningApi : IAsyncDisposable
{
    private readonly HttpClient _http;

    private RunningApi(ToxiproxyServer server)
    {
        Server = server;
        _http = new HttpClient { BaseAddress = server.ApiUri };
    }

    internal ToxiproxyServer Server { get; }

    internal static async Task<RunningApi> StartAsync(ToxiproxyOptions? options = null) =>
        new(await ToxiproxyServer.StartAsync(options ?? new ToxiproxyOptions(), Wire.Token));

    internal Task<(HttpStatusCode Status, string Body)> SendAsync(string method, string path, string? body = null) =>
        SendAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body));

    internal async Task<(HttpStatusCode Status, string Body)> SendAsync(string method, string path, byte[]? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null ? null : new ByteArrayContent(body);
        using HttpResponseMessage response = await _http.SendAsync(request, Wire.Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Wire.Token));
    }

    /// <summary>The JSON of an answer that is no error.</summary>
    internal async Task<JsonNode> JsonAsync(string method, string path, string? body = null)
    {
        (HttpStatusCode status, string answer) = await SendAsync(method, path, body);
        Assert.True((int)status is >= 200 and < 300, $"{method} {path}: {(int)status} {answer}");
        return JsonNode.Parse(answer)!;
    }

    /// <summary>The address that a proxy listens on.</summary>
    internal async Task<IPEndPoint> ListenAsync(string proxy) => IPEndPoint.Parse((string)(await JsonAsync("GET", $"/proxies/{proxy}"))["listen"]!);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }
}
