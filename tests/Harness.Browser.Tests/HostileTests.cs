using System.Text.RegularExpressions;
using Harness.Judging;
using Harness.Reporting.Html;
using Harness.Tests.Reporting;

namespace Harness.Browser.Tests;

/// <summary>A message of a server, a client's name or a scenario's title with markup in it never becomes markup.</summary>
public sealed partial class HostileTests(Chromium chromium, HostileTests.Window window) : IClassFixture<HostileTests.Window>
{
    /// <summary>The one window that all texts are shown in, one after the other: each page forgets the last one's script.</summary>
    public sealed class Window : IAsyncDisposable
    {
        private OpenPage? _open;

        public async Task<OpenPage> ShowAsync(Chromium chromium, string html) =>
            await (_open is null ? _open = await chromium.OpenAsync(html) : await _open.TurnToAsync(html)).EnhancedAsync();

        public async ValueTask DisposeAsync()
        {
            if (_open is not null)
            {
                await _open.DisposeAsync();
            }
        }
    }

    public static TheoryData<int> Texts => [.. Enumerable.Range(0, HostileTexts.All.Length)];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task In_every_field_it_stays_text(int number)
    {
        string text = HostileTexts.All[number];
        RunResult run = HostileTexts.Fill<RunResult>(text);
        OpenPage open = await window.ShowAsync(chromium, await HtmlReport.RenderAsync(run));
        IPage page = open.Page;
        // What charts say of faults and series is text of the run as well.
        await page.Locator(".plot").First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.EvaluateAsync("() => document.querySelectorAll('details').forEach(details => details.open = true)");

        Assert.Empty(open.Complaints);
        Assert.Empty(open.Requests);
        Assert.True(await page.EvaluateAsync<bool>("() => window.__pwned === undefined"));
        Assert.Equal("", await page.EvaluateAsync<string>(
            """
            () => {
              const expected = new Set(["html", "head", "meta", "link", "title", "style", "script", "body", "a", "header", "div", "p", "h1", "h2", "h3", "h4", "span", "dl", "dt", "dd", "main", "nav", "ol", "ul",
                "li", "section", "strong", "small", "code", "pre", "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary", "figure", "figcaption", "svg", "desc", "g", "path", "rect", "line",
                "text", "circle", "polygon", "button", "canvas", "article", "footer", "time", "em"]);
              const wrong = [...document.querySelectorAll("*")].filter(element => !expected.has(element.localName)
                || [...element.attributes].some(attribute => attribute.name.startsWith("on") || attribute.name === "srcdoc" || /^\s*javascript:/i.test(attribute.value) && attribute.name === "href"));
              return wrong.map(element => element.outerHTML.slice(0, 100)).join("\n");
            }
            """));
        Assert.Equal(1, await page.Locator("script:not([type='application/json'])").CountAsync());
        Assert.Equal(Visible(text), Visible(await page.Locator("#s0-title").TextContentAsync() ?? ""));
        Assert.Contains(Visible(text), Visible(await page.Locator("main").InnerTextAsync()), StringComparison.Ordinal);
        // However long a word is, only what scrolls by itself is wider than the window.
        Assert.Equal("", await page.EvaluateAsync<string>(
            """
            () => [...document.querySelectorAll("body *")]
              .filter(element => element.getBoundingClientRect().right > innerWidth + 1 && !element.closest(".scroll, pre, .skip, svg, .u-wrap"))
              .map(element => `${element.localName}.${element.className} in ${element.parentElement.localName}.${element.parentElement.className}`).join("\n")
            """));
        Assert.Equal(1280, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
    }

    /// <summary>Text as HTML shows it: runs of spaces are one, and what HTML cannot hold is a replacement.</summary>
    private static string Visible(string text) => Spaces().Replace(text.Replace('\0', '\uFFFD'), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
