namespace Harness.Capacity;

/// <summary>Where a search looks, and when it is content.</summary>
public sealed record SearchSettings
{
    /// <summary>The first level. From <see cref="Least"/> to <see cref="Most"/>.</summary>
    public required long From { get; init; }

    /// <summary>Below this no level makes sense. At least 1.</summary>
    public long Least { get; init; } = 1;

    /// <summary>Levels above it are not tried.</summary>
    public required long Most { get; init; }

    /// <summary>By how much levels grow, and shrink where the first does not hold. More than 1. Default 2.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>The widest gap between the highest level that held and the lowest that broke, as a share of the former. More than 0. Default 5 %.</summary>
    public double Within { get; init; } = 0.05;

    /// <summary>How many runs have to agree at each end of the gap. At least 1. Default 2.</summary>
    public int Agree { get; init; } = 2;

    /// <summary>A level that has to be decided itself, wherever the gap ends up: what a gate asks for. Null: none.</summary>
    public long? AtLeast { get; init; }

    /// <summary>How many runs of a level may be spoilt by the generator before the level counts as beyond it. At least 1. Default 5.</summary>
    public int MostSpoilt { get; init; } = 5;
}
