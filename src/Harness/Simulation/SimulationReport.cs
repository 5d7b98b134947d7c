using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.Simulation;

/// <summary><c>run.json</c> of a simulation: what was found, for programs and for its page. Durations in seconds; equal seeds give equal findings.</summary>
public sealed record SimulationReport
{
    public int FormatVersion { get; init; } = 1;

    /// <summary><c>simulation</c>.</summary>
    public string Kind { get; init; } = "simulation";

    /// <summary>The scenario's name.</summary>
    public required string Scenario { get; init; }

    /// <summary>Its text.</summary>
    public string Source { get; init; } = "";

    public required DateTimeOffset StartedAt { get; init; }
    public required double DurationSeconds { get; init; }

    /// <summary>The seed of the first schedule; the others follow it.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The command that repeats it.</summary>
    public required string Command { get; init; }

    /// <summary>Failed where a rule was broken.</summary>
    public required Verdict Verdict { get; init; }

    public required int Schedules { get; init; }

    /// <summary>Schedules that broke at least one rule.</summary>
    public required int Broken { get; init; }

    /// <summary>By rule, the heaviest first.</summary>
    public required ImmutableArray<RuleFinding> Findings { get; init; }

    /// <summary>Kinds of faults of the scenario that the simulator does not play.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    /// <summary>The one that was shrunk; null: none was found.</summary>
    public SmallestSchedule? Smallest { get; init; }

    /// <param name="result">What was found.</param>
    /// <param name="scenario">The name of the scenario.</param>
    /// <param name="source">Its text.</param>
    /// <param name="command">The command that repeats it.</param>
    /// <param name="file">The scenario file that was written; null: none.</param>
    /// <param name="startedAt">When it began.</param>
    /// <param name="duration">How long it took.</param>
    public static SimulationReport Of(SimulationResult result, string scenario, string source, string command, string? file, DateTimeOffset startedAt, TimeSpan duration) => new()
    {
        Scenario = scenario,
        Source = source,
        StartedAt = startedAt,
        DurationSeconds = duration.TotalSeconds,
        Seed = result.Seed,
        Command = command,
        Verdict = result.Broken == 0 ? Verdict.Passed : Verdict.Failed,
        Schedules = result.Schedules,
        Broken = result.Broken,
        Findings = result.Findings,
        LeftOut = result.LeftOut,
        Smallest = result.Smallest is { } smallest ? SmallestSchedule.Of(smallest, file) : null,
    };
}

/// <summary>A schedule that breaks a rule, made as small as it goes.</summary>
public sealed record SmallestSchedule
{
    public required string Rule { get; init; }

    /// <summary>The seed of the schedule that it was made from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>What the client did, to be read after "the client".</summary>
    public required string Why { get; init; }

    public ImmutableArray<ScheduledFault> Faults { get; init; } = [];
    public ImmutableArray<ScheduledEnd> Ends { get; init; } = [];

    /// <summary>When versions are published.</summary>
    public ImmutableArray<double> Publications { get; init; } = [];

    /// <summary>Length of the load.</summary>
    public required double Load { get; init; }

    public required ImmutableArray<TimedEvent> Timeline { get; init; }

    /// <summary>How often its times were moved a little, over a network like loopback.</summary>
    public required int Perturbed { get; init; }

    /// <summary>How many of these broke the rule as well.</summary>
    public required int PerturbedBreaking { get; init; }

    /// <summary>Whether a run on real sockets can be expected to break the rule.</summary>
    public required bool Reproducible { get; init; }

    /// <summary>The scenario file for real sockets, beside this report; null: there is none.</summary>
    public string? File { get; init; }

    internal static SmallestSchedule Of(ShrunkFinding found, string? file)
    {
        Schedule schedule = found.Played.Schedule;
        return new SmallestSchedule
        {
            Rule = found.Rule,
            Seed = found.Seed,
            Why = found.Played.Broken is [var broken, ..] ? broken.Why : "",
            Faults = [.. schedule.Faults.Select(fault => new ScheduledFault(fault.Kind, fault.At.TotalSeconds, fault.For?.TotalSeconds, fault.Detail))],
            Ends = [.. schedule.Ends.Select(end => new ScheduledEnd(end.At.TotalSeconds, end.Cause.ToString(), end.Code, end.DownFor.TotalSeconds))],
            Publications = [.. schedule.Publications.Select(at => at.TotalSeconds)],
            Load = schedule.End.TotalSeconds,
            Timeline = found.Played.Timeline,
            Perturbed = found.Perturbed,
            PerturbedBreaking = found.PerturbedBreaking,
            Reproducible = found.IsReproducible,
            File = file,
        };
    }
}

/// <summary>A fault of a schedule; seconds since the start of the load.</summary>
public sealed record ScheduledFault(string Kind, double At, double? For, string Detail);

/// <summary>A connection that the server ends; seconds since the start of the load.</summary>
public sealed record ScheduledEnd(double At, string Cause, int Code, double DownFor);
