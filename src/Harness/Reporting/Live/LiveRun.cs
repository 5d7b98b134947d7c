using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.Reporting.Live;

/// <summary>A run while it goes on: what its page shows until there is a report. Replaced, never changed.</summary>
public sealed record LiveRun
{
    /// <summary>What is certain so far: the scenarios that have been judged. Its verdict is incomplete; <see cref="Current"/> is not in it.</summary>
    public required RunResult Result { get; init; }

    /// <summary>The scenario that is being played; null: none yet, or the next one has not begun.</summary>
    public LiveScenario? Current { get; init; }

    /// <summary>Those that have not begun, in their order.</summary>
    public ImmutableArray<string> Waiting { get; init; } = [];

    /// <summary>Where the report will be.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Whether it has ended without a report: it could not be started, or the report could not be written.</summary>
    public bool HasEnded { get; init; }
}

/// <summary>The scenario that is being played. Totals count from the beginning of its load.</summary>
public sealed record LiveScenario
{
    /// <summary>What there is so far: series, the faults that have been switched on, what the roles used. Nothing of it has been judged.</summary>
    public required ScenarioResult SoFar { get; init; }

    /// <summary>Its place among all, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>What it is doing: starting, ramp, hold, drain, closing, judging.</summary>
    public required string Phase { get; init; }

    /// <summary>Seconds since the load began; not negative.</summary>
    public double Elapsed { get; init; }

    /// <summary>Seconds from the first connect to the end of the drain; 0: not known yet.</summary>
    public double Total { get; init; }

    /// <summary>Clients by state now, by the states' names in lower case; those that have not started yet are <c>idle</c>.</summary>
    public ImmutableSortedDictionary<string, int> States { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    public double HeartbeatsPerSecond { get; init; }
    public long HeartbeatsSent { get; init; }
    public long HeartbeatsAnswered { get; init; }
    public long HeartbeatsMissed { get; init; }
    public long Polls { get; init; }
    public long Reconnects { get; init; }

    /// <summary>Every fault of the scenario, in its order.</summary>
    public ImmutableArray<LiveFault> Faults { get; init; } = [];

    /// <summary>What will be judged at the end, as written in the scenario.</summary>
    public ImmutableArray<string> Assertions { get; init; } = [];

    /// <summary>Its kinds that are on now.</summary>
    public IEnumerable<LiveFault> On => Faults.Where(fault => fault.Stage == FaultStage.On);
}

/// <summary>How far a fault is.</summary>
public enum FaultStage
{
    /// <summary>Its time has not come.</summary>
    Planned,

    /// <summary>It is on.</summary>
    On,

    /// <summary>It has been removed.</summary>
    Removed,
}

/// <summary>A fault while its scenario is played; seconds since the load began.</summary>
/// <param name="Kind">Such as <c>silent-drop</c>.</param>
/// <param name="Detail">Its settings; may be empty.</param>
/// <param name="Where">What it hits, in words.</param>
/// <param name="From">When it is planned, or was switched on.</param>
/// <param name="To">When its removal is planned, or was made; null: it is an event that is not removed.</param>
public sealed record LiveFault(string Kind, string Detail, string Where, double From, double? To, FaultStage Stage);
