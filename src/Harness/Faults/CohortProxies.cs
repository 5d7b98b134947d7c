using System.Collections.Immutable;
using System.Net;
using Harness.Faults.Toxiproxy;
using Harness.Scenarios;

namespace Harness.Faults;

/// <summary>One proxy of a run on one fault proxy server.</summary>
/// <param name="Server">The server it lives on.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Endpoint">Where clients dial it.</param>
public sealed record CohortProxy(ToxiproxyClient Server, string Name, IPEndPoint Endpoint)
{
    internal Task AddAsync(ToxiproxyToxic toxic, CancellationToken cancellation) => Server.AddToxicAsync(Name, toxic, cancellation);

    internal Task RemoveAsync(string toxic, CancellationToken cancellation) => Server.RemoveToxicAsync(Name, toxic, cancellation);
}

/// <summary>
/// The proxies of a run: one per cohort and path, so that a fault on some cohorts hits known clients; for sockets also one per node of the target,
/// so that a client that moves on to another node stays in its cohort. Only proxies made here are ever touched; they are deleted at the end, and
/// <c>/reset</c> and <c>/populate</c> are never called, because the server may serve others too.
/// </summary>
public sealed class CohortProxies : IAsyncDisposable
{
    private static readonly TimeSpan _createPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _deletePatience = TimeSpan.FromSeconds(10);

    private readonly List<ImmutableArray<CohortProxy>> _webSocket = [];
    private readonly List<CohortProxy> _http = [];
    private readonly List<(ToxiproxyClient Server, string Name)> _mayExist = [];
    private readonly ImmutableArray<string> _httpUpstreams;

    private readonly Dictionary<ToxiproxyClient, (ProxyListen Listen, int Next)> _ports = [];

    private CohortProxies(ImmutableArray<string> httpUpstreams) => _httpUpstreams = httpUpstreams;

    /// <summary>By cohort, then by node of the target: where its sockets are dialled.</summary>
    public ImmutableArray<ImmutableArray<IPEndPoint>> WebSocketEndpoints =>
        [.. _webSocket.Select(nodes => nodes.Select(proxy => proxy.Endpoint).ToImmutableArray())];

    /// <summary>By cohort: where its polls and fetches go.</summary>
    public ImmutableArray<IPEndPoint> HttpEndpoints => [.. _http.Select(proxy => proxy.Endpoint)];

