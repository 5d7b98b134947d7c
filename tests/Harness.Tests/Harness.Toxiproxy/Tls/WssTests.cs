using System.Net;
using System.Net.WebSockets;
using System.Text;
using Harness.Faults.Toxiproxy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Harness.Tests.Toxiproxy.Tls;

/// <summary>WebSockets over TLS, with the parts that people use: a ClientWebSocket, and Kestrel with HTTP/2 switched on.</summary>
public sealed class WssTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Echoes_through_a_proxy_that_terminates_and_originates(bool latency)
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: true);
        await using WebApplication server = await StartAsync(proxied);
        if (latency)
        {
            await proxied.Proxied.AddAsync("latency", ToxicStream.Downstream, ("latency", 20));
        }

        using ClientWebSocket client = await ConnectAsync(proxied);

        foreach (string text in (string[])["hello", new string('x', 200_000)])
        {
            await client.SendAsync(Encoding.ASCII.GetBytes(text), WebSocketMessageType.Text, true, Wire.Token);
            Assert.Equal(text, await HearAsync(client));
        }

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Wire.Token);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
        Assert.Empty(proxied.Log.Lines);
    }

    [Fact]
    public async Task Toxics_that_know_frames_see_them()
    {
        await using TlsProxied proxied = await TlsProxied.StartAsync(terminate: true, originate: true);
        await using WebApplication server = await StartAsync(proxied);
        await proxied.Proxied.AddJsonAsync("""{"type": "ws_close", "attributes": {"code": 4001, "reason": "by a toxic"}}""");
        using ClientWebSocket client = await ConnectAsync(proxied);

        Assert.Equal("", await HearAsync(client));

        Assert.Equal(4001, (int)client.CloseStatus!);
        Assert.Equal("by a toxic", client.CloseStatusDescription);
    }

    private static async Task<ClientWebSocket> ConnectAsync(TlsProxied proxied)
    {
        var client = new ClientWebSocket();
        client.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => proxied.Certificates.Issued(certificate);
        await client.ConnectAsync(new Uri($"wss://localhost:{proxied.Proxied.Address.Port}/"), Wire.Token);
        return client;
    }

    private static async Task<WebApplication> StartAsync(TlsProxied proxied)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(proxied.Certificates.Server)));
        WebApplication server = builder.Build();
        server.UseWebSockets();
        server.Run(async context =>
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            while (socket.State == WebSocketState.Open)
            {
                string heard = await HearAsync(socket);
                if (socket.State == WebSocketState.Open)
                {
                    await socket.SendAsync(Encoding.ASCII.GetBytes(heard), WebSocketMessageType.Text, true, context.RequestAborted);
                }
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        });
        await server.StartAsync(Wire.Token);
        string address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        await proxied.PostAsync($$"""{"upstream": "127.0.0.1:{{new Uri(address).Port}}"}""");
        return server;
    }

    // One message; empty for a close.
    private static async Task<string> HearAsync(WebSocket socket)
    {
        var heard = new StringBuilder();
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            WebSocketReceiveResult result = await socket.ReceiveAsync(buffer, Wire.Token);
            heard.Append(Encoding.ASCII.GetString(buffer, 0, result.Count));
            if (result.EndOfMessage)
            {
                return heard.ToString();
            }
        }
    }
}
