using System.Collections.Immutable;
using System.Text.Json;
using Harness.Judging;

namespace Harness.Reporting.Listing;

/// <summary>
/// Reads all runs of a folder. What was read before is kept beside them, in one file by name, size and time of each run.json, so that a folder of hundreds of large
/// runs is listed at once. That file is a help only: it may be deleted at any time, and one that cannot be read or written is passed over.
/// </summary>
public static class RunListingReader
{
    /// <summary>The kept file's name; a name with a dot is no run.</summary>
    public const string KeptName = ".runs.json";

    /// <summary>Raised when what is kept of a run changes.</summary>
    private const int KeptVersion = 1;

    /// <summary>Reads every folder that has a run.json; others are no runs, and are passed over.</summary>
    /// <exception cref="IOException">The folder itself cannot be read.</exception>
    public static async Task<RunListing> ReadAsync(string folder, CancellationToken cancellation)
    {
        ImmutableDictionary<string, KeptRun> kept = ReadKept(folder);
        var now = ImmutableDictionary.CreateBuilder<string, KeptRun>(StringComparer.Ordinal);
        var broken = ImmutableArray.CreateBuilder<BrokenRun>();
        bool isNew = false;
        foreach (string path in Directory.EnumerateDirectories(folder))
        {
            cancellation.ThrowIfCancellationRequested();
            string name = Path.GetFileName(path);
            FileInfo file = new(Path.Combine(path, "run.json"));
            if (name.StartsWith('.') || !file.Exists)
            {
                continue;
            }

            try
            {
                (long bytes, long changed) = (file.Length, file.LastWriteTimeUtc.Ticks);
                bool isKept = kept.TryGetValue(name, out KeptRun? run) && run.Bytes == bytes && run.Changed == changed;
                now[name] = isKept ? run! : new KeptRun(bytes, changed, ListedRunReader.Read(file.FullName, name));
                isNew |= !isKept;
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                broken.Add(new BrokenRun(name, e.Message));
            }
        }

        if (isNew || now.Count != kept.Count)
        {
            await KeepAsync(folder, now.ToImmutable(), cancellation);
        }

        return new RunListing(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            [.. now.Values.Select(each => each.Run).OrderByDescending(run => run.StartedAt).ThenByDescending(run => run.Folder, StringComparer.Ordinal)],
            [.. broken.OrderByDescending(each => each.Folder, StringComparer.Ordinal)]);
    }

    private static ImmutableDictionary<string, KeptRun> ReadKept(string folder)
    {
        try
        {
            string path = Path.Combine(folder, KeptName);
            return File.Exists(path) && JsonSerializer.Deserialize<Kept>(File.ReadAllBytes(path), RunJson.Options) is { Version: KeptVersion } kept
                ? kept.Runs.Where(run => run.Value.Run.Folder == run.Key).ToImmutableDictionary(StringComparer.Ordinal)
                : ImmutableDictionary<string, KeptRun>.Empty;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return ImmutableDictionary<string, KeptRun>.Empty;
        }
    }

    private static async Task KeepAsync(string folder, ImmutableDictionary<string, KeptRun> runs, CancellationToken cancellation)
    {
        try
        {
            await WholeFile.WriteAsync(Path.Combine(folder, KeptName), JsonSerializer.Serialize(new Kept(KeptVersion, runs), RunJson.Options), cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next one reads all of them again, and that is all.
        }
    }

    private sealed record Kept(int Version, ImmutableDictionary<string, KeptRun> Runs);

    private sealed record KeptRun(long Bytes, long Changed, ListedRun Run);
}
