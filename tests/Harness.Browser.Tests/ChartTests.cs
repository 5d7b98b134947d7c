using System.Globalization;
using System.Text.RegularExpressions;

namespace Harness.Browser.Tests;

/// <summary>What a reader does with the charts of a scenario, by mouse and by keyboard. In the sample's second scenario 600 of 2,000 clients are lost from 12 to 24 s.</summary>
public sealed class ChartTests(Chromium chromium)
{
    private const string Scenario = "#s1";

    [Fact]
    public async Task A_series_is_hidden_and_shown_by_its_entry_in_the_legend()
    {
        await using OpenPage open = await SampleAsync();
        ILocator toggle = open.Page.Locator("#s1-timeline-show-open");
        Assert.Equal("rgb(143, 203, 239)", await ColourAsync(open.Page, "#s1-timeline", 0.9, 0.9));

        await toggle.ClickAsync();

        await Expect(toggle).ToHaveAttributeAsync("aria-pressed", "false");
        Assert.NotEqual("rgb(143, 203, 239)", await ColourAsync(open.Page, "#s1-timeline", 0.9, 0.9));

        // The same by the keyboard, and only this chart is concerned.
        await toggle.FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        await Expect(toggle).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Equal("rgb(143, 203, 239)", await ColourAsync(open.Page, "#s1-timeline", 0.9, 0.9));
        await open.Page.Keyboard.PressAsync(" ");
        await Expect(toggle).ToHaveAttributeAsync("aria-pressed", "false");
        await Expect(open.Page.Locator("#s0-timeline-show-open")).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task A_drag_zooms_all_charts_of_the_scenario_and_a_double_click_shows_all_again()
    {
        await using OpenPage open = await SampleAsync();
        (double From, double To)[] before = await SpansAsync(open.Page, Scenario);
        (double From, double To)[] others = await SpansAsync(open.Page, "#s0");

        await DragAsync(open.Page, "#s1-timeline", 0.25, 0.5);

        (double From, double To)[] zoomed = await SpansAsync(open.Page, Scenario);
        Assert.Single(zoomed.Distinct());
        Assert.InRange(zoomed[0].From, before[0].To * 0.24, before[0].To * 0.26);
        Assert.InRange(zoomed[0].To, before[0].To * 0.49, before[0].To * 0.51);
        Assert.Equal(others, await SpansAsync(open.Page, "#s0"));
        await Expect(open.Page.Locator($"{Scenario} .chart-note")).ToContainTextAsync("Shown:");

        await open.Page.Locator("#s1-heartbeats-plot .u-over").DblClickAsync();
        Assert.Equal(before, await SpansAsync(open.Page, Scenario));
        await Expect(open.Page.Locator("#s1-all")).ToBeHiddenAsync();

        await DragAsync(open.Page, "#s1-rtt", 0.4, 0.8);
        await open.Page.Locator("#s1-all").ClickAsync();
        Assert.Equal(before, await SpansAsync(open.Page, Scenario));
    }

    [Fact]
    public async Task A_chart_is_as_high_as_the_densest_second_that_it_marks()
    {
        await using OpenPage open = await SampleAsync();

        // The sample has 600 polls in each whole second, and 800 in one between two: they are drawn three quarters up an axis to 800.
        string[] colours = await Task.WhenAll(Enumerable.Range(0, 13).Select(i => ColourAsync(open.Page, "#s1-storm", 0.41, 0.22 + (i * 0.005))));

        Assert.Contains("rgb(0, 114, 178)", colours);
    }

    [Fact]
    public async Task The_pointer_shows_the_values_of_its_second_in_every_chart_of_the_scenario()
    {
        await using OpenPage open = await SampleAsync();
        double end = (await SpansAsync(open.Page, Scenario))[0].To;

        // In the middle of the 19th second.
        await HoverAsync(open.Page, "#s1-heartbeats", 18.5 / end);

        await Expect(open.Page.Locator("#s1-heartbeats .when")).ToHaveTextAsync("18 s to 19 s, silent-drop on");
        await Expect(open.Page.Locator("#s1-rtt .when")).ToHaveTextAsync("18 s to 19 s, silent-drop on");
        await Expect(open.Page.Locator("#s1-timeline .when")).ToHaveTextAsync(new Regex("^at 1[89] s, silent-drop on$"));
        Assert.Equal("1,400", await open.Page.Locator("#s1-timeline li[data-series=open] .at-cursor").TextContentAsync());
        Assert.Matches("^[0-9.]+ (µs|ms|s)$", await open.Page.Locator("#s1-rtt li[data-series=p50] .at-cursor").TextContentAsync() ?? "");
        Assert.Equal("", await open.Page.Locator("#s0-timeline .when").TextContentAsync());

        await open.Page.Mouse.MoveAsync(2, 2);
        await Expect(open.Page.Locator("#s1-heartbeats .when")).ToHaveTextAsync("");
    }

    [Fact]
    public async Task Keys_move_the_cursor_zoom_and_show_all_again()
    {
        await using OpenPage open = await SampleAsync();
        ILocator plot = open.Page.Locator("#s1-timeline-plot");
        (double From, double To)[] all = await SpansAsync(open.Page, Scenario);
        await plot.FocusAsync();

        await open.Page.Keyboard.PressAsync("ArrowRight");
        await open.Page.Keyboard.PressAsync("ArrowRight");
        await open.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(plot).ToHaveAttributeAsync("aria-valuetext", new Regex("^at 3 s: open [0-9,]+, "));
        await Expect(open.Page.Locator("#s1-heartbeats .when")).ToHaveTextAsync("2 s to 3 s");
        await open.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(plot).ToHaveAttributeAsync("aria-valuetext", new Regex("^at 2 s: "));
        await open.Page.Keyboard.PressAsync("End");
        await Expect(plot).ToHaveAttributeAsync("aria-valuetext", new Regex($"^at {Math.Round(all[0].To)} s: "));

        await open.Page.Keyboard.PressAsync("+");
        await open.Page.Keyboard.PressAsync("+");
        (double From, double To)[] zoomed = await SpansAsync(open.Page, Scenario);
        Assert.Single(zoomed.Distinct());
        Assert.Equal(all[0].To / 4, zoomed[0].To - zoomed[0].From, 0.01);
        // What the cursor leaves comes into sight.
        await open.Page.Keyboard.PressAsync("Home");
        Assert.Equal(0, (await SpansAsync(open.Page, Scenario))[0].From, 0.01);
        await open.Page.Keyboard.PressAsync("-");
        Assert.Equal(all[0].To / 2, (await SpansAsync(open.Page, Scenario))[0].To, 0.01);
        await open.Page.Keyboard.PressAsync("0");
        Assert.Equal(all, await SpansAsync(open.Page, Scenario));
        await open.Page.Keyboard.PressAsync("+");
        await open.Page.Keyboard.PressAsync("Escape");
        Assert.Equal(all, await SpansAsync(open.Page, Scenario));
        await Expect(plot).ToHaveAttributeAsync("aria-valuetext", "no second chosen");
    }

    [Fact]
    public async Task Charts_follow_light_and_dark()
    {
        await using OpenPage open = await SampleAsync();
        Assert.Equal("rgb(143, 203, 239)", await ColourAsync(open.Page, "#s1-timeline", 0.9, 0.9));
        Assert.Equal("rgb(255, 255, 255)", await open.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));

        await open.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });

        Assert.Equal("rgb(20, 24, 29)", await open.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
        Assert.Equal("rgb(63, 131, 173)", await ColourAsync(open.Page, "#s1-timeline", 0.9, 0.9));
    }

    [Fact]
    public async Task A_narrow_window_has_the_small_charts_and_nothing_to_scroll_sideways()
    {
        await using OpenPage open = await SampleAsync();
        double wide = await open.Page.Locator("#s1-timeline-plot canvas").EvaluateAsync<double>("canvas => canvas.clientHeight");

        await open.Page.SetViewportSizeAsync(360, 740);

        await open.Page.WaitForFunctionAsync("wide => document.querySelector('#s1-timeline-plot canvas').clientHeight < wide", wide);
        Assert.Equal(360, await open.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        Assert.Equal(328, await open.Page.Locator("#s1-timeline-plot canvas").EvaluateAsync<int>("canvas => canvas.clientWidth"));
    }

    private async Task<OpenPage> SampleAsync() => await (await chromium.OpenAsync(await Pages.SampleAsync())).EnhancedAsync();

    /// <summary>What each chart of a scenario shows of the time, as it says to those who do not see it.</summary>
    private static async Task<(double From, double To)[]> SpansAsync(IPage page, string scenario)
    {
        string[] spans = await page.Locator($"{scenario} .plot").EvaluateAllAsync<string[]>("plots => plots.map(plot => `${plot.ariaValueMin} ${plot.ariaValueMax}`)");
        Assert.NotEmpty(spans);
        return [.. spans.Select(span => span.Split(' ')).Select(ends => (double.Parse(ends[0], CultureInfo.InvariantCulture), double.Parse(ends[1], CultureInfo.InvariantCulture)))];
    }

    /// <summary>The colour of a chart at a place of its plot, 0 to 1 from the left and from the top.</summary>
    private static async Task<string> ColourAsync(IPage page, string figure, double x, double y)
    {
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        return await page.Locator(figure).EvaluateAsync<string>(
            """
            (figure, [x, y]) => {
              const canvas = figure.querySelector("canvas"), over = figure.querySelector(".u-over"), scale = canvas.width / canvas.clientWidth;
              const [r, g, b] = canvas.getContext("2d").getImageData((over.offsetLeft + x * over.clientWidth) * scale, (over.offsetTop + y * over.clientHeight) * scale, 1, 1).data;
              return `rgb(${r}, ${g}, ${b})`;
            }
            """,
            new[] { x, y });
    }

    private static async Task HoverAsync(IPage page, string figure, double x)
    {
        ILocator over = page.Locator($"{figure}-plot .u-over");
        await over.ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = (await over.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (float)(box.Width * x), box.Y + (box.Height / 2), new() { Steps = 3 });
    }

    private static async Task DragAsync(IPage page, string figure, double from, double to)
    {
        await HoverAsync(page, figure, from);
        await page.Mouse.DownAsync();
        await HoverAsync(page, figure, to);
        await page.Mouse.UpAsync();
    }
}
