using Harness.Reporting.Html;
using Harness.Simulation;

namespace Harness.Reporting;

/// <summary>Writes what a simulation leaves beside the scenario file: <c>run.json</c> and <c>index.html</c>.</summary>
public static class SimulationReportWriter
{
    /// <summary>Writes both into <paramref name="folder"/>. The data come first, the view after.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task WriteAsync(SimulationReport report, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        await WholeFile.WriteAsync(Path.Combine(folder, "run.json"), RunJson.Write(report), cancellation);
        await WriteViewsAsync(report, folder, cancellation);
    }

    /// <summary>Writes what is read by people, and leaves the data alone.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task WriteViewsAsync(SimulationReport report, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        await WholeFile.WriteAsync(Path.Combine(folder, "index.html"), await HtmlReport.RenderAsync(report), cancellation);
    }
}
