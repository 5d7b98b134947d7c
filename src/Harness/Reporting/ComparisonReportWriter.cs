using Harness.Comparing;
using Harness.Reporting.Html;

namespace Harness.Reporting;

/// <summary>Writes what a comparison leaves: <c>run.json</c>, <c>summary.md</c> and <c>index.html</c>.</summary>
public static class ComparisonReportWriter
{
    /// <summary>Writes all of them into <paramref name="folder"/>. The data come first, the views after.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task WriteAsync(ComparisonResult result, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        await WholeFile.WriteAsync(Path.Combine(folder, "run.json"), RunJson.Write(result), cancellation);
        await WriteViewsAsync(result, folder, cancellation);
    }

    /// <summary>Writes what is read by people and CI servers, and leaves the data alone.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task WriteViewsAsync(ComparisonResult result, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        await WholeFile.WriteAsync(Path.Combine(folder, "summary.md"), ComparisonMarkdown.Write(result), cancellation);
        await WholeFile.WriteAsync(Path.Combine(folder, "index.html"), await HtmlReport.RenderAsync(result), cancellation);
    }
}
