using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.Capacity;

/// <summary>Everything that reports show of one search. Durations are in seconds; null stands for ∞ where a value is expected.</summary>
public sealed record CapacityResult
{
    /// <summary>Raised when a field changes its meaning or goes away.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary><c>capacity</c>.</summary>
    public string Kind { get; init; } = "capacity";

    public required ulong Seed { get; init; }

    /// <summary>The command line that repeats this search.</summary>
    public required string Command { get; init; }

    /// <summary>
    /// <c>passed</c>: found, or the least that was asked for holds; <c>failed</c>: it does not, or nothing holds at all; <c>invalid</c>: the generator ended the
    /// search before the question was answered; <c>incomplete</c>: interrupted.
    /// </summary>
    public required Verdict Verdict { get; init; }

    public required DateTimeOffset StartedAt { get; init; }
    public required double DurationSeconds { get; init; }

    /// <summary>The factor of --time-scale; every value in the result is the real one.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>Why it ended before its time, where it was not interrupted by its user; empty otherwise.</summary>
    public string Note { get; init; } = "";

    public required RunEnvironment Environment { get; init; }
    public required SearchedScenario Scenario { get; init; }
    public required SearchTerms Terms { get; init; }
    public required FoundCapacity Found { get; init; }

    /// <summary>Every run, in its order.</summary>
    public required ImmutableArray<CapacityStep> Steps { get; init; }

    /// <summary>What one more costs the target; null: not measured.</summary>
    public TargetCost? TargetCost { get; init; }

    /// <summary>What a reader has to know besides; one sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>The scenario that every step is made from.</summary>
/// <param name="Faults">What breaks at each step, by kind.</param>
public sealed record SearchedScenario(string Name, string Description, int Clients, string Preset, ImmutableArray<string> Faults, string Source);

/// <summary>What was asked.</summary>
public sealed record SearchTerms
{
    /// <summary>What was varied: <c>clients</c>, …</summary>
    public required string Vary { get; init; }

    /// <summary>What a level counts.</summary>
    public required string Unit { get; init; }

    /// <summary>One of it.</summary>
    public required string One { get; init; }

    /// <summary>What had to hold, as asserted.</summary>
    public required ImmutableArray<string> Objectives { get; init; }

    /// <summary>How long each level was held, at the least.</summary>
    public required double HoldSeconds { get; init; }

    public required long From { get; init; }
    public required long Most { get; init; }

    /// <summary>The resolution, a share.</summary>
    public required double Within { get; init; }

    /// <summary>How many runs had to agree at each end.</summary>
    public required int Agree { get; init; }

    /// <summary>What it has to hold to pass; null: whatever it is.</summary>
    public long? AtLeast { get; init; }
}

/// <summary>What was found.</summary>
public sealed record FoundCapacity
{
    public required SearchEnd End { get; init; }

    /// <summary>The highest level that held; null: none did. The target's capacity where <see cref="End"/> is <c>target</c>, else a lower bound of it.</summary>
    public long? Number { get; init; }

    /// <summary>The lowest level that broke by the target; null: none did.</summary>
    public long? Broke { get; init; }

    /// <summary>Runs at <see cref="Number"/> that held, and all that counted.</summary>
    public RunsOf? HeldRuns { get; init; }

    /// <summary>Runs at <see cref="Broke"/> that broke, and all that counted.</summary>
    public RunsOf? BrokeRuns { get; init; }

    /// <summary>What ended the search: the objective that broke first, or what of the generator was in the way.</summary>
    public string LimitedBy { get; init; } = "";

    /// <summary>How sure it is, in words; empty where nothing is.</summary>
    public string Confidence { get; init; } = "";
}

/// <summary>So many of so many runs.</summary>
public sealed record RunsOf(int Agreed, int Of);

/// <summary>One run at one level.</summary>
public sealed record CapacityStep
{
    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    public required long Level { get; init; }
    public required ProbeOutcome Outcome { get; init; }

    /// <summary>What broke, or what was in the way.</summary>
    public string Why { get; init; } = "";

    public ImmutableArray<ObjectiveResult> Objectives { get; init; } = [];

    /// <summary>Its ramp, seconds.</summary>
    public double RampSeconds { get; init; }

    /// <summary>Processors that the target took while the level was held, and its memory; null: not measured.</summary>
    public RoleUse? Target { get; init; }

    /// <summary>Processors that the generator took; null: it did not run, or shares a process with the target.</summary>
    public double? GeneratorCores { get; init; }

    /// <summary>p99 of the generator's timer lag in its worst 5 s, seconds.</summary>
    public double? TimerLagP99Seconds { get; init; }

    /// <summary>The folder of its own report, relative to this one; empty: it did not run.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The objective that is nearest to its limit, or furthest past it; null: nothing was measured.</summary>
    public ObjectiveResult? Worst() => Objectives.MaxBy(objective => objective.Used);
}
