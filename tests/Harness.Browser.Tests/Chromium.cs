using Harness.Browser.Tests;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Harness.Browser.Tests;

/// <summary>
/// One browser for all tests: the system's Chromium, driven by Playwright. Without it they are skipped with the reason, except where
/// <c>CI_REQUIRE_BROWSER</c> is 1.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] _names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly Lazy<Task<IBrowser>> _browser;
    private IPlaywright? _playwright;

    public Chromium() => _browser = new(StartAsync);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A window of its own, with nothing kept from others. Skips the test where there is no browser.</summary>
    public async Task<OpenPage> OpenAsync(string html, BrowserNewContextOptions? options = null)
    {
        IBrowserContext context = await (await BrowserAsync()).NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        return await OpenPage.OfAsync(context, html);
    }

    /// <summary>A window on a page of a server.</summary>
    public async Task<OpenPage> VisitAsync(Uri address)
    {
        IBrowserContext context = await (await BrowserAsync()).NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        return await OpenPage.AtAsync(context, address);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated && _browser.Value.IsCompletedSuccessfully)
        {
            await (await _browser.Value).DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private Task<IBrowser> BrowserAsync()
    {
        string? lacks = Program() is null ? $"there is no {string.Join(" or ", _names)} in PATH" : Reporting.Html.PageScript.Text is null ? "harness was built without Node: its pages have no script" : null;
        Assert.False(lacks is not null && Environment.GetEnvironmentVariable("CI_REQUIRE_BROWSER") == "1", lacks);
        Assert.SkipWhen(lacks is not null, lacks ?? "");
        return _browser.Value;
    }

    private async Task<IBrowser> StartAsync()
    {
        _playwright = await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program(),
            // Pages are files of this test; a container's root has no sandbox.
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb"],
        });
    }

    private static string? Program() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => _names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);
}
