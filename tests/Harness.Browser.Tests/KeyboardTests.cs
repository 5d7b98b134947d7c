namespace Harness.Browser.Tests;

/// <summary>The page without a mouse.</summary>
public sealed class KeyboardTests(Chromium chromium)
{
    [Fact]
    public async Task The_first_key_leads_past_the_band_to_the_scenarios()
    {
        await using OpenPage open = await (await chromium.OpenAsync(await Pages.SampleAsync())).EnhancedAsync();

        await open.Page.Keyboard.PressAsync("Tab");
        ILocator skip = open.Page.Locator(".skip");
        await Expect(skip).ToBeFocusedAsync();
        await Expect(skip).ToBeInViewportAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        Assert.EndsWith("#scenarios", open.Page.Url, StringComparison.Ordinal);
        await open.Page.Keyboard.PressAsync("Tab");
        await Expect(open.Page.Locator(".contents a").First).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Every_control_is_reached_in_the_order_of_the_page_and_is_seen_when_it_is()
    {
        await using OpenPage open = await (await chromium.OpenAsync(await Pages.SampleAsync())).EnhancedAsync();
        int controls = await open.Page.EvaluateAsync<int>(
            "() => [...document.querySelectorAll('a[href], button, summary, [tabindex=\"0\"]')].filter(control => control.checkVisibility()).length");
        Assert.InRange(controls, 60, 400);

        // Tab by tab: what has the focus, whether it comes after the one before, whether it is in the window, and how it shows.
        List<string> wrong = [];
        for (int i = 0; i < controls; i++)
        {
            await open.Page.Keyboard.PressAsync("Tab");
            wrong.AddRange(await open.Page.EvaluateAsync<string[]>(
                """
                () => {
                  const now = document.activeElement, before = window.before, box = now.getBoundingClientRect(), wrong = [];
                  const name = `${now.tagName} ${now.id || now.textContent.trim().slice(0, 40)}`;
                  if (now === document.body) wrong.push("the focus left the page too early");
                  if (before && !(before.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING)) wrong.push(`${name} comes too late`);
                  if (box.width === 0 || box.bottom <= 0 || box.top >= innerHeight) wrong.push(`${name} is out of sight`);
                  if (getComputedStyle(now).outlineStyle === "none" || parseFloat(getComputedStyle(now).outlineWidth) < 2) wrong.push(`${name} does not show its focus`);
                  window.before = now;
                  return wrong;
                }
                """));
        }

        Assert.Empty(wrong);
        await Expect(open.Page.Locator("pre.command")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task How_to_use_the_charts_stands_above_them()
    {
        await using OpenPage open = await (await chromium.OpenAsync(await Pages.SampleAsync())).EnhancedAsync();

        await Expect(open.Page.Locator("#s0-hint")).ToBeVisibleAsync();
        await Expect(open.Page.Locator("#s0-hint")).ToContainTextAsync("Tab to a chart, ← → to move, + − to zoom, 0 or Esc for all");
    }
}
