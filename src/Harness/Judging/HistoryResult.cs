using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Harness.Judging;

/// <summary>What the values of a figure are.</summary>
public enum FigureUnit
{
    Count,
    Seconds,
    Bytes,

    /// <summary>Things per second.</summary>
    Rate,

    /// <summary>Bytes per second.</summary>
    ByteRate,

    /// <summary>From 0 to 1.</summary>
    Share,
}

/// <summary>Which way a figure gets worse.</summary>
public enum WorseWhen
{
    Higher,
    Lower,

    /// <summary>It says nothing by itself, such as a value that only has to differ from another.</summary>
    Neither,
}

/// <summary>How far a change is known.</summary>
public enum ChangeEvidence
{
    /// <summary>This run alone is far outside of what the runs before it had.</summary>
    ThisRun,

    /// <summary>A change point: several runs in a row are on another level than those before.</summary>
    Lasting,
}

/// <summary>What changed in a scenario against the accepted runs before it, of the same scenario in the same environment.</summary>
public sealed record HistoryComparison
{
    /// <summary>How many accepted runs it is compared with; 0: there is nothing to compare with yet.</summary>
    public required int Runs { get; init; }

    /// <summary>How many figures have been compared.</summary>
    public required int Figures { get; init; }

    /// <summary>The smallest change that is mentioned, a share of the level before.</summary>
    public required double SmallestChange { get; init; }

    /// <summary>The class of environments whose runs are comparable, in words.</summary>
    public required string Environment { get; init; }

    /// <summary>What changed, the worse first. Empty: nothing beyond noise.</summary>
    public ImmutableArray<FigureChange> Changes { get; init; } = [];

    /// <summary>What a reader has to know besides, such as files of the history that could not be read.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Whether a figure that got worse fails the scenario.</summary>
    public bool FailsOnRegression { get; init; }

    /// <summary>The scenario passed by itself, and failed because figures got worse.</summary>
    public bool Failed { get; init; }
}

/// <summary>One figure that changed.</summary>
public sealed record FigureChange
{
    /// <summary>The figure's name, such as <c>detection.time.max of silent-drop</c>, or an assertion's expression.</summary>
    public required string Name { get; init; }

    public required FigureUnit Unit { get; init; }

    public required WorseWhen Worse { get; init; }

    public required ChangeEvidence Evidence { get; init; }

    /// <summary>The level before: the median of the runs that it is compared with.</summary>
    public required double From { get; init; }

    /// <summary>The level now: of a lasting change the median of the runs since, else this run's value.</summary>
    public required double To { get; init; }

    /// <summary>The name of the first run on the new level.</summary>
    public required string FirstRun { get; init; }

    public required DateTimeOffset FirstStartedAt { get; init; }

    /// <summary>The figure's history, oldest first; the last is this run.</summary>
    public required ImmutableArray<HistoryPoint> History { get; init; }

    /// <summary>Where in <see cref="History"/> the new level begins.</summary>
    public required int ChangedAt { get; init; }

    /// <summary>The change as a share of the level before: 0.1 is 10 % more; null where that level was 0.</summary>
    [JsonIgnore]
    public double? Share => From == 0 ? null : (To - From) / Math.Abs(From);

    [JsonIgnore]
    public bool IsWorse => Worse == (To > From ? WorseWhen.Higher : WorseWhen.Lower);

    [JsonIgnore]
    public bool IsBetter => Worse == (To > From ? WorseWhen.Lower : WorseWhen.Higher);
}

/// <summary>A figure in one accepted run.</summary>
/// <param name="Run">The run's name.</param>
public sealed record HistoryPoint(string Run, DateTimeOffset StartedAt, double Value);
