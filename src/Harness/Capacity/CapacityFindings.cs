using System.Collections.Immutable;

namespace Harness.Capacity;

/// <summary>From the runs of a search to what was found. Pure.</summary>
public static class CapacityFindings
{
    /// <param name="steps">What is reported of each run.</param>
    /// <param name="probes">The same, for the search.</param>
    /// <param name="settings">Of the search.</param>
    /// <param name="done">How it ended; null: it was cut short.</param>
    public static FoundCapacity Of(ImmutableArray<CapacityStep> steps, IReadOnlyList<Probe> probes, SearchSettings settings, SearchStep.Done? done)
    {
        LevelRecord[] levels = [.. probes.Select(probe => probe.Level).Distinct().Order().Select(level => LevelRecord.Of(level, probes))];
        // Cut short, what has held once is the best there is, as long as nothing below it broke.
        LevelRecord? broke = done is null ? levels.FirstOrDefault(level => level.State(settings) == LevelState.Broke) : done.Broke;
        LevelRecord? held = done is null
            ? levels.LastOrDefault(level => level.State(settings) is LevelState.Held or LevelState.HeldOnce && (broke is null || level.Level < broke.Level))
            : done.Held;
        SearchEnd end = done?.End ?? SearchEnd.Incomplete;
        return new FoundCapacity
        {
            End = end,
            Number = held?.Level,
            Broke = broke?.Level,
            HeldRuns = held is null ? null : new RunsOf(held.Held, held.Held + held.Broke),
            BrokeRuns = broke is null ? null : new RunsOf(broke.Broke, broke.Held + broke.Broke),
            LimitedBy = LimitedBy(steps, done),
            Confidence = held is null || end == SearchEnd.Incomplete ? "" : Confidence.Words(held, end == SearchEnd.Target ? broke : null, settings.Agree, levels.Count(level => level.State(settings) is LevelState.Held or LevelState.HeldOnce or LevelState.Broke)),
        };
    }

    /// <summary>Why the ceiling is one: the words of the last run there that says so.</summary>
    private static string LimitedBy(ImmutableArray<CapacityStep> steps, SearchStep.Done? done) => done?.Ceiling is not { } ceiling ? ""
        : steps.LastOrDefault(step => step.Level == ceiling.Level && step.Outcome != ProbeOutcome.Held
            && (done.End == SearchEnd.Generator ? step.Outcome is ProbeOutcome.Generator or ProbeOutcome.Impossible : step.Outcome == ProbeOutcome.Broke))?.Why ?? "";
}
