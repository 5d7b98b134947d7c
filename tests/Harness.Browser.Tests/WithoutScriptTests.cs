namespace Harness.Browser.Tests;

/// <summary>Where the script does not run, or what it draws is of no use: every figure is a drawing.</summary>
public sealed class WithoutScriptTests(Chromium chromium)
{
    [Fact]
    public async Task Blocked_scripts_leave_all_figures()
    {
        await using OpenPage open = await chromium.OpenAsync(await Pages.SampleAsync(), new() { JavaScriptEnabled = false, ViewportSize = new() { Width = 1280, Height = 900 } });

        int figures = await open.Page.Locator("figure.chart").CountAsync();
        Assert.InRange(figures, 14, int.MaxValue);
        Assert.Equal(figures, await open.Page.Locator("figure.chart > svg.wide:visible").CountAsync());
        Assert.Equal(0, await open.Page.Locator("canvas, button").CountAsync());
        Assert.All(await open.Page.Locator("#s1-timeline > svg.wide path.area").AllAsync(), path => Assert.NotNull(path));
        Assert.NotEqual(0, await open.Page.Locator("#s1-timeline > svg.wide path.area").CountAsync());
    }

    [Fact]
    public async Task Paper_gets_the_drawings_and_all_series()
    {
        await using OpenPage open = await (await chromium.OpenAsync(await Pages.SampleAsync())).EnhancedAsync();
        await open.Page.Locator("#s1-timeline-show-open").ClickAsync();

        await open.Page.EmulateMediaAsync(new() { Media = Media.Print });

        int figures = await open.Page.Locator("figure.chart").CountAsync();
        Assert.Equal(figures, await open.Page.Locator("figure.chart > svg:visible").CountAsync());
        Assert.Equal(0, await open.Page.Locator("canvas:visible, .chart-note:visible").CountAsync());
        Assert.Equal("none", await open.Page.Locator("#s1-timeline-show-open").EvaluateAsync<string>("toggle => getComputedStyle(toggle).textDecorationLine"));
    }
}
