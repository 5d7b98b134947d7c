using System.Collections.Immutable;

namespace Harness.Judging;

/// <summary>One client from beginning to end: the states that it was in, and what happened to it around the moment that it stands out by.</summary>
public sealed record ClientLife
{
    /// <summary>Its number.</summary>
    public required int Client { get; init; }

    public required int Cohort { get; init; }

    /// <summary>The name of its population; empty where the scenario has only one.</summary>
    public string Population { get; init; } = "";

    /// <summary>One sentence: what it stands out by.</summary>
    public required string Why { get; init; }

    /// <summary>Its states in order, each from where the one before it ended.</summary>
    public required ImmutableArray<StateSpan> States { get; init; }

    /// <summary>What happened to it, in order.</summary>
    public required ImmutableArray<TimedEvent> Events { get; init; }
}

/// <summary>A stretch of time that a client spent in one state.</summary>
/// <param name="State">The state's name in lower case, as in <see cref="TimeSeries.Clients"/>.</param>
/// <param name="From">Seconds since the load began.</param>
/// <param name="To">The same.</param>
public sealed record StateSpan(string State, double From, double To);
