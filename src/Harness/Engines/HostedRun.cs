using System.Collections.Immutable;
using Harness.Journal;
using Harness.Judging;
using Harness.Judging.Impacts;
using Harness.Judging.Measures;
using Harness.Load;
using Harness.Runs;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Engines;

/// <summary>
/// One scenario's run inside somebody else's engine, in this process: target, fault proxies and workers are started, then the engine says when the load begins and starts
/// the clients; faults, drain, verdict and report are as in every run.
/// <code>
///   engine:  StartAsync    Begin   EnterAsync … EnterAsync            OutcomeAsync
///   run:     └─ roles ──┘  ├ load, faults ───────────────┤ drain ┤ judge, report ┤
/// </code>
/// </summary>
public sealed class HostedRun : IAsyncDisposable
{
    private readonly Scenario _scenario;
    private readonly SessionPace _pace;
    private readonly Task<RunOutcome> _run;
    private readonly CancellationTokenSource _stop;
    private readonly TimeProvider _time;
    private readonly RunPlan _plan;
    private readonly int[] _entered;

    private HostedRun(Scenario scenario, RunPlan plan, SessionPace pace, Task<RunOutcome> run, CancellationTokenSource stop, TimeProvider time)
    {
        (_scenario, _plan, _pace, _run, _stop, _time) = (scenario, plan, pace, run, stop, time);
        _entered = new int[scenario.Populations.Length];
    }

    /// <summary>Starts everything but the load.</summary>
    /// <param name="runnable">A validated scenario.</param>
    /// <param name="name">Goes into the name of the report's folder.</param>
    /// <param name="options">As for every run; the roles live in this process whatever it says.</param>
    /// <param name="progress">Told twice a second.</param>
    /// <param name="cancellation">Ends the run early; its report says incomplete.</param>
    /// <exception cref="UsageException">It cannot be run.</exception>
    /// <exception cref="EnvironmentException">It could not be started.</exception>
    public static async Task<HostedRun> StartAsync(
        RunnableScenario runnable, string name, RunOptions options, Action<RunProgress> progress, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runnable);
        ArgumentNullException.ThrowIfNull(options);
        var pace = new SessionPace();
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<RunOutcome> run = HarnessRun.RunAsync([runnable], name, options with { Processes = false, Pace = pace }, progress, stop.Token);
        if (await Task.WhenAny(run, pace.Ready).ConfigureAwait(false) == run)
        {
            using (stop)
            {
                RunOutcome ended = await run.ConfigureAwait(false);
                throw ended.Failure ?? new EnvironmentException("The run ended before its load began.");
            }
        }

