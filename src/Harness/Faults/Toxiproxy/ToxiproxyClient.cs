namespace Harness.Faults.Toxiproxy;

/// <summary>
/// A client for the HTTP API of a Toxiproxy server, stock (2.6 or later: it updates by PATCH) or embedded
/// (https://github.com/Shopify/toxiproxy#http-api). A change is in force on every open connection when its call returns.
/// All calls throw <see cref="ToxiproxyException"/> if the server answers with an error, answers nonsense, cannot be reached or takes
/// more than 30 s, and <see cref="OperationCanceledException"/> if they are cancelled; whether the server has done it is unknown then.
/// </summary>
/// <example>
/// <code>
/// using var client = new ToxiproxyClient(new Uri("http://127.0.0.1:8474"));
/// await client.CreateProxyAsync("web", "127.0.0.1:0", "127.0.0.1:9000");
/// await client.AddToxicAsync("web", new LatencyToxic { Latency = TimeSpan.FromMilliseconds(200) });
/// </code>
/// </example>
public sealed class ToxiproxyClient : IDisposable
{
    private static readonly ToxiproxyWireFormat _json = ToxiproxyWireFormat.Default;

    private readonly ToxiproxyHttp _http;

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
        _http = new ToxiproxyHttp(api, handler);
    }

    /// <summary>The server's base address.</summary>
    public Uri Api { get; }

    /// <summary>The server's version, such as <c>2.12.0</c>.</summary>
    public Task<string> GetVersionAsync(CancellationToken cancellation = default) =>
        _http.GetAsync("version", _json.VersionBody, version => version.Version ?? "", cancellation);

    /// <summary>The server's counters in Prometheus' text format. Status 404 if it has none: a stock server needs <c>-proxy-metrics</c> for them.</summary>
    public Task<string> GetMetricsAsync(CancellationToken cancellation = default) =>
        _http.SendAsync(HttpMethod.Get, "metrics", null, cancellation);

    /// <summary>All proxies of the server, by name; also those that others made.</summary>
    public Task<IReadOnlyDictionary<string, ToxiproxyProxy>> ListProxiesAsync(CancellationToken cancellation = default) =>
        _http.GetAsync(
            "proxies",
            _json.DictionaryStringProxyBody,
            IReadOnlyDictionary<string, ToxiproxyProxy> (proxies) => proxies.ToDictionary(entry => entry.Key, entry => entry.Value.ToProxy()),
            cancellation);

    /// <summary>One proxy. Status 404 if there is none of this name, like every call below that names one.</summary>
    public Task<ToxiproxyProxy> GetProxyAsync(string proxy, CancellationToken cancellation = default) =>
        _http.GetAsync(Path(proxy), _json.ProxyBody, body => body.ToProxy(), cancellation);

    /// <summary>Makes a proxy that is enabled. Status 409 if the name is taken, 500 if the address is.</summary>
    /// <param name="listen">The <c>host:port</c> to listen on; port 0 takes a free one, which the answer shows.</param>
    /// <param name="upstream">The <c>host:port</c> to connect to, as seen from the server.</param>
    public Task<ToxiproxyProxy> CreateProxyAsync(string name, string listen, string upstream, CancellationToken cancellation = default) =>
        CreateProxyAsync(new ToxiproxyProxyDefinition(name, listen, upstream), cancellation);

    /// <summary>Makes a proxy. Status 409 if the name is taken, 500 if the address is, 400 if name or upstream is empty.</summary>
    public Task<ToxiproxyProxy> CreateProxyAsync(ToxiproxyProxyDefinition proxy, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(proxy);
        return SendForProxyAsync(HttpMethod.Post, "proxies", ProxyBody.Of(proxy), cancellation);
    }

    /// <summary>
    /// Makes the proxies that are not there, replaces those whose address or upstream differ, with their toxics and connections, and leaves
    /// the others as they are, also if <c>Enabled</c> differs. Proxies that are not named stay. An address with port 0 always differs.
    /// Status 400 if a name or an upstream is empty, and nothing is made; 500 if an address is taken, and those before it are made.
    /// </summary>
    /// <returns>The proxies that were named, in their order.</returns>
    public Task<IReadOnlyList<ToxiproxyProxy>> PopulateAsync(IEnumerable<ToxiproxyProxyDefinition> proxies, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(proxies);
        return _http.SendAsync(
            HttpMethod.Post,
            "populate",
            [.. proxies.Select(ProxyBody.Of)],
            _json.ListProxyBody,
            _json.PopulatedBody,
            IReadOnlyList<ToxiproxyProxy> (populated) => [.. (populated.Proxies ?? []).Select(proxy => proxy.ToProxy())],
            cancellation);
    }

    /// <summary>Changes a proxy. Status 500 if the new address is taken; its connections are dropped all the same.</summary>
    public Task<ToxiproxyProxy> UpdateProxyAsync(string proxy, ToxiproxyProxyUpdate update, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        var body = new ProxyBody(null, update.Listen, update.Upstream, update.Enabled);
        return SendForProxyAsync(HttpMethod.Patch, Path(proxy), body, cancellation);
    }

    /// <summary>Removes a proxy; its connections are closed.</summary>
    public Task DeleteProxyAsync(string proxy, CancellationToken cancellation = default) =>
        _http.SendAsync(HttpMethod.Delete, Path(proxy), null, cancellation);

    /// <summary>Enables every proxy of the server and removes every toxic; also those that others made.</summary>
    public Task ResetAsync(CancellationToken cancellation = default) =>
        _http.SendAsync(HttpMethod.Post, "reset", null, cancellation);

    /// <summary>The toxics of a proxy: upstream ones first, each direction in the order of its chain.</summary>
    public Task<IReadOnlyList<ToxiproxyToxic>> ListToxicsAsync(string proxy, CancellationToken cancellation = default) =>
        _http.GetAsync(
            Path(proxy) + "/toxics",
            _json.ListToxicBody,
            IReadOnlyList<ToxiproxyToxic> (toxics) => [.. toxics.Select(toxic => toxic.ToToxic())],
            cancellation);

    /// <summary>One toxic. Status 404 if there is none of this name, like every call below that names one.</summary>
    public Task<ToxiproxyToxic> GetToxicAsync(string proxy, string toxic, CancellationToken cancellation = default) =>
        _http.GetAsync(Path(proxy, toxic), _json.ToxicBody, body => body.ToToxic(), cancellation);

    /// <summary>Adds a toxic to the end of its direction's chain. Status 409 if the name is taken, 400 if the server does not know the type.</summary>
    /// <returns>The toxic with its name and with the server's defaults for what was not given.</returns>
    public Task<ToxiproxyToxic> AddToxicAsync(string proxy, ToxiproxyToxic toxic, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(toxic);
        return SendForToxicAsync(HttpMethod.Post, Path(proxy) + "/toxics", ToxicBody.Of(toxic), cancellation);
    }

    /// <summary>Gives the toxic of this name all attributes and the toxicity of <paramref name="toxic"/>. Type and stream cannot change.</summary>
    public Task<ToxiproxyToxic> UpdateToxicAsync(string proxy, ToxiproxyToxic toxic, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(toxic);
        var all = new ToxiproxyToxicUpdate { Attributes = toxic.Attributes, Toxicity = toxic.Toxicity };
        return UpdateToxicAsync(proxy, toxic.NameOnServer, all, cancellation);
    }

    /// <summary>Changes in a toxic what <paramref name="update"/> names, and nothing else.</summary>
    public Task<ToxiproxyToxic> UpdateToxicAsync(string proxy, string toxic, ToxiproxyToxicUpdate update, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        var body = new ToxicBody(null, null, null, update.Attributes, update.Toxicity);
        return SendForToxicAsync(HttpMethod.Patch, Path(proxy, toxic), body, cancellation);
    }

    /// <summary>Removes a toxic. Removing <c>timeout</c> closes the connections of its proxy.</summary>
    public Task RemoveToxicAsync(string proxy, string toxic, CancellationToken cancellation = default) =>
        _http.SendAsync(HttpMethod.Delete, Path(proxy, toxic), null, cancellation);

    /// <summary>The open connections of a proxy, oldest first. Only the embedded server has this; a stock one answers with status 404.</summary>
    public Task<IReadOnlyList<ToxiproxyConnection>> ListConnectionsAsync(string proxy, CancellationToken cancellation = default) =>
        _http.GetAsync(
            Path(proxy) + "/connections",
            _json.ListConnectionBody,
            IReadOnlyList<ToxiproxyConnection> (connections) => [.. connections.Select(connection => connection.ToConnection())],
            cancellation);

    /// <summary>
    /// Changes the toxics of several proxies at one instant: all of it, or nothing and the error of the first entry that cannot be
    /// (status 404 or 409, title such as <c>add 2: toxic already exists</c>). Only the embedded server has this; a stock one answers with status 404.
    /// </summary>
    public Task<ToxiproxyChanged> ChangeToxicsAsync(ToxiproxyChange change, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return _http.SendAsync(
            HttpMethod.Post, "faults", ChangeBody.Of(change), _json.ChangeBody, _json.ChangedBody, changed => changed.ToChanged(), cancellation);
    }

    public void Dispose() => _http.Dispose();

    private static string Path(string proxy) => "proxies/" + Uri.EscapeDataString(proxy);

    private static string Path(string proxy, string toxic) => $"{Path(proxy)}/toxics/{Uri.EscapeDataString(toxic)}";

    private Task<ToxiproxyProxy> SendForProxyAsync(HttpMethod method, string path, ProxyBody body, CancellationToken cancellation) =>
        _http.SendAsync(method, path, body, _json.ProxyBody, _json.ProxyBody, proxy => proxy.ToProxy(), cancellation);

    private Task<ToxiproxyToxic> SendForToxicAsync(HttpMethod method, string path, ToxicBody body, CancellationToken cancellation) =>
        _http.SendAsync(method, path, body, _json.ToxicBody, _json.ToxicBody, toxic => toxic.ToToxic(), cancellation);
}
