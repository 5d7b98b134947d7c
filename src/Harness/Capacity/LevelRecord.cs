namespace Harness.Capacity;

/// <summary>What the runs at one level have said so far.</summary>
/// <param name="Level">The level.</param>
/// <param name="Held">Runs in which every objective held.</param>
/// <param name="Broke">Runs in which one did not.</param>
/// <param name="Spoilt">Runs that the generator spoilt.</param>
/// <param name="Impossible">Whether the generator cannot make this level at all.</param>
public sealed record LevelRecord(long Level, int Held, int Broke, int Spoilt, bool Impossible)
{
    public static LevelRecord Of(long level, IEnumerable<Probe> probes)
    {
        Probe[] here = [.. probes.Where(probe => probe.Level == level)];
        return new LevelRecord(
            level,
            here.Count(probe => probe.Outcome == ProbeOutcome.Held),
            here.Count(probe => probe.Outcome == ProbeOutcome.Broke),
            here.Count(probe => probe.Outcome == ProbeOutcome.Generator),
            here.Any(probe => probe.Outcome == ProbeOutcome.Impossible));
    }

    /// <summary>
    /// What it counts as. One run that held is enough to go on from; as soon as another contradicts it, whichever is first to
    /// <see cref="SearchSettings.Agree"/> decides. A level that broke is never believed on one run.
    /// </summary>
    public LevelState State(SearchSettings settings) =>
        Broke >= settings.Agree && Held < settings.Agree ? LevelState.Broke
        : Held >= settings.Agree ? LevelState.Held
        : Impossible || Spoilt >= settings.MostSpoilt ? LevelState.Generator
        : Held > 0 && Broke == 0 ? LevelState.HeldOnce
        : LevelState.Open;
}

/// <summary>What a level counts as.</summary>
public enum LevelState
{
    /// <summary>Its runs contradict each other, or there are too few: another one is needed.</summary>
    Open,

    /// <summary>It held, and nothing contradicts that: enough to go on from, not to report.</summary>
    HeldOnce,

    Held,
    Broke,

    /// <summary>Beyond the generator.</summary>
    Generator,
}
