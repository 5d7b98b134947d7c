namespace Harness.Capacity;

/// <summary>What a search does next.</summary>
public abstract record SearchStep
{
    private SearchStep()
    {
    }

    /// <summary>Runs this level (again).</summary>
    public sealed record Try(long Level) : SearchStep;

    /// <summary>It is over.</summary>
    public sealed record Done(SearchEnd End) : SearchStep
    {
        /// <summary>The highest level that held; null: none did.</summary>
        public LevelRecord? Held { get; init; }

        /// <summary>The lowest level that did not hold, the target's or the generator's limit; null: there was none up to the most.</summary>
        public LevelRecord? Ceiling { get; init; }

        /// <summary>The lowest level that broke by the target; null: none did.</summary>
        public LevelRecord? Broke { get; init; }
    }
}

/// <summary>What ended a search.</summary>
public enum SearchEnd
{
    /// <summary>The target's limit lies between the level that held and the one that broke.</summary>
    Target,

    /// <summary>Everything held, up to the most that was to be tried.</summary>
    Most,

    /// <summary>The generator could not go further: the target's limit is unknown.</summary>
    Generator,

    /// <summary>The objectives did not hold even at the least level.</summary>
    Nothing,

    /// <summary>It was interrupted, or the environment failed.</summary>
    Incomplete,
}
