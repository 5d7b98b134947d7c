using Harness.Reporting.Html;

namespace Harness.Browser.Tests;

/// <summary>The committed report and the README's picture are made here, with <c>HARNESS_UPDATE_SAMPLE=1</c>, and held to the code always.</summary>
public sealed class SampleFilesTests(Chromium chromium)
{
    private static readonly bool _update = Environment.GetEnvironmentVariable("HARNESS_UPDATE_SAMPLE") == "1";

    [Fact]
    public async Task The_committed_report_is_what_the_code_makes_of_the_committed_run()
    {
        Assert.SkipWhen(PageScript.Text is null, "harness was built without Node: its pages have no script");
        string page = Path.Combine(Pages.Sample, "index.html"), html = await Pages.SampleAsync();
        if (_update)
        {
            await File.WriteAllTextAsync(page, html, TestContext.Current.CancellationToken);
        }

        string committed = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        int differs = Enumerable.Range(0, Math.Min(committed.Length, html.Length)).FirstOrDefault(i => committed[i] != html[i], Math.Min(committed.Length, html.Length));
        Assert.True(committed == html, $"{page} differs from character {differs} on, where the code writes “{html.Substring(differs, Math.Min(60, html.Length - differs))}”. "
            + "HARNESS_UPDATE_SAMPLE=1 dotnet test tests/Harness.Browser.Tests -c Release writes it anew, with docs/report.png.");
    }

    [Fact]
    public async Task The_picture_shows_the_verdict_the_assertions_and_the_clients_by_state()
    {
        await using OpenPage open = await (await chromium.OpenAsync(await Pages.SampleAsync(), new() { ViewportSize = new() { Width = 1200, Height = 900 } })).EnhancedAsync();

        // What is left is shown as it is; between the verdict and the scenario nothing but what stands there for other scenarios goes.
        await open.Page.AddStyleTagAsync(new()
        {
            Content = """
                main > :not(#s1), .live-mark, footer, .chart-note { display: none; }
                #s1 { padding-top: 32px; border: 0 !important; margin: 0 !important; }
                #s1 > .figures, #s1 > .scroll:not([aria-label="Assertions"]), #s1 > #s1-timeline ~ * { display: none; }
                """,
        });
        LocatorBoundingBoxResult timeline = (await open.Page.Locator("#s1-timeline").BoundingBoxAsync())!;
        await Expect(open.Page.Locator("h1")).ToBeInViewportAsync();
        Assert.InRange(timeline.Y + timeline.Height, 900, 1600);
        byte[] picture = await open.Page.ScreenshotAsync(new() { FullPage = true, Clip = new() { X = 0, Y = 0, Width = 1200, Height = timeline.Y + timeline.Height + 24 } });
        Assert.InRange(picture.Length, 50_000, 400_000);
        if (_update)
        {
            await File.WriteAllBytesAsync(Path.Combine(Pages.Root, "docs", "report.png"), picture, TestContext.Current.CancellationToken);
        }
    }
}
