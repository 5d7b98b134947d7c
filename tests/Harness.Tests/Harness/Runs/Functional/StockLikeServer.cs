using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Harness.Tests.Runs.Functional;

/// <summary>What a run takes for a stock Toxiproxy: it has no path but the stock ones. What is asked of those it hands on to a server behind it, or has no proxies.</summary>
internal sealed class StockLikeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient? _behind;

    /// <param name="behind">The API of the server that does the work; null: there is none, and no proxies.</param>
    public StockLikeServer(Uri? behind = null)
    {
        _behind = behind is null ? null : new HttpClient { BaseAddress = behind };
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Map("/proxies/{**rest}", (RequestDelegate)AnswerAsync);
        _app.Map("/version", (RequestDelegate)AnswerAsync);
        _app.StartAsync().GetAwaiter().GetResult();
    }

    public Uri Api => new(_app.Urls.First());

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _behind?.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (_behind is null)
        {
            await context.Response.WriteAsJsonAsync(new Dictionary<string, string>());
            return;
        }

        using var asked = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.Path)
        {
            Content = new StreamContent(context.Request.Body),
        };
        asked.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        using HttpResponseMessage answer = await _behind.SendAsync(asked, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
