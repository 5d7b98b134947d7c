using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Harness.Tests.Telemetry;

/// <summary>
/// As much of an OpenTelemetry collector as takes metrics over HTTP or gRPC: it keeps what was sent. Names and texts stand in protobuf as they are (UTF-8 behind their length), so they can be
/// looked for without its schema.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, string Type, string Body)> _requests = new();

    private OtlpReceiver(WebApplication app, int status, bool grpc)
    {
        _app = app;
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            _requests.Enqueue((context.Request.Path, context.Request.ContentType ?? "", Encoding.Latin1.GetString(body.ToArray())));
            if (grpc)
            {
                // An empty answer: not compressed, of length 0; the status stands in the trailer.
                context.Response.ContentType = "application/grpc";
                await context.Response.Body.WriteAsync(new byte[5]);
                context.Response.AppendTrailer("grpc-status", $"{status}");
                return;
            }

            context.Response.StatusCode = status;
            context.Response.ContentType = "application/x-protobuf";
        });
    }

    /// <summary>What came, as bytes in a string.</summary>
    public IReadOnlyList<(string Path, string Type, string Body)> Requests => [.. _requests];

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    /// <param name="status">What it answers: of HTTP, or of gRPC (0 is OK).</param>
    public static async Task<OtlpReceiver> StartAsync(int status = StatusCodes.Status200OK, bool grpc = false)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var receiver = new OtlpReceiver(builder.Build(), status, grpc);
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
