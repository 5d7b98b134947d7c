using System.Collections.Concurrent;

namespace Harness.Browser.Tests;

/// <summary>A page in a window of its own, with all that it complained about, asked for and popped up.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly string _folder;
    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly ConcurrentQueue<string> _requests = [];
    private int _pages;

    private OpenPage(IBrowserContext context, IPage page, string folder)
    {
        (_context, Page, _folder) = (context, page, folder);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Request += (_, request) => _requests.Enqueue(request.Url);
        page.Dialog += (_, dialog) =>
        {
            _complaints.Enqueue($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, errors that nobody caught, dialogs.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Addresses that were asked for, but for that of the page itself and for <c>data:</c>.</summary>
    public IReadOnlyCollection<string> Requests => [.. _requests.Where(url => url != Page.Url.Split('#')[0] && !url.StartsWith("data:", StringComparison.Ordinal))];

    /// <summary>The page as a file on disk, as a reader opens it.</summary>
    internal static async Task<OpenPage> OfAsync(IBrowserContext context, string html)
    {
        var open = new OpenPage(context, await context.NewPageAsync(), Directory.CreateTempSubdirectory("harness-browser-").FullName);
        await open.TurnToAsync(html);
        return open;
    }

    internal static async Task<OpenPage> AtAsync(IBrowserContext context, Uri address)
    {
        var open = new OpenPage(context, await context.NewPageAsync(), "");
        await open.Page.GotoAsync(address.AbsoluteUri);
        return open;
    }

    /// <summary>Another page in the same window, which is quicker than a new one: only what it complains about and asks for is kept from then on.</summary>
    public async Task<OpenPage> TurnToAsync(string html)
    {
        string file = Path.Combine(_folder, $"{++_pages}.html");
        await File.WriteAllTextAsync(file, html);
        _complaints.Clear();
        _requests.Clear();
        await Page.GotoAsync(new Uri(file).AbsoluteUri);
        return this;
    }

    /// <summary>Waits until the script has all charts.</summary>
    public async Task<OpenPage> EnhancedAsync()
    {
        await Page.WaitForSelectorAsync("html[data-enhanced=true]", new() { State = WaitForSelectorState.Attached, Timeout = 15_000 });
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        if (_folder.Length > 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
