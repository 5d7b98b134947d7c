using System.Text.Encodings.Web;
using System.Text.Unicode;
using Harness.Judging;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Harness.Reporting.Html;

/// <summary><c>index.html</c>: one file that works offline and with scripts blocked, rendered from the components beside this file.</summary>
public static class HtmlReport
{
    /// <summary>The style sheet, an asset of this folder.</summary>
    public static string Css { get; } = ReadAsset("report.css");

    public static async Task<string> RenderAsync(RunResult run)
    {
        // Every text is escaped by the renderer; letters beyond ASCII may stay readable, the file is UTF-8.
        await using ServiceProvider services = new ServiceCollection().AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)).BuildServiceProvider();
        await using HtmlRenderer renderer = new(services, NullLoggerFactory.Instance);
        ParameterView parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(ReportPage.Run)] = run });
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<ReportPage>(parameters)).ToHtmlString());
    }

    private static string ReadAsset(string name)
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The asset {name} is not in the assembly: Harness.csproj embeds Reporting/Html/*.css.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
