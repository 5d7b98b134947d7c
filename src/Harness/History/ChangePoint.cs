namespace Harness.History;

/// <summary>A run from which on a figure is on another level. Indexes are those of the series that was searched.</summary>
public sealed record ChangePoint
{
    /// <summary>The first run on the new level, as it was placed when it was found, and once more when it was confirmed.</summary>
    public required int First { get; init; }

    /// <summary>The run with which it was found: nothing later was looked at.</summary>
    public required int Found { get; init; }

    /// <summary>The level before.</summary>
    public required double From { get; init; }

    /// <summary>The level since, as it was then.</summary>
    public required double To { get; init; }

    /// <summary>The run with which those after it had borne it out; null: it is on probation, or was withdrawn.</summary>
    public int? Confirmed { get; init; }

    /// <summary>The run with which it was withdrawn, because the runs after it were on the old level again; null: it stands.</summary>
    public int? Withdrawn { get; init; }
}

/// <summary>What a search for change points may call a change.</summary>
public sealed record ChangeLimits
{
    /// <summary>The smallest change worth a mention, a share of the level before.</summary>
    public double SmallestShare { get; init; } = 0.05;

    /// <summary>The smallest difference that means anything at all, in the figure's unit: below it are rounding and timer ticks.</summary>
    public required double Quantum { get; init; }
}
