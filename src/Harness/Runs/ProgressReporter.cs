using System.Collections.Immutable;
using Harness.Clients;
using Harness.Judging;
using Harness.Runs.Roles;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Runs;

/// <summary>Puts together what a live view shows, twice a second, and hands it on as snapshots.</summary>
internal sealed class ProgressReporter(string scenario, int number, int of, Action<RunProgress> show, TimeProvider time)
{
    private static readonly TimeSpan _period = TimeSpan.FromMilliseconds(500);
    private readonly Lock _lock = new();
    private RunProgress _now = new() { Scenario = scenario, Number = number, Of = of, Phase = "starting" };
    private ImmutableSortedDictionary<int, string> _faults = ImmutableSortedDictionary<int, string>.Empty;
    private long _begin;

    /// <summary>A part of the run began.</summary>
    public void Phase(string phase) => Change(now => now with { Phase = phase });

    public void FaultOn(int index, Fault fault)
    {
        string text = $"{fault.Kind} on {fault.Share * 100:0} % ({Words(fault.Path)}{(fault.Detail.Length > 0 ? ", " + fault.Detail : "")})";
        Change(now => now with { FaultsOn = [.. (_faults = _faults.SetItem(index, text)).Values], Faults = With(now, index, each => each with { On = SinceBegin() }) });
    }

    public void FaultOff(int index) => Change(now => now with
    {
        FaultsOn = [.. (_faults = _faults.Remove(index)).Values],
        Faults = With(now, index, each => each with { Off = SinceBegin() }),
    });

    /// <summary>Reports until cancelled.</summary>
    public async Task WatchAsync(Scenario scenario, RunPlan plan, long begin, WorkerSet workers, IRoleSet roles, CancellationToken cancellation)
    {
        _begin = begin;
        Change(now => now with { Faults = [.. scenario.Faults.Zip(plan.FaultCohorts, (fault, cohorts) => new FaultProgress(fault, cohorts))] });
        // What the load is does not change while it runs.
        ImmutableArray<Population> settled = [.. scenario.Populations.Select(scenario.Settle)];
        TimeSpan duration = scenario.Duration;
        using var timer = new PeriodicTimer(_period, time);
        // Over the last two seconds: the workers' counts arrive in steps of half a second of their own.
        var window = new Queue<(long At, long Heartbeats)>([(begin, 0)]);
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
        {
            ClientCounts counts = workers.Counts();
            ImmutableArray<RoleResult> usage = roles.Usage();
            long instant = MonotonicClock.Now;
            (long at, long heartbeats) = window.Count > 4 ? window.Dequeue() : window.Peek();
            window.Enqueue((instant, counts.Heartbeats));
            double rate = instant > at ? (counts.Heartbeats - heartbeats) / MonotonicClock.Seconds(instant - at) : 0;
            TimeSpan elapsed = TimeSpan.FromMicroseconds(instant - begin);
            Change(now => now with
            {
                Phase = PhaseAt(settled, duration, elapsed),
                Elapsed = elapsed,
                Total = duration + scenario.Drain,
                Clients = scenario.Count,
                Roles = usage,
                States = [.. counts.States],
                HeartbeatsPerSecond = rate,
                HeartbeatsSent = counts.Heartbeats,
                HeartbeatsAnswered = counts.Answered,
                HeartbeatsMissed = counts.Missed,
                RoundTrips = counts.RoundTrips.Chunk(2).ToImmutableSortedDictionary(entry => (int)entry[0], entry => entry[1]),
                Polls = counts.Polls,
                Reconnects = counts.Reconnects,
                Attempts = counts.Attempts,
                FailedAttempts = counts.FailedAttempts,
            });
        }
    }

    private static ImmutableArray<FaultProgress> With(RunProgress now, int index, Func<FaultProgress, FaultProgress> change) =>
        index < now.Faults.Length ? now.Faults.SetItem(index, change(now.Faults[index])) : now.Faults;

    private TimeSpan SinceBegin() => TimeSpan.FromMicroseconds(MonotonicClock.Now - _begin);

    private static string Words(FaultPath path) => path switch
    {
        FaultPath.WebSocket => "websocket",
        FaultPath.Http => "http",
        _ => "all paths",
    };

    private static string PhaseAt(ImmutableArray<Population> settled, TimeSpan duration, TimeSpan elapsed)
    {
        string[] stages = [.. settled.Select(population => StageAt(population, elapsed)).OfType<string>().Distinct()];
        return stages.Length > 0 ? string.Join(" + ", stages) : elapsed < duration ? "load" : "drain";
    }

    private static string? StageAt(Population population, TimeSpan elapsed)
    {
        TimeSpan end = population.Start;
        foreach (LoadStage stage in elapsed < end ? [] : population.Load)
        {
            end += stage.Length;
            if (elapsed < end)
            {
                return stage.Kind;
            }
        }

        return null;
    }

    private void Change(Func<RunProgress, RunProgress> change)
    {
        // Shown under the lock: whoever looks sees the changes in their order.
        lock (_lock)
        {
            _now = change(_now);
            show(_now);
        }
    }
}
