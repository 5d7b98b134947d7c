using Harness.Judging;
using Harness.Reporting.Html;

namespace Harness.Reporting;

/// <summary>Writes what a run leaves beside its journal: <c>run.json</c>, <c>series.csv</c>, <c>junit.xml</c>, <c>summary.md</c>, <c>index.html</c>.</summary>
public static class ReportWriter
{
    /// <summary>Writes all of them into <paramref name="folder"/>, which is made if it is not there. The data come first, the views after.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task WriteAsync(RunResult result, string folder, CancellationToken cancellation)
    {
        await WriteDataAsync(result, folder, cancellation);
        await WriteViewsAsync(result, folder, cancellation);
    }

    /// <summary>Writes <c>run.json</c>, from which the views can be made again.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static Task WriteDataAsync(RunResult result, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        return WholeFile.WriteAsync(Path.Combine(folder, "run.json"), RunJson.Write(result), cancellation);
    }

    /// <summary>Writes what is read by people and CI servers, and leaves the data alone.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task WriteViewsAsync(RunResult result, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        await WholeFile.WriteAsync(Path.Combine(folder, "series.csv"), SeriesCsv.Write(result), cancellation);
        await WholeFile.WriteAsync(Path.Combine(folder, "junit.xml"), JUnitReport.Write(result), cancellation);
        await WholeFile.WriteAsync(Path.Combine(folder, "summary.md"), MarkdownSummary.Write(result), cancellation);
        await WholeFile.WriteAsync(Path.Combine(folder, "index.html"), await HtmlReport.RenderAsync(result), cancellation);
    }
}
