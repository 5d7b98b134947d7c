using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Harness.Judging;

/// <summary>How a scenario, or a whole run, ended.</summary>
public enum Verdict
{
    Passed,

    /// <summary>An assertion or an invariant did not hold, or one held that the scenario expects to be broken.</summary>
    Failed,

    /// <summary>The generator itself was in the way (stalls, timer lag, ports): nothing can be said.</summary>
    Invalid,

    /// <summary>Interrupted before its end.</summary>
    Incomplete,
}

/// <summary>Everything that reports show of one run: writers only render it. Durations are in seconds; null stands for ∞, "never".</summary>
public sealed record RunResult
{
    /// <summary>Raised when a field changes its meaning or goes away.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary><c>run</c>.</summary>
    public string Kind { get; init; } = "run";

    public required ulong Seed { get; init; }

    /// <summary>The command line that repeats this run.</summary>
    public required string Command { get; init; }

    public required Verdict Verdict { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required double DurationSeconds { get; init; }

    /// <summary>The factor of --time-scale; 1 for real time. Every value in the result is the real one.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>Why it ended before its time, where it was not interrupted by its user; empty otherwise.</summary>
    public string Note { get; init; } = "";

    /// <summary>What went wrong beside the run and changed nothing of its verdict, such as metrics that could not be delivered; one sentence each.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];

    public required RunEnvironment Environment { get; init; }

    /// <summary>What its journal holds; null in a result that does not say.</summary>
    public JournalExtent? Journal { get; init; }

    public required ImmutableArray<ScenarioResult> Scenarios { get; init; }
}

/// <summary>The machine and the parts that a run used.</summary>
public sealed record RunEnvironment
{
    public required string Machine { get; init; }
    public required string OperatingSystem { get; init; }

    /// <summary>Of the processor, such as <c>X64</c>; empty in a result that does not say.</summary>
    public string Architecture { get; init; } = "";
    public required string Runtime { get; init; }
    public required int Cores { get; init; }
    public required long MemoryBytes { get; init; }

    /// <summary>Descriptors per process; null where the system has no such limit.</summary>
    public long? DescriptorLimit { get; init; }

    public required string HarnessVersion { get; init; }

    /// <summary><c>embedded</c> or the target's URL.</summary>
    public required string Target { get; init; }

    /// <summary><c>embedded</c> or the fault proxy's URLs.</summary>
    public required string Toxiproxy { get; init; }

    /// <summary><c>processes</c>, or <c>in-process</c>: workers that share the program's process, with default socket completions.</summary>
    public required string Workers { get; init; }
}

/// <summary>One scenario, judged.</summary>
public sealed record ScenarioResult
{
    public required string Name { get; init; }
    public string Description { get; init; } = "";
    public required int Clients { get; init; }
    public required string Preset { get; init; }
    public ImmutableArray<string> Flaws { get; init; } = [];
    public required Verdict Verdict { get; init; }

    /// <summary>What the scenario expects to be broken, and whether it was: it passes where all of it is and nothing else. Empty: everything has to hold.</summary>
    public ImmutableArray<ExpectedFailure> Expected { get; init; } = [];

    /// <summary>Why that expectation was not met, or what got worse where that was to fail it, in half a sentence; empty otherwise.</summary>
    public string Unmet { get; init; } = "";

    /// <summary>Why it is invalid or incomplete, or what a reader has to know besides; one sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    public required double DurationSeconds { get; init; }
    public required ImmutableArray<AssertionResult> Assertions { get; init; }
    public required ImmutableArray<InvariantResult> Invariants { get; init; }

    /// <summary>What the policy promises; where there are several populations, that of the first.</summary>
    public required PolicyBounds PolicyBound { get; init; }

    /// <summary>The populations, in the order of the scenario; a single one too.</summary>
    public ImmutableArray<PopulationResult> Populations { get; init; } = [];

    public required ImmutableArray<FaultResult> Faults { get; init; }

    /// <summary>Own declarations by clients that must not detect.</summary>
    public required int FalseAlarms { get; init; }

    /// <summary>How many clients no fault hits.</summary>
    public required int ControlClients { get; init; }

    /// <summary>How clients came back together; null in a result that does not say.</summary>
    public StormResult? Storm { get; init; }

    /// <summary>The chat room; null where the scenario has none.</summary>
    public ChatResult? Chat { get; init; }
    /// <summary>What each population's way to its updates cost; empty where nobody follows topics.</summary>
    public ImmutableArray<TransportResult> Transports { get; init; } = [];

    /// <summary>What session code did and recorded; null: there was none.</summary>
    public SessionResult? Session { get; init; }

    /// <summary>The latencies that there are samples of.</summary>
    public ImmutableArray<LatencyResult> Latencies { get; init; } = [];

    /// <summary>The clients that stand out most, worst first; before them those that somebody asked for.</summary>
    public ImmutableArray<ClientLife> WorstClients { get; init; } = [];

    /// <summary>What changed against the runs before it; null: it was not compared.</summary>
    public HistoryComparison? History { get; init; }

