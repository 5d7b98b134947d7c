using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Harness.Target;

/// <summary>
/// The reference back end: sockets with heartbeats and pushes, topics over HTTP, presence, and a control API for scenarios.
/// It speaks WebSocket with ASP.NET Core's own implementation, so that the harness's codec always meets a peer written elsewhere.
/// </summary>
public sealed class TargetServer : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly SocketEndpoint _sockets;
    private readonly Publisher _publisher;
    private readonly Task _sweep;
    private readonly CancellationTokenSource _stop;

    private TargetServer(WebApplication app, SocketEndpoint sockets, Publisher publisher, Task sweep, CancellationTokenSource stop)
    {
        (_app, _sockets, _publisher, _sweep, _stop) = (app, sockets, publisher, sweep, stop);
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        HttpUri = new Uri(address);
        SocketUri = new UriBuilder(HttpUri) { Scheme = "ws", Path = "/socket" }.Uri;
    }

    /// <summary>ws://host:port/socket, with the port that was chosen.</summary>
    public Uri SocketUri { get; }

    /// <summary>http://host:port/.</summary>
    public Uri HttpUri { get; }

    /// <exception cref="TargetAddressInUseException">Another process listens there.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static async Task<TargetServer> StartAsync(TargetOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var endpoint = Validate(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        // No configuration files, environment variables or signals: the process that starts it decides.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>().AddRoutingCore();
        options.Logging?.Invoke(builder.Logging);
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.Backlog = options.Backlog).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = null;
            kestrel.Limits.MaxConcurrentUpgradedConnections = null;
            kestrel.Limits.MaxRequestBodySize = 8 << 20;
            kestrel.Listen(endpoint, listen => listen.Protocols = HttpProtocols.Http1);
        });

        var counters = new Counters();
        var topics = new Topics(counters, options.OnPublished);
        topics.SetCount(options.Topics);
        var presence = new Presence(options.Time, options.PresenceThreshold);
        var busy = new Busy(counters);
        var settings = new TargetSettings(options.LoopTime);
        var sockets = new SocketEndpoint(options, topics, presence, busy, counters);
        var publisher = new Publisher(topics, options.Time);

        var app = builder.Build();
        sockets.Map(app);
        new TopicEndpoints(topics, busy, counters, options.Time, app.Lifetime.ApplicationStopping).Map(app);
        new ControlApi(topics, publisher, sockets, presence, busy, settings, counters).Map(app);
        MapReadings(app, settings, presence, counters);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            throw new TargetAddressInUseException(endpoint.ToString(), e);
        }

        var stop = new CancellationTokenSource();
        return new TargetServer(app, sockets, publisher, presence.RunSweepAsync(options.PresenceSweep, stop.Token), stop);
    }

    /// <summary>Stops publishing, closes the sockets with 1001, ends long polls, and gives the port back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _publisher.DisposeAsync();
        await _stop.CancelAsync();
        await _sweep;
        _stop.Dispose();
        await _sockets.StopAsync(Grace);
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static void MapReadings(WebApplication app, TargetSettings settings, Presence presence, Counters counters)
    {
        app.MapGet("/config", (RequestDelegate)(context =>
        {
            counters.Request();
            return Answer.JsonAsync(context, new ConfigAnswer((long)settings.LoopTime.TotalMilliseconds), TargetJson.Default.ConfigAnswer);
        }));
        app.MapGet("/presence", (RequestDelegate)(context =>
        {
            counters.Request();
            return Answer.JsonAsync(context, new PresenceAnswer(presence.Read()), TargetJson.Default.PresenceAnswer);
        }));
    }

    private static IPEndPoint Validate(TargetOptions options)
    {
        var host = options.Host == "localhost" ? "127.0.0.1" : options.Host;
        if (!IPAddress.TryParse(host, out var address))
        {
            throw new ArgumentException($"Host must be an IP address, but is '{options.Host}'", nameof(options));
        }

        if (options.Topics is < 0 or > Target.Topics.MaxCount)
        {
            throw new ArgumentException($"Topics must be 0 to {Target.Topics.MaxCount}, but is {options.Topics}", nameof(options));
        }

        if (options.LoopTime <= TimeSpan.Zero || options.PresenceThreshold <= TimeSpan.Zero || options.PresenceSweep <= TimeSpan.Zero)
        {
            throw new ArgumentException("LoopTime, PresenceThreshold and PresenceSweep must be over 0", nameof(options));
        }

        if (options.MaxMessageLength < 1 || options.SendQueue < 1 || options.Backlog < 1)
        {
            throw new ArgumentException("MaxMessageLength, SendQueue and Backlog must be at least 1", nameof(options));
        }

        if (options.Port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
        {
            throw new ArgumentException($"Port must be 0 to {IPEndPoint.MaxPort}, but is {options.Port}", nameof(options));
        }

        return new IPEndPoint(address, options.Port);
    }

    /// <summary>Leaves the process's signals alone.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
