using System.Collections.Immutable;
using System.Text.Json;
using Harness.Judging;

namespace Harness.Reporting.Listing;

/// <summary>Reads from a <c>run.json</c> what a list shows, and passes over the rest: of a run with thousands of clients that is nearly all of it.</summary>
public static class ListedRunReader
{
    /// <summary>Reads one file.</summary>
    /// <param name="path">The run.json.</param>
    /// <param name="folder">The name of the run's folder.</param>
    /// <exception cref="InvalidDataException">It is cut off, no run, or of a newer format; the message says which.</exception>
    /// <exception cref="IOException">It cannot be read at all.</exception>
    public static ListedRun Read(string path, string folder)
    {
        byte[] bytes = File.ReadAllBytes(path);
        try
        {
            Slim run = JsonSerializer.Deserialize<Slim>(bytes, RunJson.Options) ?? throw new InvalidDataException("run.json holds only null.");
            return run.FormatVersion > RunJson.FormatVersion ? throw Newer(run.FormatVersion)
                : run.FormatVersion < RunJson.OldestFormatVersion ? throw new InvalidDataException($"run.json is of format version {run.FormatVersion}, and this program reads from {RunJson.OldestFormatVersion} on: use the harness that wrote it.")
                : Of(run, folder);
        }
        catch (JsonException error)
        {
            throw VersionOf(bytes) is { } version && version > RunJson.FormatVersion
                ? Newer(version)
                : new InvalidDataException($"run.json{(error.LineNumber is { } line ? $", line {line + 1}," : "")} is not whole: it was cut off, or is none.", error);
        }
    }

    private static ListedRun Of(Slim run, string folder) => new()
    {
        Folder = folder,
        Kind = run.Kind is "run" or "capacity" or "simulation" or "comparison" ? run.Kind : throw new InvalidDataException($"run.json is of kind '{run.Kind}', which this program does not know."),
        Verdict = run.Verdict,
        StartedAt = run.StartedAt,
        DurationSeconds = run.DurationSeconds,
        Seed = run.Seed,
        TimeScale = run.TimeScale ?? 1,
        Scenarios = run.Scenarios is { IsDefaultOrEmpty: false } scenarios ? [.. scenarios.Select(scenario => scenario is null ? throw new InvalidDataException("run.json has null in place of a scenario.") : Of(scenario))]
            : NameOf(run.Scenario) is { } name ? [new ListedScenario(name, null, null, null, null, null, null)]
            : [],
    };

    private static ListedScenario Of(SlimScenario scenario) => new(
        scenario.Name,
        scenario.Verdict,
        scenario.Clients,
        Known(scenario.Latencies.IsDefault ? null : scenario.Latencies.FirstOrDefault(latency => latency?.Name == "heartbeat.rtt")?.P99),
        Worst(scenario, fault => fault.Detection is { Seconds: { } seconds } ? seconds.Max ?? double.PositiveInfinity : null),
        Worst(scenario, fault => fault.Fallback is { } fallback ? fallback.P99 ?? double.PositiveInfinity : null),
        Worst(scenario, fault => fault.Recovery is { } recovery ? recovery.P99 ?? double.PositiveInfinity : null));

    /// <summary>Of all faults. Never (∞) has no place on a trend.</summary>
    private static double? Worst(SlimScenario scenario, Func<SlimFault, double?> value) => scenario.Faults.IsDefaultOrEmpty ? null : Known(scenario.Faults.OfType<SlimFault>().Max(value));

    private static double? Known(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    /// <summary>A search tells about its scenario, a simulation names it.</summary>
    private static string? NameOf(JsonElement? scenario) => scenario is not { } told ? null
        : told.ValueKind == JsonValueKind.String ? told.GetString()
        : told.ValueKind == JsonValueKind.Object && told.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String ? name.GetString()
        : null;

    private static InvalidDataException Newer(int version) =>
        new($"run.json is of format version {version}, and this program reads up to {RunJson.FormatVersion}: use a newer harness.");

    /// <summary>The version of a file that could not be read whole: it stands at the beginning.</summary>
    private static int? VersionOf(byte[] bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        try
        {
            while (reader.Read() && reader.CurrentDepth <= 1)
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("formatVersion"))
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int version) ? version : null;
                }
            }
        }
        catch (JsonException)
        {
            // Not even its beginning is JSON.
        }

        return null;
    }

    private sealed record Slim
    {
        public required int FormatVersion { get; init; }

        public required string Kind { get; init; }

        public required Verdict Verdict { get; init; }

        public required DateTimeOffset StartedAt { get; init; }

        public double? DurationSeconds { get; init; }

        public ulong? Seed { get; init; }

        public double? TimeScale { get; init; }

        public ImmutableArray<SlimScenario>? Scenarios { get; init; }

        public JsonElement? Scenario { get; init; }
    }

    private sealed record SlimScenario
    {
        public required string Name { get; init; }

        public Verdict? Verdict { get; init; }

        public int? Clients { get; init; }

        public ImmutableArray<SlimLatency> Latencies { get; init; } = [];

        public ImmutableArray<SlimFault> Faults { get; init; } = [];
    }

    private sealed record SlimLatency(string Name, double? P99);

    private sealed record SlimFault(SlimDetection? Detection, SlimDistribution? Fallback, SlimDistribution? Recovery);

    private sealed record SlimDetection(SlimDistribution? Seconds);

    private sealed record SlimDistribution(double? P99, double? Max);
}
