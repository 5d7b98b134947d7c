using System.Net;
using System.Net.Sockets;
using Harness.Target.Chat;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Harness.Target;

/// <summary>
/// The reference back end: sockets with heartbeats and pushes, topics over HTTP, presence, a chat room, and a control API for scenarios.
/// It speaks WebSocket with ASP.NET Core's own implementation, so that the harness's codec always meets a peer written elsewhere.
/// </summary>
public sealed class TargetServer : IAsyncDisposable
{
    private const int SendBuffer = 64 * 1024;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly SocketEndpoint _sockets;
    private readonly Task _loops;
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncDisposable[] _parts;

    private TargetServer(WebApplication app, SocketEndpoint sockets, Task loops, CancellationTokenSource stop, IAsyncDisposable[] parts)
    {
        (_app, _sockets, _loops, _stop, _parts) = (app, sockets, loops, stop, parts);
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
        var endpoint = TargetOptionsRules.Check(options);
        var settings = new LiveSettings(TargetSettings.Of(options));
        var counters = new Counters();
        var flaws = new FlawSwitch();
        flaws.Set(options.Flaws, options.FlawDelay, Selection.Everybody, []);
        var sessions = new Sessions();
        var later = new Later(options.Time);
        var pushes = new Pushes(flaws, later, options.Time, counters);
        pushes.Lose(options.LosePushes, 0, Selection.Everybody);
        var topics = new Topics(counters, pushes, options.OnPublished);
        topics.SetCount(options.Topics);
        var presence = new Presence(options.Time, options.PresenceThreshold, flaws, counters);
        var (busyRequests, busyHandshakes) = (new Busy(counters), new Busy(counters));
        busyRequests.Set(options.Busy, 0, retryAfter: 1);
        busyHandshakes.Set(options.Busy, 0, retryAfter: 1);
        var admission = new Admission(settings, counters);
        var broadcaster = new Broadcaster(sessions, counters);
        var publisher = new Publisher(topics, options.Time);
        var upkeep = new Upkeep(sessions, settings, options.Time, counters);
        var outage = new Outage(settings, flaws, presence, sessions, options.Time, counters);

        var room = new ChatRoom(flaws, options.Time, counters);
        var post = new ChatPost(room, flaws, later, counters);

        var app = Build(options, endpoint, outage);
        var stopping = app.Lifetime.ApplicationStopping;
        var services = new SocketServices(
            sessions, topics, presence, broadcaster, busyHandshakes, new AuthGate(settings, counters), admission, flaws, later, settings, counters,
            room, post, new ChatGate(settings, flaws, options.Time, counters));
        var sockets = new SocketEndpoint(options, services, stopping);
        outage.Map(app);
        sockets.Map(app);
        new TopicEndpoints(topics, busyRequests, flaws, counters, options.Time, stopping).Map(app);
        new ControlApi(new ControlledParts(
            topics, publisher, sessions, presence, busyRequests, busyHandshakes, pushes, broadcaster, outage, flaws, settings, TargetSettings.Of(options), counters)).Map(app);
        new LoginEndpoint(settings, options.Time, counters).Map(app);
        MapReadings(app, settings, presence, counters);
        IAsyncDisposable[] parts = [publisher, upkeep, outage, room, later];
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await DisposeAllAsync(parts);
            await app.DisposeAsync();
            throw new TargetAddressInUseException(endpoint.ToString(), e);
        }

        var stop = new CancellationTokenSource();
        var loops = Task.WhenAll(presence.RunSweepAsync(options.PresenceSweep, stop.Token), broadcaster.RunAsync(stop.Token), post.RunAsync(stop.Token));
        return new TargetServer(app, sockets, loops, stop, parts);
    }

    /// <summary>Stops publishing, closes the sockets with 1001, ends long polls, and gives the port back.</summary>
    public async ValueTask DisposeAsync()
    {
        await DisposeAllAsync(_parts);
        await _stop.CancelAsync();
        await _loops;
        _stop.Dispose();
        await _sockets.StopAsync(Grace);
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task DisposeAllAsync(IAsyncDisposable[] parts)
    {
        foreach (var part in parts)
        {
            await part.DisposeAsync();
        }
    }

    private static WebApplication Build(TargetOptions options, IPEndPoint endpoint, Outage outage)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        // No configuration files, environment variables or signals: the process that starts it decides.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>().AddRoutingCore();
        options.Logging?.Invoke(builder.Logging);
        builder.WebHost.UseKestrelCore().UseSockets(sockets =>
        {
            sockets.Backlog = options.Backlog;
            // A heartbeat is read, judged and answered on the thread that received it: a third of the hops, and a quarter of the CPU.
            // What takes longer yields that thread first.
            sockets.UnsafePreferInlineScheduling = true;
            sockets.CreateBoundListenSocket = Listen;
        }).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = null;
            kestrel.Limits.MaxConcurrentUpgradedConnections = null;
            kestrel.Limits.MaxRequestBodySize = 8 << 20;
            kestrel.Listen(endpoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection => outage.TrackAsync(next, connection));
            });
        });
        return builder.Build();
    }

    /// <summary>
    /// Linux would let megabytes wait in the kernel for a peer that reads slowly, and the outbox, which decides who is too slow, would not hear of it for minutes.
    /// Accepted sockets inherit the buffer.
    /// </summary>
    private static Socket Listen(EndPoint endpoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        socket.SendBufferSize = SendBuffer;
        return socket;
    }

    private static void MapReadings(WebApplication app, LiveSettings settings, Presence presence, Counters counters)
    {
        app.MapGet("/config", (RequestDelegate)(context =>
        {
            counters.Request();
            var current = settings.Current;
            var answer = new ConfigAnswer((long)current.LoopTime.TotalMilliseconds, (long?)current.ServerHeartbeat?.Interval.TotalMilliseconds);
            return Answer.JsonAsync(context, answer, TargetJson.Default.ConfigAnswer);
        }));
        app.MapGet("/presence", (RequestDelegate)(async context =>
        {
            counters.Request();
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await Answer.JsonAsync(context, new PresenceAnswer(presence.Read()), TargetJson.Default.PresenceAnswer);
        }));
    }

    /// <summary>Leaves the process's signals alone.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
