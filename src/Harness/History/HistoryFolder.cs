using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Harness.Reporting;

namespace Harness.History;

/// <summary>What a scenario's folder of the history holds.</summary>
/// <param name="Records">What could be read, oldest first.</param>
/// <param name="Broken">What could not, one sentence each: which file and why. Those files are left as they are.</param>
public sealed record HistoryContent(ImmutableArray<HistoryRecord> Records, ImmutableArray<string> Broken);

/// <summary>
/// A history on disk: <c>&lt;folder&gt;/&lt;scenario&gt;/&lt;time&gt;-&lt;id&gt;.json</c>, one file per accepted run of a scenario. Two writers never touch the same
/// file, so it can live in a repository or be merged from artifacts by copying; nothing is ever changed or deleted here.
/// </summary>
/// <param name="path">The folder; it need not be there yet.</param>
public sealed class HistoryFolder(string path)
{
    /// <summary>Far more than a record with many figures; what is larger is no record, and not worth the memory.</summary>
    private const long LargestFile = 4 * 1024 * 1024;

    public string Path { get; } = path;

    /// <summary>Whether it is something else than a folder, such as a file.</summary>
    public bool IsNoFolder => File.Exists(Path);

    public bool Exists => Directory.Exists(Path);

    /// <summary>The scenarios that have records, or broken ones, in the order of their names. Folders that no scenario can be called as, such as <c>.git</c>, are none.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public ImmutableArray<string> Scenarios() => Exists
        ? [.. Directory.EnumerateDirectories(Path).Where(folder => IsName(System.IO.Path.GetFileName(folder)) && Files(folder).Any()).Select(folder => System.IO.Path.GetFileName(folder)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>What there is of a scenario; nothing for a folder that is not there.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public HistoryContent Read(string scenario)
    {
        string folder = FolderOf(scenario);
        var records = new List<HistoryRecord>();
        var broken = ImmutableArray.CreateBuilder<string>();
        foreach (string file in Files(folder).Order(StringComparer.Ordinal))
        {
            try
            {
                HistoryRecord record = ReadFile(file);
                if (record.Scenario == scenario)
                {
                    records.Add(record);
                }
                else
                {
                    broken.Add($"{file} is of the scenario '{record.Scenario}', not of '{scenario}'; it is not used.");
                }
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                broken.Add($"{e.Message} It is not used.");
            }
        }

        return new HistoryContent([.. records.OrderBy(record => record.StartedAt).ThenBy(record => record.Run, StringComparer.Ordinal)], broken.ToImmutable());
    }

    /// <summary>Keeps a record; whole or not at all.</summary>
    /// <returns>Its file, or null where that run of the scenario was kept before.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public async Task<string?> AddAsync(HistoryRecord record, CancellationToken cancellation)
    {
        string folder = Directory.CreateDirectory(FolderOf(record.Scenario)).FullName;
        string file = System.IO.Path.Combine(folder, $"{record.StartedAt.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{IdOf(record)}.json");
        if (File.Exists(file))
        {
            return null;
        }

        await WholeFile.WriteAsync(file, JsonSerializer.Serialize(record, RunJson.Options) + "\n", cancellation).ConfigureAwait(false);
        return file;
    }

    /// <summary>Reads one file of a history.</summary>
    /// <exception cref="InvalidDataException">It is cut off, no record, or of a newer format; the message names path and cause.</exception>
    /// <exception cref="IOException">It cannot be read at all.</exception>
    public static HistoryRecord ReadFile(string file)
    {
        if (new FileInfo(file).Length is var length and > LargestFile)
        {
            throw new InvalidDataException($"{file} has {length:N0} bytes, which no record of a history has.");
        }

        string text = File.ReadAllText(file);
        try
        {
            Head head = JsonSerializer.Deserialize<Head>(text, RunJson.Options) ?? throw new JsonException("it holds only null.");
            if (head.Kind != "history")
            {
                throw new InvalidDataException($"{file} is of kind '{head.Kind}', not a record of a history; a run is added with harness history add.");
            }

            if (head.FormatVersion > HistoryRecord.NewestFormat)
            {
                throw new InvalidDataException($"{file} is of format version {head.FormatVersion}, and this program reads up to {HistoryRecord.NewestFormat}: use a newer harness.");
            }

            if (head.FormatVersion < HistoryRecord.OldestFormat)
            {
                throw new InvalidDataException($"{file} is of format version {head.FormatVersion}, and this program reads from {HistoryRecord.OldestFormat} on: use the harness that wrote it.");
            }

            HistoryRecord record = JsonSerializer.Deserialize<HistoryRecord>(text, RunJson.Options)!;
            // A figure that is not there, or null, is left out when a record is written.
            return record.Figures.FirstOrDefault(figure => figure.Value is null || !double.IsFinite(figure.Value.Value)).Key is { } wrong
                ? throw new InvalidDataException($"{file} is not a whole record: its figure '{OneLine(wrong)}' has no value.")
                : record;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{file}{(error.LineNumber is { } line ? $", line {line + 1}," : "")} is not a whole record: {OneLine(error.Message)}", error);
        }
    }

    /// <summary>What is being written has a name of its own until it is whole.</summary>
    private static IEnumerable<string> Files(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.json").Where(file => !System.IO.Path.GetFileName(file).StartsWith('.'))
        : [];

    /// <summary>The same run has the same name, whoever adds it and whatever its folder is called now; two runs of one second do not share one.</summary>
    private static string IdOf(HistoryRecord record) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{record.StartedAt.UtcTicks}\n{record.Seed}\n{record.Fingerprint}\n{record.Environment}"))))[..10];

    private string FolderOf(string scenario) => IsName(scenario)
        ? System.IO.Path.Combine(Path, scenario)
        : throw new InvalidDataException($"'{scenario}' cannot be the name of a scenario: it has to be letters, digits, '-' and '_'.");

    private static bool IsName(string scenario) => scenario.Length is > 0 and <= 200 && scenario.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_');

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private sealed record Head
    {
        public required int FormatVersion { get; init; }

        public string Kind { get; init; } = "";
    }
}
