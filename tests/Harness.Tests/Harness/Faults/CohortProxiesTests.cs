using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Harness.Faults;
using Harness.Faults.Toxiproxy;
using Harness.Scenarios;
using Harness.Tests.Toxiproxy;
using Harness.Toxiproxy;

namespace Harness.Tests.Faults;

/// <summary>Whatever becomes of the making of a run's proxies: none of them stays, and none of somebody else's goes.</summary>
public sealed class CohortProxiesTests : IAsyncLifetime
{
    private const string Upstream = "127.0.0.1:1";

    private ToxiproxyServer _server = null!;
    private ToxiproxyClient _api = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ToxiproxyServer.StartAsync(new ToxiproxyOptions(), Wire.Token);
        _api = new ToxiproxyClient(_server.ApiUri);
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public async Task Given_up_while_a_proxy_is_being_made_none_stays(int creations)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Wire.Token);
        using var api = new ToxiproxyClient(_server.ApiUri, new AfterCreations(creations, stop.Cancel));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CohortProxies.CreateAsync([api], "run", 5, [Upstream], [Upstream], stop.Token));

        Assert.Empty(await _api.ListProxiesAsync(Wire.Token));
    }

    [Fact]
    public async Task Each_cohort_has_a_socket_proxy_per_node_and_one_for_its_polls()
    {
        await using CohortProxies proxies = await CohortProxies.CreateAsync([_api], "run", 3, ["127.0.0.1:1", "127.0.0.1:2"], ["127.0.0.1:3", "127.0.0.1:4"], Wire.Token);

        IReadOnlyDictionary<string, ToxiproxyProxy> made = await _api.ListProxiesAsync(Wire.Token);
        Assert.Equal(9, made.Count);
        Assert.Equal(
            ["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:4"],
            proxies.Of(1, FaultPath.All).Select(proxy => made[proxy.Name].Upstream));
        Assert.Equal(
            proxies.Of(2, FaultPath.WebSocket).Select(proxy => proxy.Endpoint), proxies.WebSocketEndpoints[2]);
        Assert.Equal(["harness-run-http-2"], proxies.Of(2, FaultPath.Http).Select(proxy => proxy.Name));
    }

    [Fact]
    public async Task Behind_a_port_mapping_they_listen_on_the_ports_that_are_mapped_and_pass_over_those_in_use()
    {
        using var taken = new TcpListener(IPAddress.Any, 0);
        taken.Start();
        int first = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using CohortProxies proxies = await CohortProxies.CreateAsync([_api], "run", 2, [Upstream], [Upstream], Wire.Token, [new ProxyListen("localhost", first, Math.Min(65535, first + 60))]);

        Assert.Equal(4, CohortProxies.CountOn(0, 1, 2, 1));
        ToxiproxyProxy[] made = [.. (await _api.ListProxiesAsync(Wire.Token)).Values];
        int[] ports = [.. proxies.HttpEndpoints.Concat(proxies.WebSocketEndpoints.SelectMany(nodes => nodes)).Select(endpoint => endpoint.Port)];
        Assert.Equal(4, ports.Distinct().Count());
        Assert.All(ports, port => Assert.InRange(port, first + 1, first + 60));
        Assert.Equal(ports.Order(), made.Select(proxy => int.Parse(proxy.Listen.Split(':')[^1], CultureInfo.InvariantCulture)).Order());
        Assert.All(made, proxy => Assert.DoesNotContain("127.0.0.1", proxy.Listen, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_port_left_none_stays()
    {
        using var taken = new TcpListener(IPAddress.Any, 0);
        taken.Start();
        int only = ((IPEndPoint)taken.LocalEndpoint).Port;

        ToxiproxyException e = await Assert.ThrowsAsync<ToxiproxyException>(
            () => CohortProxies.CreateAsync([_api], "run", 1, [Upstream], [Upstream], Wire.Token, [new ProxyListen("127.0.0.1", only, only)]));

        Assert.Contains($"has no port left in 127.0.0.1:{only}-{only}", e.Message, StringComparison.Ordinal);
        Assert.Empty(await _api.ListProxiesAsync(Wire.Token));
    }

    [Theory]
    [InlineData("127.0.0.1:21000-21019", "127.0.0.1", 21000, 21019)]
    [InlineData("target:9000", "target", 9000, 9000)]
    [InlineData("[::1]:1-2", "::1", 1, 2)]
    public void A_host_with_its_ports(string text, string host, int first, int last) => Assert.Equal(new ProxyListen(host, first, last), ProxyListen.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData(":9000")]
    [InlineData("host")]
    [InlineData("host:0-5")]
    [InlineData("host:5-4")]
    [InlineData("host:1-2-3")]
    [InlineData("host:1-70000")]
    public void What_is_none(string text) => Assert.Null(ProxyListen.Parse(text));

    [Fact]
    public async Task An_answer_that_got_lost_leaves_none_either()
    {
        using var api = new ToxiproxyClient(_server.ApiUri, new AfterCreations(3, () => throw new HttpRequestException("lost")));

        await Assert.ThrowsAsync<ToxiproxyException>(() => CohortProxies.CreateAsync([api], "run", 5, [Upstream], [Upstream], Wire.Token));

        Assert.Empty(await _api.ListProxiesAsync(Wire.Token));
    }

    [Fact]
    public async Task A_proxy_of_the_same_name_is_somebody_elses_and_stays()
    {
        await _api.CreateProxyAsync("harness-run-http-2", "127.0.0.1:0", Upstream, Wire.Token);

        ToxiproxyException e = await Assert.ThrowsAsync<ToxiproxyException>(
            () => CohortProxies.CreateAsync([_api], "run", 5, [Upstream], [Upstream], Wire.Token));

        Assert.Equal("proxy already exists", e.Title);
        Assert.Equal(["harness-run-http-2"], (await _api.ListProxiesAsync(Wire.Token)).Keys);
    }

    /// <summary>Does something once the server has made the n-th proxy, before its answer is seen.</summary>
    private sealed class AfterCreations(int count, Action then) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        private int _creations;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            if (request.Method == HttpMethod.Post && ++_creations == count)
            {
                then();
                cancellationToken.ThrowIfCancellationRequested();
            }

            return response;
        }
    }
}
