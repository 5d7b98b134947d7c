using System.Text.Encodings.Web;
using System.Text.Unicode;
using Harness.Capacity;
using Harness.Comparing;
using Harness.Judging;
using Harness.Reporting.Listing;
using Harness.Simulation;
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
    /// <param name="run">What is shown.</param>
    /// <param name="live">Whether it still goes on: the page then follows the events of the server that it comes from, each the <see cref="PageParts"/> of what is known then.</param>
    public static Task<string> RenderAsync(RunResult run, bool live = false) => RenderAsync<ReportPage>((nameof(ReportPage.Run), run), (nameof(ReportPage.Live), live));

    /// <summary>What a live page replaces when something new is known, by the same components.</summary>
    public static async Task<PageParts> RenderPartsAsync(RunResult run) => new(TitleOf(run), await RenderAsync<ReportBody>((nameof(ReportBody.Run), run)));

    /// <summary>The page of a search for the capacity.</summary>
    public static Task<string> RenderAsync(CapacityResult result) => RenderAsync<CapacityPage>((nameof(CapacityPage.Result), result));

    /// <summary>The page of a simulation.</summary>
    public static Task<string> RenderAsync(SimulationReport report) => RenderAsync<SimulationPage>((nameof(SimulationPage.Report), report));

    /// <summary>The page of a comparison.</summary>
    public static Task<string> RenderAsync(ComparisonResult result) => RenderAsync<ComparisonPage>((nameof(ComparisonPage.Result), result));

    /// <summary>The list of runs of a folder.</summary>
    public static Task<string> RenderAsync(RunListing listing) => RenderAsync<RunsPage>((nameof(RunsPage.Listing), listing));

    internal static string TitleOf(RunResult run) => $"{run.Verdict.Word()}: {string.Join(", ", run.Scenarios.Select(scenario => scenario.Name))} · harness";

    /// <summary>The text of an asset; null where the assembly was built without it.</summary>
    internal static string? FindAsset(string name)
    {
        using Stream? stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(name);
        if (stream is null)
        {
            return null;
        }

        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    internal static async Task<string> RenderAsync<TPage>(params (string Name, object? Value)[] values)
        where TPage : IComponent
    {
        // Every text is escaped by the renderer; letters beyond ASCII may stay readable, the file is UTF-8.
        await using ServiceProvider services = new ServiceCollection().AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)).BuildServiceProvider();
        await using HtmlRenderer renderer = new(services, NullLoggerFactory.Instance);
        ParameterView parameters = ParameterView.FromDictionary(values.ToDictionary(value => value.Name, value => value.Value));
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TPage>(parameters)).ToHtmlString());
    }

    private static string ReadAsset(string name) => FindAsset(name)
        ?? throw new InvalidOperationException($"The asset {name} is not in the assembly: Harness.csproj embeds Reporting/Html/*.css.");
}

/// <summary>A page without what is around it: what an event of a live page carries.</summary>
/// <param name="Title">Of the document, not escaped.</param>
/// <param name="Body">The inner HTML of <c>body</c>; every text in it is escaped.</param>
public sealed record PageParts(string Title, string Body);
