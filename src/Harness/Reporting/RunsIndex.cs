using Harness.Reporting.Html;
using Harness.Reporting.Listing;

namespace Harness.Reporting;

/// <summary>The <c>index.html</c> of a folder of runs: all of them, newest first, and a trend for each scenario. Made from their run.json files alone.</summary>
public static class RunsIndex
{
    /// <summary>Stands in every list: an index.html without it is somebody else's, and is left alone.</summary>
    internal const string Mark = "data-harness=\"runs\"";

    /// <summary>Renews the list that a run stands in. It is a help only: where it cannot be written, the run is none the worse.</summary>
    /// <param name="run">The run's folder; the list is made in the one above it.</param>
    public static async Task RenewAsync(string run)
    {
        try
        {
            await WriteAsync(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run)))!, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that takes runs, but no list beside them.
        }
    }

    /// <summary>Writes the list of a folder's runs; whole or not at all.</summary>
    /// <returns>Its path; null where an index.html stands there that is not a list of runs.</returns>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public static async Task<string?> WriteAsync(string folder, CancellationToken cancellation)
    {
        string page = Path.Combine(folder, "index.html");
        if (File.Exists(page) && !(await File.ReadAllTextAsync(page, cancellation)).Contains(Mark, StringComparison.Ordinal))
        {
            return null;
        }

        RunListing listing = await RunListingReader.ReadAsync(folder, cancellation);
        await WholeFile.WriteAsync(page, await HtmlReport.RenderAsync(listing), cancellation);
        return page;
    }
}
