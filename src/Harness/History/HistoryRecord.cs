using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.History;

/// <summary>What the history keeps of one accepted run of one scenario: a small file, so that a repository or an artifact store can hold years of them.</summary>
public sealed record HistoryRecord
{
    /// <summary>The newest format this program reads.</summary>
    public const int NewestFormat = 1;

    /// <summary>The oldest.</summary>
    public const int OldestFormat = 1;

    /// <summary>Raised when a field changes its meaning or goes away.</summary>
    public int FormatVersion { get; init; } = NewestFormat;

    /// <summary><c>history</c>.</summary>
    public string Kind { get; init; } = "history";

    public required string Scenario { get; init; }

    /// <summary>Equal where the same was asked (<see cref="History.Fingerprint"/>).</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Equal where figures are comparable (<see cref="History.EnvironmentClass"/>).</summary>
    public required string Environment { get; init; }

    /// <summary>The run's name: that of its report folder.</summary>
    public required string Run { get; init; }

    public required DateTimeOffset StartedAt { get; init; }
    public required string HarnessVersion { get; init; }
    public required ulong Seed { get; init; }

    /// <summary>The scenario's own verdict, before any comparison: <c>passed</c>, or it would not be here.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>By name. What the run did not measure is not in it.</summary>
    public required ImmutableSortedDictionary<string, Figure> Figures { get; init; }

    /// <summary>What a scenario's run leaves in the history.</summary>
    /// <param name="run">The run it belongs to.</param>
    /// <param name="scenario">One of its scenarios, judged.</param>
    /// <param name="name">The run's name.</param>
    public static HistoryRecord Of(RunResult run, ScenarioResult scenario, string name) => new()
    {
        Scenario = scenario.Name,
        Fingerprint = History.Fingerprint.Of(scenario, run.TimeScale),
        Environment = EnvironmentClass.Of(run.Environment, scenario),
        Run = name,
        StartedAt = run.StartedAt,
        HarnessVersion = run.Environment.HarnessVersion,
        Seed = run.Seed,
        Verdict = scenario.History is { Failed: true } ? Verdict.Passed : scenario.Verdict,
        Figures = FigureReader.Read(scenario),
    };

    /// <summary>Whether the figures of both mean the same: the same was asked in the same class of environments.</summary>
    public bool IsComparableTo(HistoryRecord other) => Scenario == other.Scenario && Fingerprint == other.Fingerprint && Environment == other.Environment;
}

/// <summary>One figure of a run.</summary>
public sealed record Figure(double Value, FigureUnit Unit, WorseWhen Worse);
