using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Harness.Runs;
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

namespace Harness.Dashboard;

/// <summary>What can be seen of a run while it goes on.</summary>
/// <param name="Dashboard">The page; null: none is served.</param>
/// <param name="Metrics">The metrics as a Prometheus server reads them; null: none are served.</param>
public sealed record LiveContent(RunDashboard? Dashboard, Func<CancellationToken, Task<string>>? Metrics);

/// <summary>
/// Serves a run while it goes on: <c>/</c> the page, <c>/events</c> what is new of it (server-sent events), <c>/run.json</c> the result so far, <c>/metrics</c> the metrics. It only
/// shows; nothing can be changed through it.
/// </summary>
public sealed class LiveServer : IAsyncDisposable
{
    /// <summary>Media type of Prometheus' text format.</summary>
    private const string MetricsType = "text/plain; version=0.0.4; charset=utf-8";

    private const string NotBegun = "The run has not begun yet.\n";

    /// <summary>A stream without news shows that it lives, so that proxies between do not close it.</summary>
    private static readonly TimeSpan _beat = TimeSpan.FromSeconds(5);

    /// <summary>A reader that takes nothing for so long is let go of; one that is slow is not.</summary>
    private static readonly TimeSpan _slow = TimeSpan.FromSeconds(5);

    /// <summary>What is written of an event before the next look at the clock, in bytes.</summary>
    private const int Piece = 16 * 1024;

    private static readonly TimeSpan _stopping = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly LiveContent _content;
    private readonly TimeProvider _time;
    private readonly string _machine = Environment.MachineName;

