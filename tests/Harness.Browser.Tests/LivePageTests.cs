using System.Text.Json;
using System.Threading.Channels;
using Harness.Judging;
using Harness.Reporting.Html;
using Harness.Tests.Reporting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Harness.Browser.Tests;

/// <summary>The page's half of a live page: a server sends what is known, and the page takes it in without taking anything from its reader.</summary>
public sealed class LivePageTests(Chromium chromium)
{
    [Fact]
    public async Task It_takes_in_what_comes_and_keeps_what_its_reader_did()
    {
        await using EventServer server = await EventServer.StartAsync(Run(20));
        await using OpenPage open = await (await chromium.VisitAsync(server.Address)).EnhancedAsync();
        IPage page = open.Page;
        await Expect(page.Locator(".live-mark")).ToHaveTextAsync("Live");
        await page.Locator("#s0-rtt-show-p99").ClickAsync();
        await page.Locator("summary", new() { HasText = "The scenario as it was run" }).ClickAsync();
        await page.Locator("#s0-timeline-plot").FocusAsync();
        await page.Keyboard.PressAsync("+");
        string[] span = await SpanAsync(page);
        double top = await page.Locator("#s0-timeline-plot").EvaluateAsync<double>("plot => plot.getBoundingClientRect().top");

        server.Send("page", await HtmlReport.RenderPartsAsync(Run(30)));

        await page.WaitForFunctionAsync("() => document.querySelector('#s0-timeline desc').textContent.includes('at most 1,999')");
        Assert.Equal("incomplete: silent-drop · harness", await page.TitleAsync());
        Assert.Equal(span, await SpanAsync(page));
        await Expect(page.Locator("#s0-rtt-show-p99")).ToHaveAttributeAsync("aria-pressed", "false");
        await Expect(page.Locator("#s0-timeline-plot")).ToBeFocusedAsync();
        await Expect(page.Locator("details", new() { HasText = "The scenario as it was run" })).ToHaveAttributeAsync("open", "");
        Assert.Equal(top, await page.Locator("#s0-timeline-plot").EvaluateAsync<double>("plot => plot.getBoundingClientRect().top"), 1.0);
        await Expect(page.Locator(".live-mark")).ToHaveTextAsync("Live");

        // What has the focus goes on working.
        await page.Keyboard.PressAsync("0");
        Assert.Equal(["0", "30"], await SpanAsync(page));

        server.Send("end", await HtmlReport.RenderPartsAsync(SampleRuns.Run(Verdict.Passed, SampleRuns.SilentDrop())));
        await Expect(page.Locator("h1")).ToContainTextAsync("PASSED");
        await Expect(page.Locator(".live-mark")).ToHaveCountAsync(0);
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task A_lost_connection_is_said_with_the_time_of_what_is_shown()
    {
        await using EventServer server = await EventServer.StartAsync(Run(20));
        await using OpenPage open = await (await chromium.VisitAsync(server.Address)).EnhancedAsync();

        await server.DisposeAsync();

        await Expect(open.Page.Locator(".live-mark")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^Connection lost: what is shown is from [0-9]{2}:[0-9]{2}:[0-9]{2}$"));
        await Expect(open.Page.Locator("h1")).ToContainTextAsync("INCOMPLETE");
    }

    /// <summary>The first seconds of a run; the number of clients says which it is.</summary>
    private static RunResult Run(int seconds) => SampleRuns.Run(Verdict.Incomplete, SampleRuns.SilentDrop() with
    {
        Verdict = Verdict.Incomplete,
        Faults = [],
        Series = SampleSeries.Cut(SampleSeries.Of(seconds == 20 ? 2000 : 1999, 0, 12, 24, 44, recovers: true), seconds),
    });

    private static async Task<string[]> SpanAsync(IPage page) =>
        await page.Locator("#s0-timeline-plot").EvaluateAsync<string[]>("plot => [plot.ariaValueMin, plot.ariaValueMax]");

    /// <summary>A page and its events (server-sent events, HTML Standard §9.2) on loopback.</summary>
    private sealed class EventServer : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly Channel<(string Name, PageParts Parts)> _events = Channel.CreateUnbounded<(string, PageParts)>();

        private EventServer(RunResult run)
        {
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0").UseSetting(WebHostDefaults.ShutdownTimeoutKey, "1");
            _app = builder.Build();
            _app.MapGet("/", async () => Results.Content(await HtmlReport.RenderAsync(run, live: true), "text/html; charset=utf-8"));
            _app.MapGet("/events", async (HttpContext context) =>
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync(": welcome\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await foreach ((string name, PageParts parts) in _events.Reader.ReadAllAsync(context.RequestAborted))
                {
                    await context.Response.WriteAsync($"event: {name}\ndata: {JsonSerializer.Serialize(parts, JsonSerializerOptions.Web)}\n\n", context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                }
            });
        }

        public Uri Address => new(_app.Urls.Single() + "/");

        public static async Task<EventServer> StartAsync(RunResult run)
        {
            var server = new EventServer(run);
            await server._app.StartAsync(TestContext.Current.CancellationToken);
            return server;
        }

        public void Send(string name, PageParts parts) => Assert.True(_events.Writer.TryWrite((name, parts)));

        public async ValueTask DisposeAsync()
        {
            _events.Writer.TryComplete();
            await _app.DisposeAsync();
        }
    }
}