    /// <summary>Makes them, spread over the servers.</summary>
    /// <param name="servers">At least one.</param>
    /// <param name="run">Goes into the names, so that runs side by side do not meet.</param>
    /// <param name="cohorts">K.</param>
    /// <param name="socketUpstreams">For each node of the target host:port of its sockets, as the servers see it.</param>
    /// <param name="httpUpstreams">For each node host:port of its HTTP side. Polls and fetches of a cohort go to one of them.</param>
    /// <param name="listens">For each server where its proxies listen; empty: on free ports of its own host.</param>
    /// <exception cref="ToxiproxyException">A server does not do it; what was made is deleted again.</exception>
    public static async Task<CohortProxies> CreateAsync(
        ImmutableArray<ToxiproxyClient> servers, string run, int cohorts, ImmutableArray<string> socketUpstreams, ImmutableArray<string> httpUpstreams,
        CancellationToken cancellation, IReadOnlyList<ProxyListen>? listens = null)
    {
        var proxies = new CohortProxies(httpUpstreams);
        foreach ((ProxyListen listen, int i) in (listens ?? []).Select((listen, i) => (listen, i)))
        {
            proxies._ports[servers[i]] = (listen, listen.First);
        }

        try
        {
            for (int cohort = 0; cohort < cohorts; cohort++)
            {
                var nodes = ImmutableArray.CreateBuilder<CohortProxy>(socketUpstreams.Length);
                for (int node = 0; node < socketUpstreams.Length; node++)
                {
                    // In turns, as RolePlanner counts them.
                    ToxiproxyClient server = servers[((cohort * socketUpstreams.Length) + node) % servers.Length];
                    string name = $"harness-{run}-ws-{cohort}{(socketUpstreams.Length > 1 ? $"-{node}" : "")}";
                    nodes.Add(await proxies.CreateOneAsync(server, name, socketUpstreams[node], cancellation).ConfigureAwait(false));
                }

                proxies._webSocket.Add(nodes.ToImmutable());
                proxies._http.Add(await proxies.CreateOneAsync(
                    servers[cohort % servers.Length], $"harness-{run}-http-{cohort}", httpUpstreams[cohort % httpUpstreams.Length], cancellation).ConfigureAwait(false));
            }

            return proxies;
        }
        catch
        {
            await proxies.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>How many proxies a server gets where they are dealt out to so many.</summary>
    public static int CountOn(int server, int servers, int cohorts, int nodes) =>
        Enumerable.Range(0, cohorts * nodes).Count(socket => socket % servers == server) + Enumerable.Range(0, cohorts).Count(cohort => cohort % servers == server);

    /// <summary>The proxies of a cohort on a path.</summary>
    public IEnumerable<CohortProxy> Of(int cohort, FaultPath path) => path switch
    {
        FaultPath.WebSocket => _webSocket[cohort],
        FaultPath.Http => [_http[cohort]],
        _ => [.. _webSocket[cohort], _http[cohort]],
    };

    /// <summary>Sends the polls and fetches that went to a node of the target to the next one, for good; those under way are cut.</summary>
    public Task LeaveNodeAsync(int node, CancellationToken cancellation) => Task.WhenAll(_http
        .Where((_, cohort) => cohort % _httpUpstreams.Length == node)
        .Select(proxy => proxy.Server.UpdateProxyAsync(
            proxy.Name, new ToxiproxyProxyUpdate { Upstream = _httpUpstreams[(node + 1) % _httpUpstreams.Length] }, cancellation)));

    /// <summary>Deletes them. A server that is gone has deleted them its own way.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(_deletePatience);
        foreach ((ToxiproxyClient server, string name) in _mayExist)
        {
            try
            {
                await server.DeleteProxyAsync(name, patience.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is ToxiproxyException or OperationCanceledException)
            {
                // The server has died, or the name is gone already: nothing is left to clean up.
            }
        }

        _mayExist.Clear();
        _webSocket.Clear();
        _http.Clear();
    }

    private async Task<CohortProxy> CreateOneAsync(ToxiproxyClient server, string name, string upstream, CancellationToken cancellation)
    {
        if (_ports.ContainsKey(server))
        {
            return await CreateMappedAsync(server, name, upstream, cancellation).ConfigureAwait(false);
        }

        // A server on this machine listens on loopback only; one elsewhere has to be reached from here.
        bool local = server.Api.IsLoopback;
        ToxiproxyProxy made = await CreateOrNoteAsync(server, name, local ? "127.0.0.1:0" : "0.0.0.0:0", upstream, cancellation).ConfigureAwait(false);
        int port = IPEndPoint.Parse(made.Listen).Port;
        IPAddress address = local
            ? IPAddress.Loopback
            : (await Dns.GetHostAddressesAsync(server.Api.DnsSafeHost, cancellation).ConfigureAwait(false))[0];
        return new CohortProxy(server, name, new IPEndPoint(address, port));
    }

    /// <summary>On the next port of those that are mapped; one that is in use already, by another run say, is passed over.</summary>
    private async Task<CohortProxy> CreateMappedAsync(ToxiproxyClient server, string name, string upstream, CancellationToken cancellation)
    {
        while (true)
        {
            (ProxyListen listen, int port) = _ports[server];
            _ports[server] = (listen, port + 1);
            if (port > listen.Last)
            {
                throw new ToxiproxyException(null, "no port left", $"The Toxiproxy server {server.Api} has no port left in {listen} for proxy {name}: the others are in use");
            }

            try
            {
                await CreateOrNoteAsync(server, name, $"0.0.0.0:{port}", upstream, cancellation).ConfigureAwait(false);
            }
            catch (ToxiproxyException e) when (e.Title.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            IPAddress address = (await Dns.GetHostAddressesAsync(listen.Host, cancellation).ConfigureAwait(false))[0];
            return new CohortProxy(server, name, new IPEndPoint(address, port));
        }
    }

    /// <summary>A call that is given up half-way may have made its proxy all the same; only an error answer says that it did not.</summary>
    private async Task<ToxiproxyProxy> CreateOrNoteAsync(
        ToxiproxyClient server, string name, string listen, string upstream, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _mayExist.Add((server, name));
        try
        {
            // Not cancelled with the run: a deletion could overtake the creation. It has a patience of its own instead.
            using var patience = new CancellationTokenSource(_createPatience);
            return await server.CreateProxyAsync(name, listen, upstream, patience.Token).ConfigureAwait(false);
        }
        catch (ToxiproxyException e) when (e.Status is { } status && (int)status >= 400)
        {
            // Whatever has this name now is somebody else's.
            _mayExist.Remove((server, name));
            throw;
        }
        catch (OperationCanceledException e)
        {
            throw new ToxiproxyException(
                null, "no answer", $"The Toxiproxy server {server.Api} did not answer within {_createPatience.TotalSeconds:0} s (POST /proxies)", e);
        }
    }
}
