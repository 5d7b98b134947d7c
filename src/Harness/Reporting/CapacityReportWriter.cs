using Harness.Capacity;
using Harness.Reporting.Html;

namespace Harness.Reporting;

/// <summary>Writes what a search leaves beside the reports of its steps: <c>run.json</c>, <c>junit.xml</c>, <c>summary.md</c>, <c>index.html</c>.</summary>
public static class CapacityReportWriter
{
    /// <summary>Writes all of them into <paramref name="folder"/>. The data come first, the views after.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task WriteAsync(CapacityResult result, string folder, CancellationToken cancellation)
    {
        await WholeFile.WriteAsync(Path.Combine(folder, "run.json"), CapacityJson.Write(result), cancellation);
        await WriteViewsAsync(result, folder, cancellation);
    }

    /// <summary>Writes what is read by people and CI servers, and leaves the data alone.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task WriteViewsAsync(CapacityResult result, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        await WholeFile.WriteAsync(Path.Combine(folder, "junit.xml"), CapacityJUnit.Write(result), cancellation);
        await WholeFile.WriteAsync(Path.Combine(folder, "summary.md"), CapacityMarkdown.Write(result), cancellation);
        await WholeFile.WriteAsync(Path.Combine(folder, "index.html"), await HtmlReport.RenderAsync(result), cancellation);
    }
}
