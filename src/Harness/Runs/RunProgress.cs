using System.Collections.Immutable;
using Harness.Clients;
using Harness.Journal;
using Harness.Judging;

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

    public long HeartbeatsMissed { get; init; }

    public long Polls { get; init; }

    public long Reconnects { get; init; }

    /// <summary>What each role has used so far.</summary>
    public ImmutableArray<RoleResult> Roles { get; init; } = [];

    /// <summary>The faults that are on, as text; empty: none.</summary>
    public ImmutableArray<string> FaultsOn { get; init; } = [];

    /// <summary>How many clients are in a state.</summary>
    public int In(ClientState state) => States.IsDefaultOrEmpty ? 0 : States[(int)state];
}
