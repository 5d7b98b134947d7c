namespace Harness.Browser.Tests;

/// <summary>The committed run, opened as a file.</summary>
public sealed class SampleReportTests(Chromium chromium)
{
    [Fact]
    public async Task It_shows_its_verdict_and_a_chart_for_every_drawing_of_time()
    {
        await using OpenPage open = await (await chromium.OpenAsync(await Pages.SampleAsync())).EnhancedAsync();

        await Expect(open.Page.Locator("h1")).ToContainTextAsync("PASSED");
        Assert.Equal(3, await open.Page.Locator("section.scenario").CountAsync());
        // Each scenario: states, round trip, misses, comebacks, heartbeats, staleness where it is known, and the storm where clients tried to come back.
        int charts = await open.Page.Locator("figure.chart:has(> script.chart-data)").CountAsync();
        Assert.InRange(charts, 15, 21);
        Assert.Equal(charts, await open.Page.Locator("figure.enhanced > .plot canvas:visible").CountAsync());
        Assert.Equal(0, await open.Page.Locator("figure.enhanced > svg:visible").CountAsync());
        // The distribution of detections stays the drawing that it is.
        await Expect(open.Page.Locator("#s1-f0-detection > svg.wide")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task It_complains_of_nothing_and_asks_for_nothing()
    {
        await using OpenPage open = await (await chromium.OpenAsync(await Pages.SampleAsync())).EnhancedAsync();
        await open.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

        Assert.Empty(open.Complaints);
        Assert.Empty(open.Requests);
    }

    [Fact]
    public async Task The_policy_of_the_page_lets_no_other_script_run()
    {
        await using OpenPage open = await (await chromium.OpenAsync(await Pages.SampleAsync())).EnhancedAsync();

        await open.Page.EvaluateAsync("() => { const s = document.createElement('script'); s.textContent = 'window.__pwned = 1'; document.body.append(s); }");
        await open.Page.EvaluateAsync("() => { const d = document.createElement('div'); d.innerHTML = '<b onclick=\"window.__pwned = 1\">x</b>'; document.body.append(d); d.firstChild.click(); }");

        Assert.True(await open.Page.EvaluateAsync<bool>("() => window.__pwned === undefined"));
        Assert.Contains(open.Complaints, complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failed_run_has_its_evidence_open()
    {
        await using OpenPage open = await (await chromium.OpenAsync(await Pages.FailedAsync())).EnhancedAsync();

        await Expect(open.Page.Locator("h1")).ToContainTextAsync("FAILED");
        ILocator story = open.Page.Locator("details.story", new() { HasText = "Client 1341" }).First;
        await Expect(story).ToHaveAttributeAsync("open", "open");
        await Expect(story.GetByText("heartbeat sent, not answered: 3 missed, and no declaration")).ToBeVisibleAsync();
    }
}
