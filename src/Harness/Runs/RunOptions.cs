using System.Collections.Immutable;
using Harness.Faults;
using Harness.History;
using Harness.Journal;

namespace Harness.Runs;

/// <summary>How scenarios are run: everything that is not in the scenario itself.</summary>
public sealed record RunOptions
{
    /// <summary>The target's socket URL (<c>ws://host:port/path</c>); null: the embedded target.</summary>
    public Uri? Target { get; init; }

    /// <summary>Base URL of the target's HTTP side, below which <c>topics/…</c> and <c>presence</c> are; null: the target's host, at the root.</summary>
    public Uri? Poll { get; init; }

    /// <summary>APIs of fault proxies to use; empty: the embedded one.</summary>
    public ImmutableArray<Uri> Toxiproxies { get; init; } = [];

    /// <summary>Where the proxies of each of <see cref="Toxiproxies"/> listen and are reached; empty: on any free port of the host of its API.</summary>
    public ImmutableArray<ProxyListen> ProxyListens { get; init; } = [];

    /// <summary>host:port of the target as the fault proxies' host sees it; null: as <see cref="Target"/> says.</summary>
    public string? UpstreamAs { get; init; }

    /// <summary>How long target and fault proxies may take until they listen; zero: they have to already.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>What makes the faults that more than one backend can make; the others are made as ever.</summary>
    public FaultBackend FaultBackend { get; init; } = FaultBackend.Toxiproxy;

    /// <summary>The seed of the plan.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether roles are processes of their own; otherwise everything lives in this process.</summary>
    public bool Processes { get; init; } = true;

    /// <summary>Assertions on metrics that this target does not give are left out, and listed, instead of refused.</summary>
    public bool AllowUnmeasured { get; init; }

    /// <summary>Told, once and before anything starts, what the target cannot be measured by.</summary>
    public Action<string> Announce { get; init; } = _ => { };

    /// <summary>The history that the run is compared with, and kept in; null: none.</summary>
    public HistoryOptions? History { get; init; }

    /// <summary>Where the folder of this run is made.</summary>
    public string OutputFolder { get; init; } = "reports";

    /// <summary>The factor that time was scaled by; shown in reports.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>The command line that repeats the run; shown in reports.</summary>
    public string Command { get; init; } = "";

    /// <summary>Who follows the run.</summary>
    public ImmutableArray<IRunObserver> Observers { get; init; } = [];

    /// <summary>Who begins the load and starts the clients, where the run itself does not.</summary>
    internal SessionPace? Pace { get; init; }

    /// <summary>The clock for waits and names. Facts are timed by the machine's monotonic clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
