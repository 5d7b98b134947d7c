using System.Net;
using Harness.Toxiproxy.Api;
using Harness.Toxiproxy.Proxies;
using Harness.Toxiproxy.Timing;
using Harness.Toxiproxy.Tls;
using Harness.Toxiproxy.Toxics;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Harness.Toxiproxy;

/// <summary>
/// A TCP proxy for injecting faults, driven by Toxiproxy's HTTP API (https://github.com/Shopify/toxiproxy#http-api). Disposing it closes
/// every connection and listener.
/// </summary>
public sealed class ToxiproxyServer : IAsyncDisposable
{
    /// <summary>What <c>GET /version</c> answers: the release whose API this is, marked as another implementation of it.</summary>
    public const string Version = "2.12.0+harness";

    private readonly WebApplication _api;
    private readonly DelayQueue _delays;
    private readonly ConnectionLimit _limit;
    private readonly ProxyCollection _proxies;
    private readonly TlsBridges _bridges;

    private ToxiproxyServer(WebApplication api, DelayQueue delays, ConnectionLimit limit, ProxyCollection proxies, TlsBridges bridges)
    {
        _api = api;
        _delays = delays;
        _limit = limit;
        _proxies = proxies;
        _bridges = bridges;
    }

    /// <summary>The base address of the HTTP API, with the actual port.</summary>
    public Uri ApiUri => new(_api.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The names of the toxics it offers, as the API's <c>type</c>.</summary>
    public static IReadOnlyCollection<string> ToxicTypes => ToxicRegistry.Standard.Types;

    /// <summary>How many client connections are open now, over all proxies; each has two sockets, and two more on each side that speaks TLS.</summary>
    public int Connections => _limit.Current;

    /// <summary>How many things wait for their time: chunks under a delay, toxics that flap, and the like.</summary>
    internal int Waiting => _delays.Count;

    /// <summary>How many clients were refused because the connection or descriptor limit was reached.</summary>
    public long Refused => _limit.Refused;

    /// <summary>The most connections it takes at once; a side that speaks TLS counts as one more.</summary>
    public int MaxConnections => _limit.Most;

    /// <summary>The proxies as they are now, by name, with their actual ports.</summary>
    public IReadOnlyList<ProxyConfig> Proxies => 
    [
        .. _proxies.All.Select(proxy =>
        {
            // Asked first: from then on it has its actual port.
            bool enabled = proxy.Enabled;
            return new ProxyConfig(proxy.Name, proxy.Listen, proxy.Upstream, enabled) { Tls = proxy.Tls.Settings.Config };
        }),
    ];

    /// <summary>Starts the proxies of the options, then the HTTP API. If one of them cannot listen, nothing is left started.</summary>
    /// <exception cref="AddressUnavailableException">A port is taken, or an address is not one of this machine.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static async Task<ToxiproxyServer> StartAsync(ToxiproxyOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBufferedBytes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConnections ?? 1, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.SourceAddresses, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.SourceAddresses, LoopbackSources.Most, nameof(options));
        if (ProxyConfigRules.Mistakes(options.Proxies) is { } mistakes)
        {
            throw new ArgumentException(mistakes, nameof(options));
        }

        var address = new IPEndPoint(ParseHost(options.Host), options.Port);

        ILogger logger = options.LoggerFactory.CreateLogger<ToxiproxyServer>();
        var limit = new ConnectionLimit(options.MaxConnections ?? ConnectionLimit.OfProcess());
        var delays = new DelayQueue();
        var bridges = new TlsBridges(options.TlsTimes, logger);
        var proxies = new ProxyCollection(
            new ProxyEnvironment(delays, limit, new SpareMemory(delays), logger, options.MaxBufferedBytes, options.Seed, bridges, new LoopbackSources(options.SourceAddresses)));
        WebApplication api = BuildApi(address, proxies, options, logger);
        var server = new ToxiproxyServer(api, delays, limit, proxies, bridges);
        try
        {
            await PopulateAsync(proxies, options.Proxies, cancellation).ConfigureAwait(false);
            await api.StartAsync(cancellation).ConfigureAwait(false);
            return server;
        }
        catch (IOException e) when (e is not AddressUnavailableException)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw new AddressUnavailableException(address.ToString(), e);
        }
        catch (System.Net.Sockets.SocketException e)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw new AddressUnavailableException(address.ToString(), e);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync().ConfigureAwait(false);
        _proxies.Clear();
        await _bridges.DisposeAsync().ConfigureAwait(false);
        _delays.Dispose();
    }

    private static async Task PopulateAsync(ProxyCollection proxies, IReadOnlyList<ProxyConfig> configs, CancellationToken cancellation)
    {
        Population population = await Population.ApplyAsync(proxies, configs, cancellation).ConfigureAwait(false);
        if (population is { Failed: { } failed, Error: { } error })
        {
            throw new AddressUnavailableException(failed.Listen, error, failed.Name);
        }
    }

    private static IPAddress ParseHost(string host) =>
        host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(host, out IPAddress? address) ? address
        : throw new ArgumentException($"Host must be an IP address or localhost, but is '{host}'", nameof(host));

    private static WebApplication BuildApi(IPEndPoint address, ProxyCollection proxies, ToxiproxyOptions options, ILogger logger)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(options.LoggerFactory);
        builder.Services.AddSingleton(options.Limits);
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            options.Limits.Apply(kestrel);
            kestrel.Listen(address);
        });

        WebApplication api = builder.Build();
        api.Use(next => context => new ApiErrors(logger).InvokeAsync(context, next));
        api.Use(next => context => new RequestDeadline(options.Limits).InvokeAsync(context, next));
        api.UseRouting();
        new ProxyEndpoints(proxies).Map(api);
        new ToxicEndpoints(proxies, ToxicRegistry.Standard).Map(api);
        new PopulateEndpoint(proxies).Map(api);
        new FaultsEndpoint(proxies, ToxicRegistry.Standard).Map(api);
        new ConnectionsEndpoint(proxies).Map(api);
        new MetricsEndpoint(proxies).Map(api);
        api.MapGet("/version", context => context.Response.SendVersionAsync(Version));
        return api;
    }
}
