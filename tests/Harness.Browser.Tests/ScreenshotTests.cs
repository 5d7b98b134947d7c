namespace Harness.Browser.Tests;

/// <summary>Pictures for people to look at, in the folder that <c>HARNESS_SCREENSHOTS</c> names. Without it only what is in the window is painted, and thrown away.</summary>
public sealed class ScreenshotTests(Chromium chromium)
{
    public static TheoryData<string> Names => ["light", "dark", "failed", "narrow", "print", "large"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Of_the_whole_page(string name)
    {
        string html = await (name switch { "failed" => Pages.FailedAsync(), "large" => Pages.LargeAsync(), _ => Pages.SampleAsync() });
        await using OpenPage open = await (await chromium.OpenAsync(html, new()
        {
            ColorScheme = name == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = name == "narrow" ? new() { Width = 360, Height = 740 } : new() { Width = 1280, Height = 900 },
        })).EnhancedAsync();
        if (name == "print")
        {
            await open.Page.EmulateMediaAsync(new() { Media = Media.Print });
        }
        else if (name is "light" or "narrow")
        {
            // With a cursor, so that the values at it are in the picture.
            await open.Page.Locator("#s1-timeline-plot").FocusAsync();
            await open.Page.Keyboard.PressAsync("End");
            await open.Page.Keyboard.PressAsync("PageDown");
        }

        string? folder = Environment.GetEnvironmentVariable("HARNESS_SCREENSHOTS");
        // Hundreds of stories are looked at in another way.
        byte[] picture = await open.Page.ScreenshotAsync(new() { FullPage = !string.IsNullOrEmpty(folder) && name != "large" });

        Assert.InRange(picture.Length, 10_000, 10_000_000);
        if (!string.IsNullOrEmpty(folder))
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.png"), picture, TestContext.Current.CancellationToken);
        }
    }
}
