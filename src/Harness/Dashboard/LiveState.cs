using System.Collections.Immutable;
using Harness.Journal;
using Harness.Judging;
using Harness.Reporting;
using Harness.Reporting.Live;
using Harness.Runs;
using Harness.Scenarios;

namespace Harness.Dashboard;

/// <summary>Puts together what the page of a run shows from what its observers are told.</summary>
internal sealed class LiveState
{
    private readonly Lock _lock = new();
    private RunOutset? _outset;
    private ImmutableArray<ScenarioResult> _judged = [];
    private RunProgress? _progress;
    private LiveSeries _series = new();
    private long _changes;

    /// <summary>Raised with everything that is told: equal numbers mean that nothing is new.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    public void Begins(RunOutset outset) => Change(() => _outset = outset);

    public void Shows(RunProgress progress) => Change(() =>
    {
        if (_progress?.Scenario != progress.Scenario)
        {
            _series = new LiveSeries();
        }

        _series.Add(progress);
        _progress = progress;
    });

    public void Judged(ScenarioResult scenario) => Change(() =>
    {
        _judged = _judged.Add(scenario);
        _progress = null;
    });

    /// <summary>The run as it is now; null: it has not begun.</summary>
    public LiveRun? Now()
    {
        lock (_lock)
        {
            if (_outset is not { } outset)
            {
                return null;
            }

            int begun = _judged.Length + (_progress is null ? 0 : 1);
            return new LiveRun
            {
                Result = outset.Result with { Scenarios = _judged, DurationSeconds = _judged.Sum(scenario => scenario.DurationSeconds) + Elapsed(_progress) },
                Current = _progress is { } progress ? Current(outset.Scenarios[_judged.Length], progress) : null,
                Waiting = [.. outset.Scenarios.Skip(begun).Select(scenario => scenario.Name)],
                Folder = outset.Folder,
            };
        }
    }

    private LiveScenario Current(ScenarioOutset scenario, RunProgress now) => new()
    {
        SoFar = new ScenarioResult
        {
            Name = scenario.Name,
            Description = scenario.Description,
            Clients = scenario.Clients,
            Preset = scenario.Preset,
            Verdict = Verdict.Incomplete,
            DurationSeconds = Elapsed(now),
            Assertions = [],
            Invariants = [],
            PolicyBound = new PolicyBounds(),
            Faults = [.. now.Faults.Select(FaultSoFar).OfType<FaultResult>()],
            FalseAlarms = 0,
            ControlClients = 0,
            Generator = new GeneratorHealth(),
            Roles = now.Roles,
            Series = _series.ToSeries(),
        },
        Number = now.Number,
        Phase = now.Phase,
        Elapsed = Elapsed(now),
        Total = now.Total.TotalSeconds,
        States = now.States.IsDefaultOrEmpty
            ? ImmutableSortedDictionary<string, int>.Empty
            : Enum.GetValues<ClientState>().ToImmutableSortedDictionary(state => state.ToString().ToLowerInvariant(), now.In, StringComparer.Ordinal),
        HeartbeatsPerSecond = now.HeartbeatsPerSecond,
        HeartbeatsSent = now.HeartbeatsSent,
        HeartbeatsAnswered = now.HeartbeatsAnswered,
        HeartbeatsMissed = now.HeartbeatsMissed,
        Polls = now.Polls,
        Reconnects = now.Reconnects,
        Faults = [.. now.Faults.Select(Live)],
        Assertions = scenario.Assertions,
    };

    private static double Elapsed(RunProgress? now) => Math.Max(0, now?.Elapsed.TotalSeconds ?? 0);

    /// <summary>Where the charts shade it: from when it was asked for until it was gone. Who was affected is judged at the end.</summary>
    private static FaultResult? FaultSoFar(FaultProgress fault, int index) => fault.On is not { TotalSeconds: var on } ? null : new FaultResult
    {
        Index = index,
        Kind = fault.Fault.Kind,
        Detail = fault.Fault.Detail,
        Path = fault.Fault.Path.ToString().ToLowerInvariant(),
        Cohorts = fault.Cohorts,
        Onset = new TimeInterval(on, on),
        Removed = fault.Off is { TotalSeconds: var off } ? new TimeInterval(off, off) : null,
        Affected = 0,
    };

    private static LiveFault Live(FaultProgress fault) => new(
        fault.Fault.Kind,
        fault.Fault.Detail,
        $"{(fault.Fault.Path == FaultPath.All ? "all paths" : $"the {fault.Fault.Path.ToString().ToLowerInvariant()} path")} of {(fault.Cohorts.Length == 1 ? "cohort" : "cohorts")} {Format.Ranges(fault.Cohorts)}",
        (fault.On ?? fault.Fault.At).TotalSeconds,
        (fault.Off ?? fault.Fault.At + fault.Fault.For)?.TotalSeconds,
        fault.On is null ? FaultStage.Planned : fault.Off is null ? FaultStage.On : FaultStage.Removed);

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
        }

        Interlocked.Increment(ref _changes);
    }
}
