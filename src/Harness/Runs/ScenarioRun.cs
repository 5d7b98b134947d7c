using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Threading.Channels;
using Harness.Clients;
using Harness.Data;
using Harness.Faults;
using Harness.Faults.Kernel;
using Harness.Faults.Toxiproxy;
using Harness.Journal;
using Harness.Judging;
using Harness.Load;
using Harness.Metrics;
using Harness.Runs.Roles;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Runs;

/// <summary>What one scenario's run left behind, before it is judged.</summary>
/// <param name="Journal">The facts of all roles.</param>
/// <param name="Plan">What the seed had decided.</param>
/// <param name="Roles">What each role used.</param>
/// <param name="Failure">Why it ended before its time; null if it did not, or was interrupted.</param>
internal sealed record ScenarioOutcome(RunJournal Journal, RunPlan Plan, ImmutableArray<RoleResult> Roles, EnvironmentException? Failure);

/// <summary>
/// One scenario from the first process to the last fact: roles, proxies, load, faults, drain, end. It only records; nothing here judges.
/// </summary>
internal sealed partial class ScenarioRun : IAsyncDisposable
{
    /// <summary>A signal that reaches every process of a terminal ends a role that is just starting; this process hears of it at about the same time.</summary>
    private static readonly TimeSpan _signalPatience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan _lead = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan _closePatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _interruptPatience = TimeSpan.FromSeconds(5);

    private readonly Scenario _scenario;
    private readonly RunOptions _options;
    private readonly RunPlan _plan;
    private readonly IRoleSet _roles;
    private readonly string _folder;
    private readonly ProgressReporter _progress;
    private readonly TimeProvider _time;

    /// <summary>The key of the chat room's tokens: this run's own, in no report.</summary>
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private JournalWriter? _journal;
    private TargetAccess? _target;
    private TargetOrders? _orders;
    private CohortProxies? _proxies;
    private PacketFilter? _filter;
    private WorkerSet? _workers;
    private ImmutableArray<ToxiproxyClient> _servers = [];
    private bool _stock;
    private ImmutableArray<string> _workerJournals = [];
    private ImmutableArray<RoleResult> _usage = [];
    private JudgedUsage _judged = JudgedUsage.None;
    private EnvironmentException? _failure;
    private bool _hasControl;
    private bool _hasPresence;
    private bool _loaded;
    private bool _ended;

    /// <param name="scenario">Validated, scaled.</param>
    /// <param name="roles">Disposed of by <see cref="RunAsync"/>.</param>
    /// <param name="folder">An empty folder for the journals of the roles.</param>
    public ScenarioRun(Scenario scenario, RunOptions options, IRoleSet roles, string folder, ProgressReporter progress)
    {
        (_scenario, _options, _roles, _folder, _progress, _time) = (scenario, options, roles, folder, progress, options.Time);
        _plan = RunPlan.Create(scenario, options.Seed);
    }

