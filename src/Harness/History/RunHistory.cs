using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.History;

/// <summary>Where a run's history is, and how the run is compared with it.</summary>
public sealed record HistoryOptions
{
    public required string Folder { get; init; }

    public BaselineSettings Baseline { get; init; } = new();
}

/// <summary>A whole run and its history: compared before its reports are written, recorded after.</summary>
public static class RunHistory
{
    /// <summary>The run with what changed in each of its scenarios. What is invalid or incomplete is not compared: nothing can be said of it.</summary>
    /// <param name="run">Judged.</param>
    /// <param name="name">The run's name.</param>
    public static RunResult Compare(RunResult run, string name, HistoryOptions options)
    {
        ImmutableArray<ScenarioResult> scenarios =
        [
            .. run.Scenarios.Select(scenario => scenario.Verdict is Verdict.Passed or Verdict.Failed ? Gated(scenario with { History = Compare(run, scenario, name, options) }) : scenario),
        ];
        return run with
        {
            Scenarios = scenarios,
            Verdict = RunVerdict.Of(scenarios, complete: run.Verdict != Verdict.Incomplete),
        };
    }

    /// <summary>Keeps what was accepted: scenarios that passed, by their own assertions.</summary>
    /// <returns>The files.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task<ImmutableArray<string>> RecordAsync(RunResult run, string name, HistoryFolder folder, CancellationToken cancellation)
    {
        var files = ImmutableArray.CreateBuilder<string>();
        foreach (ScenarioResult scenario in run.Scenarios.Where(IsAccepted))
        {
            if (await folder.AddAsync(HistoryRecord.Of(run, scenario, name), cancellation).ConfigureAwait(false) is { } file)
            {
                files.Add(file);
            }
        }

        return files.ToImmutable();
    }

    /// <summary>Whether a scenario belongs in the history. One that only its history failed does: else a new level could never become the usual one.</summary>
    public static bool IsAccepted(ScenarioResult scenario) => scenario.Verdict == Verdict.Passed || scenario.History is { Failed: true };

    private static HistoryComparison Compare(RunResult run, ScenarioResult scenario, string name, HistoryOptions options)
    {
        var now = HistoryRecord.Of(run, scenario, name);
        HistoryContent content = Read(options.Folder, scenario.Name);
        ImmutableArray<HistoryRecord> before =
        [
            .. content.Records.Where(record => record.IsComparableTo(now) && record.Verdict == Verdict.Passed && record.StartedAt < now.StartedAt),
        ];
        int others = content.Records.Length - before.Length;
        return Baseline.Compare(now, before, options.Baseline) with
        {
            Notes =
            [
                .. others == 0 ? Array.Empty<string>() : [$"{others} of the {content.Records.Length} runs of {scenario.Name} in {options.Folder} are not comparable: they began later, or were asked for something else, or in another environment ({now.Environment})."],
                .. content.Broken,
            ],
        };
    }

    /// <summary>A history that cannot be read costs the comparison, not the run.</summary>
    private static HistoryContent Read(string folder, string scenario)
    {
        try
        {
            return new HistoryFolder(folder).Read(scenario);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new HistoryContent([], [$"The history in {folder} cannot be read: {e.Message}"]);
        }
    }

    private static ScenarioResult Gated(ScenarioResult scenario)
    {
        HistoryComparison history = scenario.History!;
        string[] worse = [.. history.Changes.Where(change => change.IsWorse).Select(change => change.Name)];
        return history.FailsOnRegression && worse.Length > 0 && scenario.Verdict == Verdict.Passed
            ? scenario with { Verdict = Verdict.Failed, Unmet = $"got worse than before in {string.Join(" and ", worse)}", History = history with { Failed = true } }
            : scenario;
    }
}
