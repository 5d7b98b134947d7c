using System.Collections.Immutable;

namespace Harness.Capacity;

/// <summary>
/// Finds the highest level that holds, by growing geometrically until one breaks and bisecting after that. Pure: given the runs so far, what is next.
/// <code>
///      from ─► ×2 ─► ×2 ─► breaks, and breaks again ─► halves the gap (geometric mean) ─► gap ≤ within ─► both ends have enough runs ─► found
///       └─ breaks: ÷2, down to the least level                                    ▲                                      │
///                                                                                 └──── an end was not confirmed ◄───────┘
/// </code>
/// Noise: a run that broke is repeated before it counts, a run that held is repeated where it is to be reported, and where two contradict each other the
/// first side to <see cref="SearchSettings.Agree"/> decides. Whatever breaks bounds the search from above for good, so it ends though a level above may have held.
/// Runs that the generator spoilt bound it in the same way, but are never taken for the target's limit.
/// </summary>
public static class CapacitySearch
{
    /// <summary>What to do next.</summary>
    /// <param name="settings">Where it looks.</param>
    /// <param name="probes">All runs so far, in their order.</param>
    public static SearchStep Next(SearchSettings settings, IReadOnlyList<Probe> probes)
    {
        ImmutableArray<LevelRecord> levels = [.. probes.Select(probe => probe.Level).Distinct().Order().Select(level => LevelRecord.Of(level, probes))];

        // The level that is being decided comes first: a search that went on would stand on sand.
        if (probes.Count > 0 && LevelRecord.Of(probes[^1].Level, probes) is var last && last.State(settings) == LevelState.Open)
        {
            return new SearchStep.Try(last.Level);
        }

        LevelRecord? ceiling = levels.FirstOrDefault(level => level.State(settings) is LevelState.Broke or LevelState.Generator);
        LevelRecord? floor = levels.LastOrDefault(level => (ceiling is null || level.Level < ceiling.Level) && level.State(settings) is LevelState.Held or LevelState.HeldOnce);
        return (floor, ceiling) switch
        {
            (null, null) => new SearchStep.Try(settings.From),
            (null, { } above) => above.Level <= settings.Least ? End(settings, levels, null, above) : new SearchStep.Try(Math.Max(settings.Least, (long)(above.Level / settings.Factor))),
            ({ } below, null) => below.Level >= settings.Most ? Confirm(settings, levels, below, null) : new SearchStep.Try(Grown(settings, below.Level)),
            ({ } below, { } above) when IsNarrow(settings, below.Level, above.Level) && settings.AtLeast is { } asked && asked > below.Level && asked < above.Level => new SearchStep.Try(asked),
            ({ } below, { } above) => IsNarrow(settings, below.Level, above.Level)
                ? Confirm(settings, levels, below, above)
                : new SearchStep.Try(Between(below.Level, above.Level)),
        };
    }

    /// <summary>Whether the gap is narrow enough: no wider than the share of its lower end, or nothing is left in it.</summary>
    public static bool IsNarrow(SearchSettings settings, long below, long above) => above - below <= Math.Max(1, settings.Within * below);

    private static long Grown(SearchSettings settings, long level) => Math.Min(settings.Most, Math.Max(level + 1, (long)Math.Round(level * settings.Factor)));

    /// <summary>The geometric mean: it halves the ratio, which is what the resolution is about.</summary>
    private static long Between(long below, long above) => Math.Clamp((long)Math.Round(Math.Sqrt((double)below * above)), below + 1, above - 1);

    private static SearchStep Confirm(SearchSettings settings, ImmutableArray<LevelRecord> levels, LevelRecord floor, LevelRecord? ceiling) =>
        floor.State(settings) == LevelState.Held ? End(settings, levels, floor, ceiling) : new SearchStep.Try(floor.Level);

    private static SearchStep.Done End(SearchSettings settings, ImmutableArray<LevelRecord> levels, LevelRecord? floor, LevelRecord? ceiling) => new(
        ceiling is null ? SearchEnd.Most
        : ceiling.State(settings) == LevelState.Generator ? SearchEnd.Generator
        : floor is null ? SearchEnd.Nothing
        : SearchEnd.Target)
    {
        Held = floor,
        Ceiling = ceiling,
        // Above a ceiling that is the generator's, a level may have broken before: the target's limit is no higher than that.
        Broke = levels.FirstOrDefault(level => level.State(settings) == LevelState.Broke),
    };
}
