using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Harness.Judging;
using Harness.Metrics;

namespace Harness.Comparing;

/// <summary>Two runs side by side: A, the older or the one to hold on to, and B, the one that is asked about. Durations are in seconds.</summary>
public sealed record ComparisonResult
{
    public int FormatVersion { get; init; } = 1;

    /// <summary><c>comparison</c>.</summary>
    public string Kind { get; init; } = "comparison";

    /// <summary>The command line that made it.</summary>
    public required string Command { get; init; }

    /// <summary>Failed where B is worse in something that is beyond noise, or fails what A passed; invalid where a run that proves nothing is in the way of saying so.</summary>
    public Verdict Verdict => Scenarios.Any(scenario => scenario.IsWorse) ? Verdict.Failed : Scenarios.Any(scenario => !scenario.IsProof) ? Verdict.Invalid : Verdict.Passed;

    public required DateTimeOffset StartedAt { get; init; }

    public required ComparedRun A { get; init; }
    public required ComparedRun B { get; init; }

    /// <summary>What is not the same about the runs themselves, one sentence each: machine, versions, target, pace. Empty: they can be compared without more ado.</summary>
    public ImmutableArray<string> Circumstances { get; init; } = [];

    /// <summary>The scenarios of both, in the order of A; then those of B alone.</summary>
    public required ImmutableArray<ScenarioComparison> Scenarios { get; init; }
}

/// <summary>One of the two runs.</summary>
/// <param name="Folder">Where it lies.</param>
public sealed record ComparedRun(string Folder, Verdict Verdict, DateTimeOffset StartedAt, double DurationSeconds, ulong Seed, string Command, string HarnessVersion);

/// <summary>One scenario in both runs.</summary>
public sealed record ScenarioComparison
{
    public required string Name { get; init; }

    /// <summary>Null: the run did not have this scenario.</summary>
    public Verdict? A { get; init; }

    public Verdict? B { get; init; }

    /// <summary>What is not the same about the scenario, one sentence each.</summary>
    public ImmutableArray<string> Circumstances { get; init; } = [];

    public ImmutableArray<ComparedFigure> Figures { get; init; } = [];

    /// <summary>Figures over time that are drawn over one another.</summary>
    public ImmutableArray<ComparedSeries> Series { get; init; } = [];

    /// <summary>Whether both runs have it, and neither is invalid or incomplete.</summary>
    [JsonIgnore]
    public bool IsProof => A is Verdict.Passed or Verdict.Failed && B is Verdict.Passed or Verdict.Failed;

    /// <summary>Whether B fails what A passed, or is worse in something that is beyond noise.</summary>
    [JsonIgnore]
    public bool IsWorse => (A == Verdict.Passed && B == Verdict.Failed) || Figures.Any(figure => figure.Outcome == ComparisonOutcome.Worse);
}

/// <summary>What a difference comes to.</summary>
public enum ComparisonOutcome
{
    /// <summary>Both have the same value.</summary>
    Same,

    /// <summary>There is a difference, and it can be noise.</summary>
    Noise,

    /// <summary>B is better, beyond noise.</summary>
    Better,

    /// <summary>B is worse, beyond noise.</summary>
    Worse,

    /// <summary>There is a difference, and a run has only this one value, which says nothing about noise.</summary>
    Untested,
}

/// <summary>One figure of both runs.</summary>
public sealed record ComparedFigure
{
    /// <summary>Where it belongs: <c>assertions</c>, <c>latencies</c>, <c>fault 0: silent-drop</c>, <c>roles</c>.</summary>
    public required string Group { get; init; }

    public required string Name { get; init; }
    public required MetricUnit Unit { get; init; }

    /// <summary>Null: never, or not measured.</summary>
    public double? A { get; init; }

    public double? B { get; init; }

    /// <summary>The same in words.</summary>
    public required string WordsA { get; init; }

    public required string WordsB { get; init; }

    /// <summary>From A to B, as a share of A; null where that says nothing.</summary>
    public double? Change { get; init; }

    public required ComparisonOutcome Outcome { get; init; }

    /// <summary>What it was tested by, for the reader; empty where it was not.</summary>
    public string Test { get; init; } = "";

    /// <summary>How likely so large a difference is if nothing has changed, corrected for the number of figures that were tested (Holm); null: not tested.</summary>
    public double? P { get; init; }
}

/// <summary>One series in both runs, each on its own clock from the beginning of its load.</summary>
public sealed record ComparedSeries(string Title, MetricUnit Unit, ImmutableArray<double?> A, ImmutableArray<double?> B);
