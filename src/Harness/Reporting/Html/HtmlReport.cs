using System.Text.Encodings.Web;
using System.Text.Unicode;
using Harness.Capacity;
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

    /// <summary>The page of a run.</summary>
    public static Task<string> RenderAsync(RunResult run) => RenderAsync<ReportPage>(nameof(ReportPage.Run), run);

    /// <summary>The page of a search for the capacity.</summary>
    public static Task<string> RenderAsync(CapacityResult result) => RenderAsync<CapacityPage>(nameof(CapacityPage.Result), result);

    private static async Task<string> RenderAsync<TPage>(string parameter, object value)
        where TPage : IComponent
    {
        // Every text is escaped by the renderer; letters beyond ASCII may stay readable, the file is UTF-8.
        await using ServiceProvider services = new ServiceCollection().AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)).BuildServiceProvider();
        await using HtmlRenderer renderer = new(services, NullLoggerFactory.Instance);
        ParameterView parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [parameter] = value });
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TPage>(parameters)).ToHtmlString());
    }

    private static string ReadAsset(string name)
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The asset {name} is not in the assembly: Harness.csproj embeds Reporting/Html/*.css.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
