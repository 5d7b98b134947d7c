using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.Simulation;

/// <summary>What a simulation found.</summary>
public sealed record SimulationResult
{
    /// <summary>The seed of the first schedule; the others follow it.</summary>
    public required ulong Seed { get; init; }

    public required int Schedules { get; init; }

    /// <summary>Schedules that broke at least one rule.</summary>
    public required int Broken { get; init; }

    /// <summary>By rule, the heaviest first.</summary>
    public required ImmutableArray<RuleFinding> Findings { get; init; }

    /// <summary>Kinds of faults of the scenario that the simulator does not play.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    /// <summary>The one that was shrunk; null: none was found.</summary>
    public ShrunkFinding? Smallest { get; init; }
}

/// <summary>How many schedules broke a rule, and the seed of the first of them.</summary>
public sealed record RuleFinding(string Rule, int Schedules, ulong FirstSeed);

/// <summary>A rule that a schedule broke, and how.</summary>
public sealed record BrokenRule(string Rule, string Why);

/// <summary>A schedule with what came of it.</summary>
public sealed record PlayedSchedule(Schedule Schedule, ImmutableArray<BrokenRule> Broken, ImmutableArray<TimedEvent> Timeline);

/// <summary>A schedule made as small as it goes.</summary>
public sealed record ShrunkFinding
{
    /// <summary>The rule that it breaks, as the schedule did that it was made from.</summary>
    public required string Rule { get; init; }

    /// <summary>The seed of the schedule that it was made from.</summary>
    public required ulong Seed { get; init; }

    public required PlayedSchedule Played { get; init; }

    /// <summary>How often its times were moved by up to 10 ms each, over a network like loopback.</summary>
    public required int Perturbed { get; init; }

    /// <summary>How many of these broke the rule as well.</summary>
    public required int PerturbedBreaking { get; init; }

    /// <summary>Whether a run on real sockets can be expected to break the rule; otherwise it is a race under 10 ms that only the simulator shows.</summary>
    public bool IsReproducible => PerturbedBreaking >= Perturbation.Enough * Perturbed;
}
