using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Harness.Tests.Toxiproxy.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace Harness.Tests.Clients.Sockets;

/// <summary>A target over TLS: answers every text with <c>pong</c>, has topics of version 3, and says what it was asked by.</summary>
internal sealed class SecureServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SecureServer(TestCertificates certificates, bool wantsCertificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ClientCertificateMode = wantsCertificate ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
            https.ClientCertificateValidation = (certificate, _, _) => certificates.Issued(certificate);
            https.ServerCertificateSelector = (_, name) =>
            {
                NamesAsked.Add(name ?? "");
                return certificates.Server;
            };
        })));
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(AnswerAsync);
    }

    public IPEndPoint Endpoint => new(IPAddress.Loopback, new Uri(_app.Urls.First()).Port);

    /// <summary>By SNI.</summary>
    public ConcurrentBag<string> NamesAsked { get; } = [];

    /// <summary>Host header and path of each request.</summary>
    public ConcurrentBag<string> Requests { get; } = [];

    public static async Task<SecureServer> StartAsync(TestCertificates certificates, bool wantsCertificate = false)
    {
        var server = new SecureServer(certificates, wantsCertificate);
        await server._app.StartAsync(Deadline.Token);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Requests.Add($"{context.Request.Host} {context.Request.Path}");
        if (!context.WebSockets.IsWebSocketRequest)
        {
            if (context.Request.Path.StartsWithSegments("/topics", StringComparison.Ordinal))
            {
                await context.Response.WriteAsync("""{"version":3}""");
            }
            else
            {
                context.Response.StatusCode = 404;
            }

            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        byte[] buffer = new byte[256];
        try
        {
            while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } message)
            {
                string text = Encoding.UTF8.GetString(buffer, 0, message.Count);
                byte[] answer = text == "long" ? new byte[20_000] : "pong"u8.ToArray();
                await socket.SendAsync(answer, WebSocketMessageType.Binary, endOfMessage: true, context.RequestAborted);
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The client, or the fault proxy, cut it.
        }
    }
}
