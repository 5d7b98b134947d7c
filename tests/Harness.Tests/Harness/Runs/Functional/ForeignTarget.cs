using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Harness.Tests.Runs.Functional;

/// <summary>Somebody else's server: answers heartbeats, knows no topics, no presence and no control API.</summary>
internal sealed class ForeignTarget : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _opened;

    private ForeignTarget()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Map("/live", AnswerAsync);
    }

    public Uri SocketUri => new UriBuilder(_app.Urls.First()) { Scheme = "ws", Path = "/live" }.Uri;

    public int Opened => Volatile.Read(ref _opened);

    public static async Task<ForeignTarget> StartAsync(CancellationToken cancellation)
    {
        var target = new ForeignTarget();
        await target._app.StartAsync(cancellation);
        return target;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = 400;
            return;
        }

        Interlocked.Increment(ref _opened);
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        byte[] buffer = new byte[256];
        try
        {
            while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } message)
            {
                await socket.SendAsync(buffer.AsMemory(0, message.Count), WebSocketMessageType.Text, message.EndOfMessage, context.RequestAborted);
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The client, or the fault proxy, cut it.
        }
    }
}
