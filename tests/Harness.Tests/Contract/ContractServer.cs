using System.Net;
using System.Text;
using Harness.Faults.Toxiproxy;
using Harness.Tests.Toxiproxy;
using Harness.Toxiproxy;

namespace Harness.Tests.Contract;

/// <summary>A server under contract, by typed client and by plain HTTP. The proxies of a case are named here and gone when it ends.</summary>
internal sealed class ContractServer : IAsyncDisposable
{
    private static int _names;

    private readonly ToxiproxyServer? _embedded;
    private readonly HttpClient _http;
    private readonly List<string> _proxies = [];

    private ContractServer(ServerKind kind, Uri uri, ToxiproxyServer? embedded)
    {
        Kind = kind;
        _embedded = embedded;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = uri };
        Client = new ToxiproxyClient(uri);
    }

    /// <summary>Where the stock server is; null if there is none.</summary>
    internal static Uri? StockUri { get; } = Environment.GetEnvironmentVariable("TOXIPROXY_URL") is { Length: > 0 } url ? new Uri(url) : null;

    internal ServerKind Kind { get; }

    internal ToxiproxyClient Client { get; }

    internal static async Task<ContractServer> StartAsync(ServerKind kind)
    {
        if (kind == ServerKind.Stock)
        {
            return new ContractServer(kind, StockUri!, null);
        }

        ToxiproxyServer embedded = await ToxiproxyServer.StartAsync(new ToxiproxyOptions(), Wire.Token);
        return new ContractServer(kind, embedded.ApiUri, embedded);
    }

    /// <summary>A name that no other case has.</summary>
    internal string NewName()
    {
        string name = $"contract-{Environment.ProcessId}-{Interlocked.Increment(ref _names)}";
        _proxies.Add(name);
        return name;
    }

    /// <summary>A proxy on a free port, before a port where nobody listens.</summary>
    internal async Task<ToxiproxyProxy> CreateProxyAsync() => await Client.CreateProxyAsync(NewName(), "127.0.0.1:0", "127.0.0.1:1", Wire.Token);

    /// <summary>Skips the case on a stock server without <c>packet_loss</c>, which was merged after 2.12.0.</summary>
    internal async Task NeedsPacketLossAsync()
    {
        string version = await Client.GetVersionAsync(Wire.Token);
        bool lacks = Kind == ServerKind.Stock && Version.TryParse(version, out Version? release) && release <= new Version(2, 12, 0);
        Assert.SkipWhen(lacks, $"packet_loss was merged after 2.12.0, and the stock server is {version}");
    }

    /// <summary>Skips the case on a stock server that was started without counters.</summary>
    internal async Task NeedsMetricsAsync()
    {
        bool lacks = Kind == ServerKind.Stock && (await SendAsync("GET", "/metrics")).Status == 404;
        Assert.SkipWhen(lacks, "the stock server was started without -proxy-metrics");
    }

    internal async Task<Answer> SendAsync(string method, string path, string? body = null, string? userAgent = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        if (userAgent is not null)
        {
            request.Headers.UserAgent.ParseAdd(userAgent);
        }

        using HttpResponseMessage response = await _http.SendAsync(request, Wire.Token);
        string? type = response.Content.Headers.TryGetValues("Content-Type", out IEnumerable<string>? types) ? types.Single() : null;
        return new Answer((int)response.StatusCode, type, await response.Content.ReadAsStringAsync(Wire.Token));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (string name in _proxies)
        {
            try
            {
                await Client.DeleteProxyAsync(name);
            }
            catch (ToxiproxyException e) when (e.Status == HttpStatusCode.NotFound)
            {
                // The case deleted it, or never made it.
            }
        }

        Client.Dispose();
        _http.Dispose();
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }
    }
}

/// <summary>An answer as it stands on the wire.</summary>
internal sealed record Answer(int Status, string? ContentType, string Body)
{
    internal void IsJson(int status, string body) => Assert.Equal(new Answer(status, "application/json", body), this);

    internal void IsEmpty(int status) => Assert.Equal((status, ""), (Status, Body));

    /// <summary>An error: JSON that calls itself text, closed by a line break.</summary>
    internal void IsError(int status, string error) =>
        Assert.Equal(new Answer(status, "text/plain; charset=utf-8", $$"""{"error":"{{error}}","status":{{status}}}""" + "\n"), this);

    /// <summary>An error whose message goes on in each server's own words.</summary>
    internal void IsErrorThatBegins(int status, string error)
    {
        Assert.Equal((status, "text/plain; charset=utf-8"), (Status, ContentType));
        Assert.StartsWith($$"""{"error":"{{error}}""", Body, StringComparison.Ordinal);
        Assert.EndsWith($"\",\"status\":{status}}}\n", Body, StringComparison.Ordinal);
    }
}
