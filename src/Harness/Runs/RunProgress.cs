using System.Collections.Immutable;
using Harness.Clients;
using Harness.Journal;
using Harness.Judging;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Runs;

/// <summary>What a live view shows: a snapshot that is replaced, never changed.</summary>
public sealed record RunProgress
{
    /// <summary>The scenario that runs.</summary>
    public required string Scenario { get; init; }

    /// <summary>Its place among all, from 1.</summary>
    public required int Number { get; init; }

    public required int Of { get; init; }

    /// <summary>What it is doing: starting, ramp, hold, drain, closing, judging.</summary>
    public required string Phase { get; init; }

    /// <summary>Since the load began; negative before.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>From the first connect to the end of the drain.</summary>
    public TimeSpan Total { get; init; }

    /// <summary>Clients of the scenario.</summary>
    public int Clients { get; init; }

    /// <summary>Clients by <see cref="ClientState"/>, over all workers.</summary>
    public ImmutableArray<int> States { get; init; } = [];

    public double HeartbeatsPerSecond { get; init; }

    /// <summary>Since the load began, as all totals here.</summary>
    public long HeartbeatsSent { get; init; }

    public long HeartbeatsAnswered { get; init; }

    public long HeartbeatsMissed { get; init; }

    /// <summary>Round trips of heartbeats since the load began, by bucket of <see cref="LogHistogram"/>.</summary>
    public ImmutableSortedDictionary<int, long> RoundTrips { get; init; } = ImmutableSortedDictionary<int, long>.Empty;

    public long Polls { get; init; }

    /// <summary>Connections that opened after a loss.</summary>
    public long Reconnects { get; init; }

    /// <summary>Attempts to reconnect that began, whatever became of them.</summary>
    public long Attempts { get; init; }

    /// <summary>Attempts that did not open.</summary>
    public long FailedAttempts { get; init; }

    /// <summary>What each role has used so far.</summary>
    public ImmutableArray<RoleResult> Roles { get; init; } = [];

    /// <summary>The faults that are on, as text; empty: none.</summary>
    public ImmutableArray<string> FaultsOn { get; init; } = [];

    /// <summary>Every fault of the scenario, in its order, and what has become of it so far; empty before the load begins.</summary>
    public ImmutableArray<FaultProgress> Faults { get; init; } = [];

    /// <summary>How many clients are in a state.</summary>
    public int In(ClientState state) => States.IsDefaultOrEmpty ? 0 : States[(int)state];
}

/// <summary>A fault while its scenario runs. Times count from the beginning of the load.</summary>
/// <param name="Fault">As it is planned.</param>
/// <param name="Cohorts">What it hits.</param>
/// <param name="On">When it was asked for; null: not yet.</param>
/// <param name="Off">When it was gone; null: not yet, or it is an event that does not go.</param>
public sealed record FaultProgress(Fault Fault, ImmutableArray<int> Cohorts, TimeSpan? On = null, TimeSpan? Off = null)
{
    /// <summary>Whether it is on now.</summary>
    public bool IsOn => On is not null && Off is null;
}
