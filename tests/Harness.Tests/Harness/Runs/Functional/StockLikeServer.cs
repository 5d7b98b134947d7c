using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Harness.Tests.Runs.Functional;

/// <summary>As much of a stock Toxiproxy as a run looks at before it starts: no proxies yet, and no path but the stock ones.</summary>
internal sealed class StockLikeServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    public StockLikeServer()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/proxies", (RequestDelegate)(context => context.Response.WriteAsJsonAsync(new Dictionary<string, string>())));
        _app.StartAsync().GetAwaiter().GetResult();
    }

    public Uri Api => new(_app.Urls.First());

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
