using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Harness.Faults.Toxiproxy;

/// <summary>
/// A client for the HTTP API of a Toxiproxy server, stock (2.6 or later: it updates by PATCH) or embedded
/// (https://github.com/Shopify/toxiproxy#http-api). A change is in force on every open connection when its call returns.
/// All calls throw <see cref="ToxiproxyException"/> if the server answers with an error, answers nonsense or cannot be reached.
/// </summary>
public sealed class ToxiproxyClient : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    /// <param name="api">The server's base address, such as <c>http://127.0.0.1:8474</c>.</param>
    public ToxiproxyClient(Uri api)
        : this(api, new SocketsHttpHandler { UseProxy = false })
    {
    }

    /// <param name="handler">Sends the requests; the client disposes it.</param>
    public ToxiproxyClient(Uri api, HttpMessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(api);
        Api = api;
        string root = api.AbsoluteUri.EndsWith('/') ? api.AbsoluteUri : api.AbsoluteUri + "/";
        // The server ends a request after 25 s of its own; it refuses browsers, so the agent is named.
        _http = new HttpClient(handler) { BaseAddress = new Uri(root), Timeout = RequestTimeout };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("harness");
    }

    /// <summary>The server's base address.</summary>
    public Uri Api { get; }

    /// <summary>The server's version, such as <c>2.12.0</c>.</summary>
    public async Task<string> GetVersionAsync(CancellationToken cancellation)
    {
        VersionBody version = await SendAsync(HttpMethod.Get, "version", null, ToxiproxyWireFormat.Default.VersionBody, cancellation).ConfigureAwait(false);
        return version.Version ?? "";
    }

    /// <summary>All proxies of the server, by name; also those that others made.</summary>
    public async Task<IReadOnlyDictionary<string, ToxiproxyProxy>> ListProxiesAsync(CancellationToken cancellation)
    {
        Dictionary<string, ProxyBody> proxies =
            await SendAsync(HttpMethod.Get, "proxies", null, ToxiproxyWireFormat.Default.DictionaryStringProxyBody, cancellation).ConfigureAwait(false);
        return proxies.ToDictionary(entry => entry.Key, entry => entry.Value.ToProxy());
    }

    public Task<ToxiproxyProxy> GetProxyAsync(string proxy, CancellationToken cancellation) =>
        SendForProxyAsync(HttpMethod.Get, Path(proxy), null, cancellation);

    /// <summary>Makes a proxy. Status 409 if the name is taken, 500 if the address is.</summary>
    /// <param name="listen">The <c>host:port</c> to listen on; port 0 takes a free one, which the answer shows.</param>
    /// <param name="upstream">The <c>host:port</c> to connect to, as seen from the server.</param>
    public Task<ToxiproxyProxy> CreateProxyAsync(
        string name, string listen, string upstream, CancellationToken cancellation, bool enabled = true) =>
        SendForProxyAsync(HttpMethod.Post, "proxies", new ProxyBody(name, listen, upstream, enabled), cancellation);

    public Task<ToxiproxyProxy> UpdateProxyAsync(string proxy, ToxiproxyProxyUpdate update, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(update);
        var body = new ProxyBody(null, update.Listen, update.Upstream, update.Enabled);
        return SendForProxyAsync(HttpMethod.Patch, Path(proxy), body, cancellation);
    }

    /// <summary>Removes a proxy; its connections are closed.</summary>
    public Task DeleteProxyAsync(string proxy, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Delete, Path(proxy), null, cancellation);

    public async Task<IReadOnlyList<ToxiproxyToxic>> ListToxicsAsync(string proxy, CancellationToken cancellation)
    {
        List<ToxicBody> toxics =
            await SendAsync(HttpMethod.Get, Path(proxy) + "/toxics", null, ToxiproxyWireFormat.Default.ListToxicBody, cancellation).ConfigureAwait(false);
        return [.. toxics.Select(toxic => toxic.ToToxic())];
    }

    public Task<ToxiproxyToxic> GetToxicAsync(string proxy, string toxic, CancellationToken cancellation) =>
        SendForToxicAsync(HttpMethod.Get, Path(proxy, toxic), null, cancellation);

    /// <summary>Adds a toxic to the end of its direction's chain. Status 409 if the name is taken.</summary>
    public Task<ToxiproxyToxic> AddToxicAsync(string proxy, ToxiproxyToxic toxic, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(toxic);
        return SendForToxicAsync(HttpMethod.Post, Path(proxy) + "/toxics", ToxicBody.Of(toxic), cancellation);
    }

    /// <summary>Changes a toxic; attributes that are not given, and a toxicity of null, stay as they are.</summary>
    public Task<ToxiproxyToxic> UpdateToxicAsync(
        string proxy, string toxic, IReadOnlyDictionary<string, long> attributes, CancellationToken cancellation, double? toxicity = null)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        var body = new ToxicBody(null, null, null, new(attributes), toxicity);
        return SendForToxicAsync(HttpMethod.Patch, Path(proxy, toxic), body, cancellation);
    }

    /// <summary>Removes a toxic. Removing <c>timeout</c> closes the connections of its proxy.</summary>
    public Task RemoveToxicAsync(string proxy, string toxic, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Delete, Path(proxy, toxic), null, cancellation);

    public void Dispose() => _http.Dispose();

    private static string Path(string proxy) => "proxies/" + Uri.EscapeDataString(proxy);

    private static string Path(string proxy, string toxic) => $"{Path(proxy)}/toxics/{Uri.EscapeDataString(toxic)}";

    private async Task<ToxiproxyProxy> SendForProxyAsync(HttpMethod method, string path, ProxyBody? body, CancellationToken cancellation)
    {
        using JsonContent? content = body is null ? null : JsonContent.Create(body, ToxiproxyWireFormat.Default.ProxyBody);
        ProxyBody answer = await SendAsync(method, path, content, ToxiproxyWireFormat.Default.ProxyBody, cancellation).ConfigureAwait(false);
        return answer.ToProxy();
    }

    private async Task<ToxiproxyToxic> SendForToxicAsync(HttpMethod method, string path, ToxicBody? body, CancellationToken cancellation)
    {
        using JsonContent? content = body is null ? null : JsonContent.Create(body, ToxiproxyWireFormat.Default.ToxicBody);
        ToxicBody answer = await SendAsync(method, path, content, ToxiproxyWireFormat.Default.ToxicBody, cancellation).ConfigureAwait(false);
        return answer.ToToxic();
    }

    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        string text = await SendAsync(method, path, content, cancellation).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(text, type) ?? throw Nonsense(text, null);
        }
        catch (JsonException e)
        {
            throw Nonsense(text, e);
        }

        ToxiproxyException Nonsense(string answer, Exception? inner) => new(
            System.Net.HttpStatusCode.OK,
            "unexpected answer",
            $"{method} {_http.BaseAddress}{path}: not an answer of Toxiproxy: {answer[..Math.Min(answer.Length, 200)]}",
            inner);
    }

    private async Task<string> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using HttpResponseMessage response = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
            string text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return text;
            }

            string title = ErrorTitle(text) ?? text.Trim();
            throw new ToxiproxyException(
                response.StatusCode, title, $"{method} {_http.BaseAddress}{path}: {(int)response.StatusCode} {title}");
        }
        catch (HttpRequestException e)
        {
            throw new ToxiproxyException(null, e.Message, $"The Toxiproxy server {Api} cannot be reached: {e.Message} ({method} /{path})", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            string title = $"no answer within {RequestTimeout.TotalSeconds:0} s";
            throw new ToxiproxyException(null, title, $"The Toxiproxy server {Api} gave {title} ({method} /{path})", e);
        }
    }

    // The error's text, or null if the body is something else (a proxy in between, another server).
    private static string? ErrorTitle(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ToxiproxyWireFormat.Default.ErrorBody)?.Error;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
