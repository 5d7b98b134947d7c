using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Harness.Tests.Clients.Sockets;

/// <summary>The HTTP side of a target whose only topic has one version.</summary>
internal sealed class TopicServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TopicServer(long version)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(context => context.Response.WriteAsync($$"""{"version":{{version}}}"""));
    }

    public System.Net.IPEndPoint Endpoint => new(System.Net.IPAddress.Loopback, new Uri(_app.Urls.First()).Port);

    public static async Task<TopicServer> StartAsync(long version)
    {
        var server = new TopicServer(version);
        await server._app.StartAsync(Deadline.Token);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