        return new HostedRun(runnable.Scenario, await pace.Ready.ConfigureAwait(false), pace, run, stop, options.Time);
    }

    /// <summary>How long the engine has to keep going: to the end of the load.</summary>
    public TimeSpan Load => _scenario.Duration;

    /// <summary>The load begins, <see cref="LoadSimulations.Lead"/> from now; clients can be started, and faults come at their times. The second time it does nothing.</summary>
    public void Begin() => _pace.Begin(LoadSimulations.Lead);

    /// <summary>Takes the next of a population's planned sessions, waits for its instant, and starts it.</summary>
    /// <param name="population">Its place in the scenario.</param>
    /// <returns>Null once the load is over: there was none left, and nothing is to be done any more.</returns>
    /// <exception cref="OperationCanceledException">Cancelled, or the run has ended.</exception>
    public async Task<HostedSession?> EnterAsync(int population, CancellationToken cancellation)
    {
        long began = await BeganAsync(cancellation).ConfigureAwait(false);
        long over = began + _scenario.Duration.Microseconds();
        int next = Interlocked.Increment(ref _entered[population]) - 1;
        int first = _plan.FirstClients[population];
        int after = population + 1 < _plan.FirstClients.Length ? _plan.FirstClients[population + 1] : _plan.Sessions.Length;
        if (first + next >= after)
        {
            await UntilAsync(over, cancellation).ConfigureAwait(false);
            return null;
        }

        PlannedSession session = _plan.Sessions[first + next];
        await UntilAsync(began + session.Start, cancellation).ConfigureAwait(false);
        var hosted = new HostedSession(first + next);
        _pace.Start(hosted.Client, began + session.Start, hosted.Watcher);
        // Who stays to the end is told of to the end of the drain, as in the run's own figures.
        _ = EndAsync(hosted, session.End == long.MaxValue ? over + _scenario.Drain.Microseconds() : began + session.End);
        return hosted;
    }

    /// <summary>
    /// What the engine's own clock still wants of a copy that is done: once the load is over, waits until so long after it, and at least a second; before, it does not wait.
    /// </summary>
    public async Task LingerAsync(TimeSpan after, CancellationToken cancellation)
    {
        long over = await BeganAsync(cancellation).ConfigureAwait(false) + _scenario.Duration.Microseconds();
        long now = MonotonicClock.Now;
        // What ended the copy's session may have been a timer that was a little early.
        if (now >= over - 50_000)
        {
            await Waiting.UntilAsync(Math.Max(over + after.Microseconds(), now + 1_000_000), _time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The judged run, once its report is written.</summary>
    /// <exception cref="EnvironmentException">A part of it died, and nothing could be reported.</exception>
    public Task<RunOutcome> OutcomeAsync(CancellationToken cancellation = default) => _run.WaitAsync(cancellation);

    /// <summary>What only the judge knows, client by client: the same samples that the report's percentiles are of.</summary>
    public async Task<ImmutableArray<HostedStep>> JudgedAsync(CancellationToken cancellation = default)
    {
        RunOutcome outcome = await OutcomeAsync(cancellation).ConfigureAwait(false);
        var context = new JudgeContext(new JudgedRun
        {
            Scenario = _scenario,
            FaultCohorts = _plan.FaultCohorts,
            FirstClients = _plan.FirstClients,
            Planned = _plan.Sessions.Length,
            Journal = JournalFile.Read(Path.Combine(outcome.Folder, "journal.bin")).Of(_scenario.Name),
        });
        return
        [
            .. Steps(context, HostedSteps.Detection, "had to detect the loss and never did", DetectionTimeSource.Of),
            .. Steps(context, HostedSteps.Fallback, "no poll succeeded", FallbackTimeSource.Of),
            .. Steps(context, HostedSteps.Recovery, "never recovered", RecoveryTimeSource.Of),
        ];
    }

    /// <summary>Ends the run if it has not ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Waiting.SettleAsync([_run]).ConfigureAwait(false);
        _stop.Dispose();
    }

    private static IEnumerable<HostedStep> Steps(JudgeContext context, string name, string why, Func<FaultImpact, AffectedClient, IEnumerable<Sample>> samples) =>
        from fault in context.Faults
        from client in fault.Affected
        from sample in samples(fault, client)
        select double.IsFinite(sample.Value)
            ? new HostedStep(name, TimeSpan.FromSeconds(sample.Value))
            : new HostedStep(name, null, $"client {sample.Client} {why}");

    private async Task EndAsync(HostedSession session, long at)
    {
        await Task.WhenAny(Waiting.IgnoreCancellation(UntilAsync(at, _stop.Token)), _run).ConfigureAwait(false);
        _pace.Forget(session.Client);
        session.End();
    }

    private async Task<long> BeganAsync(CancellationToken cancellation)
    {
        await UnlessEndedAsync(_pace.Began.WaitAsync(cancellation)).ConfigureAwait(false);
        return await _pace.Began.ConfigureAwait(false);
    }

    private async Task UntilAsync(long at, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop.Token);
        await UnlessEndedAsync(Waiting.UntilAsync(at, _time, either.Token)).ConfigureAwait(false);
    }

    /// <summary>Waits for something, unless the run ends first: it does so before its time if a part of it dies.</summary>
    private async Task UnlessEndedAsync(Task waiting)
    {
        if (await Task.WhenAny(waiting, _run).ConfigureAwait(false) == _run && !waiting.IsCompleted)
        {
            throw new OperationCanceledException("The run has ended.");
        }

        await waiting.ConfigureAwait(false);
    }
}