    private LiveServer(ImmutableArray<ListenAddress> addresses, LiveContent content, TimeProvider time)
    {
        (_content, _time) = (content, time);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        // No configuration files, environment variables or signals: the run decides.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 2 * RunDashboard.MostStreams;
            kestrel.Limits.MaxRequestBodySize = 0;
            foreach (ListenAddress address in addresses)
            {
                kestrel.Listen(address.Address, address.Port, listen => listen.Protocols = HttpProtocols.Http1);
            }
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Where it is found, in the order in which the addresses were given.</summary>
    public ImmutableArray<Uri> Urls { get; private set; } = [];

    /// <summary>Listens.</summary>
    /// <param name="addresses">At least one; what may move takes another port where its own is taken.</param>
    /// <exception cref="EnvironmentException">An address cannot be had.</exception>
    public static async Task<LiveServer> StartAsync(ImmutableArray<ListenAddress> addresses, LiveContent content, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            return await BindAsync(addresses, content, time, cancellation).ConfigureAwait(false);
        }
        catch (EnvironmentException) when (addresses.Any(address => address.MayMove))
        {
            return await BindAsync([.. addresses.Select(address => address.MayMove ? address with { Port = 0 } : address)], content, time, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<LiveServer> BindAsync(ImmutableArray<ListenAddress> addresses, LiveContent content, TimeProvider time, CancellationToken cancellation)
    {
        var server = new LiveServer(addresses, content, time);
        try
        {
            await server._app.StartAsync(cancellation).ConfigureAwait(false);
            string[] bound = [.. server._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses];
            server.Urls = [.. addresses.Zip(bound, (address, url) => address.Url(new Uri(url).Port))];
            return server;
        }
        catch (Exception e) when (e is IOException { InnerException: AddressInUseException } or SocketException)
        {
            await server._app.DisposeAsync().ConfigureAwait(false);
            string where = string.Join(" or ", addresses);
            throw new EnvironmentException(
                $"The run cannot be followed on {where}: {(e is SocketException other ? other.Message : "another process listens there")}. Choose another one: --dashboard=PORT, --metrics=PORT.", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(_stopping, _time);
        await _app.StopAsync(patience.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "frame-ancestors 'none'";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Metrics are scraped under any name, such as that of a service in a compose file; pages are not, so that no site of somebody else's reads them through a browser.
        bool isScrape = context.Request.Path == "/metrics" && _content.Metrics is not null;
        if (!isScrape && !ListenAddress.IsOwnName(context.Request.Host.Host, _machine))
        {
            await TextAsync(context, StatusCodes.Status421MisdirectedRequest, $"This machine is not asked for under a name of somebody else's: use its address, localhost or {_machine}.\n").ConfigureAwait(false);
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            response.Headers.Allow = "GET, HEAD";
            await TextAsync(context, StatusCodes.Status405MethodNotAllowed, "Nothing can be changed here.\n").ConfigureAwait(false);
            return;
        }

        await ((context.Request.Path.Value, _content) switch
        {
            ("/", { Dashboard: { } dashboard }) => PageAsync(context, dashboard),
            ("/events", { Dashboard: { } dashboard }) => StreamAsync(context, dashboard.Streams),
            ("/run.json", { Dashboard: { } dashboard }) => DataAsync(context, dashboard),
            ("/metrics", { Metrics: { } metrics }) => WriteAsync(context, MetricsType, await metrics(context.RequestAborted).ConfigureAwait(false)),
            _ => TextAsync(context, StatusCodes.Status404NotFound, $"There is nothing of this name; there are: {string.Join(", ", Paths())}.\n"),
        }).ConfigureAwait(false);
    }

    private IEnumerable<string> Paths() =>
    [
        .. _content.Dashboard is null ? Array.Empty<string>() : ["/", "/events", "/run.json"],
        .. _content.Metrics is null ? Array.Empty<string>() : ["/metrics"],
    ];

    private static async Task PageAsync(HttpContext context, RunDashboard dashboard)
    {
        if (await dashboard.PageAsync(context.RequestAborted).ConfigureAwait(false) is { } html)
        {
            await WriteAsync(context, "text/html; charset=utf-8", html).ConfigureAwait(false);
            return;
        }

        await NotYetAsync(context).ConfigureAwait(false);
    }

    private static async Task DataAsync(HttpContext context, RunDashboard dashboard)
    {
        if (await dashboard.JsonAsync(context.RequestAborted).ConfigureAwait(false) is { } json)
        {
            await WriteAsync(context, "application/json; charset=utf-8", json).ConfigureAwait(false);
            return;
        }

        await NotYetAsync(context).ConfigureAwait(false);
    }

    private static Task NotYetAsync(HttpContext context)
    {
        // What browsers make of it: the same address again after two seconds.
        context.Response.Headers["Refresh"] = "2";
        context.Response.Headers.RetryAfter = "2";
        return TextAsync(context, StatusCodes.Status503ServiceUnavailable, NotBegun);
    }

    private static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, "text/plain; charset=utf-8", text);
    }

    private static Task WriteAsync(HttpContext context, string type, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private async Task StreamAsync(HttpContext context, PageStreams streams)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            return;
        }

        if (streams.Open() is not { } reader)
        {
            context.Response.Headers.RetryAfter = "5";
            await TextAsync(context, StatusCodes.Status503ServiceUnavailable, $"{RunDashboard.MostStreams} browsers follow this run already.\n").ConfigureAwait(false);
            return;
        }

        try
        {
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            await SendAsync(context, "retry: 2000\n\n").ConfigureAwait(false);
            while (await NextAsync(context, reader.Reader).ConfigureAwait(false) is { } next)
            {
                await SendAsync(context, next).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // It went away, or was too slow.
            context.Abort();
        }
        finally
        {
            streams.Close(reader);
        }
    }

    /// <summary>What is to be written next: the newest event, or a sign of life; null: the stream is at its end.</summary>
    private async Task<string?> NextAsync(HttpContext context, ChannelReader<PageEvent> events)
    {
        using var beat = new CancellationTokenSource(_beat, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, beat.Token);
        try
        {
            PageEvent newest = await events.ReadAsync(either.Token).ConfigureAwait(false);
            return $"event: {newest.Name}\ndata: {newest.Data}\n\n";
        }
        catch (ChannelClosedException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return ":\n\n";
        }
    }

    private async Task SendAsync(HttpContext context, string text)
    {
        ReadOnlyMemory<byte> left = Encoding.UTF8.GetBytes(text);
        while (!left.IsEmpty)
        {
            ReadOnlyMemory<byte> piece = left[..Math.Min(Piece, left.Length)];
            left = left[piece.Length..];
            using var slow = new CancellationTokenSource(_slow, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, slow.Token);
            await context.Response.Body.WriteAsync(piece, either.Token).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(either.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Leaves the process's signals alone.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