    /// <summary>Runs it. Cancellation ends it early, and what happened so far is returned.</summary>
    /// <exception cref="EnvironmentException">It could not be started.</exception>
    public async Task<ScenarioOutcome> RunAsync(CancellationToken cancellation)
    {
        string own = Path.Combine(_folder, "run.journal");
        _journal = JournalWriter.Create(own, "run", _time);
        await using (_journal.ConfigureAwait(false))
        {
            // One signal for every way to end early: the user, or a role that died.
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task watching = StopOnFailureAsync(stop, cancellation);
            try
            {
                await StartAsync(stop.Token).ConfigureAwait(false);
                await LoadAsync(stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Interrupted, or a role died: told apart below.
            }
            catch (Exception e)
            {
                // Whatever it was: what has happened so far is judged and shown, and the failure is told with it.
                await NoteFailureAsync(e, cancellation).ConfigureAwait(false);
            }
            finally
            {
                await stop.CancelAsync().ConfigureAwait(false);
                await watching.ConfigureAwait(false);
                await DisposeAsync().ConfigureAwait(false);
            }
        }

        if (_failure is not null && !_loaded)
        {
            throw _failure;
        }

        _progress.Phase("judging");
        string[] files = [own, .. _workerJournals, .. _roles.Journals];
        return new ScenarioOutcome(JournalFile.Merge(files.Where(File.Exists)), _plan, _usage, _failure);
    }

    /// <summary>Deletes the proxies and ends the roles; the second time it does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        await LiftPacketFilterAsync().ConfigureAwait(false);
        if (_proxies is not null)
        {
            await _proxies.DisposeAsync().ConfigureAwait(false);
        }

        foreach (ToxiproxyClient server in _servers)
        {
            server.Dispose();
        }

        await FreeTargetAsync().ConfigureAwait(false);
        _target?.Dispose();
        _usage = _judged.In(_roles.Usage());
        await EndRolesAsync().ConfigureAwait(false);
        if (_workers is not null)
        {
            await _workers.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task EndRolesAsync()
    {
        try
        {
            await _roles.DisposeAsync().ConfigureAwait(false);
        }
        catch (EnvironmentException e)
        {
            // What was found is shown all the same.
            _failure ??= e;
        }
    }

    /// <summary>First of all, so that everything that ends after it is heard.</summary>
    private async Task LiftPacketFilterAsync()
    {
        if (_filter is null)
        {
            return;
        }

        try
        {
            await _filter.DisposeAsync().ConfigureAwait(false);
        }
        catch (KernelFilterException e)
        {
            // What was found is shown all the same, with this as the reason why the run ended badly.
            _failure ??= new EnvironmentException(e.Message, e);
        }
    }

    /// <summary>Somebody's target goes on after the run, and must not do what a fault that was cut short had ordered.</summary>
    private async Task FreeTargetAsync()
    {
        if (_orders is null || _options.Target is null)
        {
            return;
        }

        using var patience = new CancellationTokenSource(_interruptPatience, _time);
        try
        {
            await _orders.ClearAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is EnvironmentException or OperationCanceledException)
        {
            // It is gone, and its orders with it.
        }
    }

    private async Task StopOnFailureAsync(CancellationTokenSource stop, CancellationToken interrupted)
    {
        Task ended = Task.Delay(Timeout.InfiniteTimeSpan, _time, stop.Token);
        if (await Task.WhenAny(ended, _roles.Failure).ConfigureAwait(false) == _roles.Failure)
        {
            await NoteUnlessAsync(FailureOf(_roles.Failure), interrupted).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A call that failed is often the first sign of a role that died; its last lines say more than the call does.</summary>
    private async Task NoteFailureAsync(Exception e, CancellationToken interrupted)
    {
        await Task.WhenAny(_roles.Failure, Task.Delay(TimeSpan.FromSeconds(1), _time, interrupted)).ConfigureAwait(false);
        await NoteUnlessAsync(
            _roles.Failure.IsFaulted ? FailureOf(_roles.Failure) : e as EnvironmentException ?? new EnvironmentException(Describe(e), e), interrupted).ConfigureAwait(false);
    }

    private async Task NoteUnlessAsync(EnvironmentException failure, CancellationToken interrupted)
    {
        if (!_loaded)
        {
            await Waiting.IgnoreCancellation(Task.Delay(_signalPatience, _time, interrupted)).ConfigureAwait(false);
        }

        if (!interrupted.IsCancellationRequested)
        {
            _failure ??= failure;
        }
    }

    private static EnvironmentException FailureOf(Task failed) =>
        failed.Exception!.InnerException as EnvironmentException ?? new EnvironmentException(failed.Exception.InnerException!.Message, failed.Exception.InnerException);

    private async Task LoadAsync(CancellationToken cancellation)
    {
        WorkerSet workers = _workers!;
        long begin = await BeginAsync(cancellation).ConfigureAwait(false);
        _loaded = true;
        long end = begin + _scenario.Duration.Microseconds();
        long closing = end + _scenario.Drain.Microseconds();
        _judged = JudgedUsage.From(_roles.Usage());
        workers.Start(begin);
        _journal!.Add(Facts.PhaseBegan(begin, RunPhase.Load));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task watching = _progress.WatchAsync(_scenario, _plan, begin, workers, _roles, stop.Token);
        Task[] beside = [.. Beside(begin, end, stop.Token)];
        try
        {
            await Waiting.OrFailure(Waiting.UntilAsync(end, _time, stop.Token), beside).ConfigureAwait(false);
            _journal.Add(Facts.PhaseBegan(end, RunPhase.Drain));
            await Waiting.OrFailure(Waiting.UntilAsync(closing, _time, stop.Token), beside).ConfigureAwait(false);
            if (_hasPresence && _scenario.Assertions.Any(assertion => assertion.Metric.Needs.HasFlag(MetricNeeds.Listing)))
            {
                await new PresenceWatch(_target!, _scenario.Target.PresenceThreshold, _time, fact => _journal.Add(fact)).LookAsync(_plan.Sessions.Length, stop.Token).ConfigureAwait(false);
            }

            _journal.Add(Facts.PhaseBegan(MonotonicClock.Now, RunPhase.Closing));
            _judged = _judged.To(_roles.Usage());
            await stop.CancelAsync().ConfigureAwait(false);
            _progress.Phase("closing");
            await workers.CloseAsync(cancellation).WaitAsync(_closePatience, _time, cancellation).ConfigureAwait(false);
            _journal.Add(Facts.PhaseBegan(MonotonicClock.Now, RunPhase.Ended));
        }
        catch (TimeoutException)
        {
            throw new EnvironmentException($"The workers had not closed their clients after {_closePatience.TotalSeconds:0} s.");
        }
        catch (OperationCanceledException)
        {
            await CloseInterruptedAsync(workers).ConfigureAwait(false);
            throw;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Waiting.SettleAsync([watching, .. beside]).ConfigureAwait(false);
        }
    }

    /// <summary>When the load begins, µs: in a moment, or when whoever sets the pace says so.</summary>
    private async Task<long> BeginAsync(CancellationToken cancellation)
    {
        if (_options.Pace is not { } pace)
        {
            return MonotonicClock.Now + _lead.Microseconds();
        }

        _progress.Phase("waiting");
        pace.TellReady(_plan);
        return await pace.Began.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Everything that goes on beside the clients. Each is watched on its own: what fails first ends the run, not what ends last.</summary>
    private IEnumerable<Task> Beside(long begin, long end, CancellationToken cancellation)
    {
        void Record(Fact fact) => _journal!.Add(fact);
        IFaultClients clients = _workers!;
        if (_hasControl)
        {
            yield return new Publications(_target!, _scenario.Topics.Count, _scenario.Topics.UpdatesPerSecond, _time, Record).RunAsync(begin, end, cancellation);
        }

        if (!_options.Toxiproxies.IsEmpty)
        {
            yield return ToxiproxyWatch.RunAsync(_servers, _time, cancellation);
        }

        if (_hasPresence && _scenario.Faults.Any(fault => fault.Traits.ClientLeaves))
        {
            var left = Channel.CreateUnbounded<ImmutableArray<int>>();
            clients = new WatchedClients(clients, left.Writer);
            yield return new PresenceWatch(_target!, _scenario.Target.PresenceThreshold, _time, Record).RunAsync(left.Reader, cancellation);
        }

        var timeline = new FaultTimeline(_scenario, _plan, _proxies!, clients, _orders, Record, _progress, _time);
        foreach (Task fault in timeline.Run(_filter, _stock, begin, cancellation))
        {
            yield return fault;
        }
    }

    private async Task CloseInterruptedAsync(WorkerSet workers)
    {
        if (_roles.Failure.IsCompleted)
        {
            return;
        }

        // From here on nothing is judged: what the clients do now, they are told to.
        _journal!.Add(Facts.PhaseBegan(MonotonicClock.Now, RunPhase.Closing));

        // The journals end with the clients closed as far as that is quick; nothing is waited for that does not come.
        using var patience = new CancellationTokenSource(_interruptPatience, _time);
        await Waiting.IgnoreCancellation(workers.CloseAsync(patience.Token)).ConfigureAwait(false);
    }

    private static string Describe(Exception e) => e is ToxiproxyException or KernelFilterException or HttpRequestException or IOException or UnauthorizedAccessException
        ? e.Message
        : $"The run met an error that it does not know: {e}";

}