    public required GeneratorHealth Generator { get; init; }
    public ImmutableArray<RoleResult> Roles { get; init; } = [];
    public required TimeSeries Series { get; init; }

    /// <summary>The scenario as it was run, as YAML-like lines for the reader.</summary>
    public string Source { get; init; } = "";

    /// <summary>Where that came from; null: it was built in C#, or is a step of a search.</summary>
    public ScenarioOrigin? Origin { get; init; }

    /// <summary>Names of the metrics that the target gave no facts for.</summary>
    public ImmutableArray<string> NotMeasured { get; init; } = [];

    /// <summary>SHA-256 over the plan (connects, jitter seeds, faulted cohorts): equal for equal seeds.</summary>
    public string PlanDigest { get; init; } = "";
}

/// <summary>One population: who they were, and how many came.</summary>
public sealed record PopulationResult
{
    public required string Name { get; init; }
    public required string Preset { get; init; }

    /// <summary>Sessions that the load had planned.</summary>
    public required int Planned { get; init; }

    /// <summary>Sessions that were started.</summary>
    public required int Started { get; init; }

    /// <summary>Of them, those whose users closed them before the end.</summary>
    public required int Closed { get; init; }

    /// <summary>The most that were there at the same time.</summary>
    public required int Peak { get; init; }

    public required PolicyBounds PolicyBound { get; init; }
}

/// <summary>What the policy promises, computed from its values.</summary>
public sealed record PolicyBounds
{
    /// <summary>Silence at declaration, seconds; null: it never declares.</summary>
    public double? SilenceSeconds { get; init; }

    /// <summary>Longest time from onset to declaration, seconds; null: no bound.</summary>
    public double? DetectionSeconds { get; init; }

    /// <summary>Heartbeat interval, seconds; null: no heartbeats.</summary>
    public double? HeartbeatSeconds { get; init; }

    /// <summary>The same bound in missed heartbeats: ⌊silence ÷ interval⌋.</summary>
    public int? MissedHeartbeats { get; init; }

    /// <summary>What is added to the threshold before a detection counts as late, seconds.</summary>
    public double ToleranceSeconds { get; init; }

    /// <summary>What the most patient of several policies promises; no bound where one of them promises none.</summary>
    public static PolicyBounds Widest(ImmutableArray<PolicyBounds> all) => new()
    {
        SilenceSeconds = Most(all, bound => bound.SilenceSeconds),
        DetectionSeconds = Most(all, bound => bound.DetectionSeconds),
        HeartbeatSeconds = Most(all, bound => bound.HeartbeatSeconds),
        MissedHeartbeats = (int?)Most(all, bound => bound.MissedHeartbeats),
        ToleranceSeconds = all.Max(bound => bound.ToleranceSeconds),
    };

    private static double? Most(ImmutableArray<PolicyBounds> all, Func<PolicyBounds, double?> value) => all.All(bound => value(bound) is not null) ? all.Max(value) : null;
}

/// <summary>Something that a scenario expects to be broken.</summary>
/// <param name="Name">A metric, or <c>invariant</c> and the name of one.</param>
/// <param name="Broken">Whether it was.</param>
public sealed record ExpectedFailure(string Name, bool Broken);

/// <summary>One assertion with what was found.</summary>
public sealed record AssertionResult
{
    public required string Expression { get; init; }

    /// <summary>The value in words, unit included: <c>3</c>, <c>1.204 s</c>, <c>never</c>, <c>no data</c>, <c>holds</c>.</summary>
    public required string Actual { get; init; }

    /// <summary>The value in the metric's unit; null for never and no data.</summary>
    public double? ActualValue { get; init; }

    public required bool Passed { get; init; }

    /// <summary>It failed, and the scenario expects that.</summary>
    public bool AsExpected { get; init; }

    /// <summary>Where it failed: the worst clients and what happened to them, in order, with times. Empty where it passed.</summary>
    public ImmutableArray<ClientEvidence> Evidence { get; init; } = [];

    /// <summary>How many clients broke it in all; evidence shows the worst of them.</summary>
    public int Offenders { get; init; }
}

/// <summary>One client's story as evidence.</summary>
/// <param name="Client">Its number.</param>
/// <param name="Cohort">Its cohort.</param>
/// <param name="Why">One sentence: what it did that it should not have.</param>
/// <param name="Events">What happened to it, in order.</param>
public sealed record ClientEvidence(int Client, int Cohort, string Why, ImmutableArray<TimedEvent> Events);

/// <summary>Something that happened, at seconds since the load began.</summary>
public sealed record TimedEvent(double Seconds, string What);

/// <summary>A rule that holds for every client at every moment.</summary>
public sealed record InvariantResult
{
    public required string Name { get; init; }
    public required string Meaning { get; init; }

    /// <summary>Clients that broke it.</summary>
    public required int Violations { get; init; }

    /// <summary>It was broken, and the scenario expects that.</summary>
    public bool AsExpected { get; init; }

    public ImmutableArray<ClientEvidence> Evidence { get; init; } = [];

    [JsonIgnore]
    public bool Passed => Violations == 0;
}
