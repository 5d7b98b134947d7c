using System.Text.Json;
using Harness.Capacity;
using Harness.Comparing;
using Harness.Journal;
using Harness.Judging;
using Harness.Reporting;
using Harness.Runs;
using Harness.Simulation;

namespace Harness.Cli;

/// <summary>What a run has left, as commands take it: its folder, or the run.json in it.</summary>
/// <param name="Folder">Where it lies, as it was named.</param>
internal sealed record RecordedRun(string Folder)
{
    /// <summary>What run.json is of: <c>run</c>, <c>capacity</c>, <c>simulation</c> or <c>comparison</c>.</summary>
    public required string Kind { get; init; }

    private string File => Path.Combine(Folder, "run.json");

    /// <exception cref="UsageException">There is no run, or its run.json is cut, broken, or of a format that this program does not read.</exception>
    public static RecordedRun Find(string path)
    {
        string folder = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(path) ? Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : "." : path;
        string file = Path.Combine(folder, "run.json");
        if (!System.IO.File.Exists(file))
        {
            throw new UsageException(
                $"{path} is no run: there is no {file}. Give the folder that a run has left, such as reports/20260301-120000-standard{(Directory.Exists(path) ? Newest(path) : "")}.");
        }

        return new RecordedRun(folder) { Kind = Readable(() => RunJson.KindOf(file)) };
    }

    /// <summary>The result of a run.</summary>
    /// <exception cref="UsageException">It is of another kind, or cannot be read.</exception>
    public RunResult Run() => Kind == "run"
        ? Readable(() => RunJson.Read(File))
        : throw new UsageException($"{Folder} is a {Kind}, and this takes the folder of a run.{(Kind == "capacity" ? $" Each step of a search is one: {Path.Combine(Folder, "steps")}." : "")}");

    public CapacityResult Capacity() => Readable(() => RunJson.Read<CapacityResult>(File));

    public SimulationReport Simulation() => Readable(() => RunJson.Read<SimulationReport>(File));

    public ComparisonResult Comparison() => Readable(() => RunJson.Read<ComparisonResult>(File));

    /// <summary>The recorded facts; null: there are none, and <paramref name="why"/> says so.</summary>
    public RunJournal? Journal(out string why)
    {
        string path = Path.Combine(Folder, "journal.bin");
        why = "";
        try
        {
            if (System.IO.File.Exists(path))
            {
                return JournalFile.Read(path);
            }

            why = $"{path} is not there.";
        }
        catch (Exception e) when (e is JournalFormatException or IOException or UnauthorizedAccessException)
        {
            why = e.Message;
        }

        return null;
    }

    /// <summary>Where to write: a folder that has a name.</summary>
    /// <exception cref="UsageException">It has none.</exception>
    public static string Out(string folder) => folder.Length > 0 ? folder : throw new UsageException("--out must be the name of a folder, but is empty.");

    private static string Newest(string folder)
    {
        string? newest;
        try
        {
            newest = Directory.EnumerateDirectories(folder).Where(run => System.IO.File.Exists(Path.Combine(run, "run.json"))).Order(StringComparer.Ordinal).LastOrDefault();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $". {e.Message.TrimEnd('.')}";
        }

        return newest is null ? "" : $". The newest below {folder} is {newest}";
    }

    private static T Readable<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or JsonException)
        {
            throw new UsageException(e.Message);
        }
    }
}
