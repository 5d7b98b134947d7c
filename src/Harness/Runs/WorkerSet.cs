using System.Collections.Concurrent;
using System.Collections.Immutable;
using Harness.Clients;
using Harness.Faults;
using Harness.Journal;
using Harness.Load;
using Harness.Runs.Roles;

namespace Harness.Runs;

/// <summary>All workers of a run as one: commands go to each, reports of each come together.</summary>
internal sealed class WorkerSet : IFaultClients, IAsyncDisposable
{
    private static readonly TimeSpan _answerPatience = TimeSpan.FromSeconds(90);

    private readonly ImmutableArray<IWorkerLink> _links;
    private readonly Member[] _members;
    private readonly Task[] _reading;
    private readonly TimeProvider _time;
    private readonly TimeSpan _armPatience;

    /// <param name="links">The workers.</param>
    /// <param name="armPatience">How long to wait for every client's first byte; one that sends nothing for longer is not waited for.</param>
    public WorkerSet(ImmutableArray<IWorkerLink> links, TimeSpan armPatience, TimeProvider time)
    {
        _links = links;
        _armPatience = armPatience;
        _time = time;
        _members = [.. links.Select(_ => new Member())];
        _reading = [.. links.Select((link, i) => ReadAsync(link, _members[i]))];
    }

    /// <summary>The latest counts of all workers together.</summary>
    public ClientCounts Counts()
    {
        int states = Enum.GetValues<ClientState>().Length;
        ClientCounts[] all = [.. _members.Select(member => member.Counts).OfType<ClientCounts>()];
        return new ClientCounts(
            [.. Enumerable.Range(0, states).Select(state => all.Sum(counts => counts.States[state]))],
            all.Sum(counts => counts.Heartbeats), all.Sum(counts => counts.Missed), all.Sum(counts => counts.Polls),
            all.Sum(counts => counts.Reconnects), all.Sum(counts => counts.FailedAttempts))
        {
            Answered = all.Sum(counts => counts.Answered),
            Attempts = all.Sum(counts => counts.Attempts),
            RoundTrips = [.. Together(all.Select(counts => counts.RoundTrips))],
        };
    }

    private static IEnumerable<long> Together(IEnumerable<long[]> histograms) => histograms
        .SelectMany(histogram => histogram.Chunk(2))
        .GroupBy(entry => entry[0], entry => entry[1])
        .OrderBy(bucket => bucket.Key)
        .SelectMany(bucket => (long[])[bucket.Key, bucket.Sum()]);

    /// <summary>Gives each worker its part and waits until all are ready.</summary>
    /// <exception cref="EnvironmentException">One refuses, and says why.</exception>
    public async Task PrepareAsync(IEnumerable<WorkerPlan> plans, CancellationToken cancellation)
    {
        foreach ((IWorkerLink link, WorkerPlan plan) in _links.Zip(plans))
        {
            link.Send(new PrepareCommand(plan));
        }

        int[] versions = await AllAsync(_members.Select(member => member.Ready.Task), "got ready", cancellation).ConfigureAwait(false);
        if (versions.Any(version => version != WorkerProtocol.Version))
        {
            throw new EnvironmentException($"A worker speaks protocol {versions.First(v => v != WorkerProtocol.Version)}, this program {WorkerProtocol.Version}.");
        }
    }

    /// <summary>Begins the load at an instant, µs.</summary>
    public void Start(long at) => Send(new StartCommand(at));

    /// <summary>Closes every client and waits until the journals are on disk.</summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        Send(new CloseCommand());
        await Task.WhenAll(_members.Select(member => member.Ended.Task)).WaitAsync(cancellation).ConfigureAwait(false);
    }

    public async Task ArmAsync(int fault, ImmutableArray<int> cohorts, long since, CancellationToken cancellation)
    {
        Send(new ArmCommand(fault, [.. cohorts], since));
        using var patience = new CancellationTokenSource(_armPatience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            await Task.WhenAll(_members.Select(member => member.Armed(fault).Task)).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // A client that sends nothing (no heartbeats) has no first byte: the judge counts it as not affected.
        }
    }

    public async Task<ImmutableArray<int>> LeaveAsync(int fault, ImmutableArray<int> cohorts, CancellationToken cancellation)
    {
        Send(new LeaveCommand(fault, [.. cohorts]));
        int[][] left = await AllAsync(_members.Select(member => member.Left(fault).Task), "told which clients have left", cancellation).ConfigureAwait(false);
        return [.. left.SelectMany(clients => clients)];
    }

    public Task SuspendAsync(int fault, ImmutableArray<int> cohorts, CancellationToken cancellation)
    {
        Send(new SuspendCommand(fault, [.. cohorts]));
        return AllAsync(_members.Select(member => member.Suspended(fault).Task), "suspended their clients", cancellation);
    }

    public Task WakeAsync(int fault, ImmutableArray<int> cohorts, CancellationToken cancellation)
    {
        Send(new WakeCommand(fault, [.. cohorts]));
        return AllAsync(_members.Select(member => member.Woken(fault).Task), "woken their clients", cancellation);
    }

    /// <summary>Waits for the last report; the roles must be ending.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_reading).ConfigureAwait(false);

    private static TaskCompletionSource<T> NewSignal<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Send(WorkerCommand command)
    {
        foreach (IWorkerLink link in _links)
        {
            link.Send(command);
        }
    }

    private async Task<T[]> AllAsync<T>(IEnumerable<Task<T>> answers, string what, CancellationToken cancellation)
    {
        try
        {
            return await Task.WhenAll(answers).WaitAsync(_answerPatience, _time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new EnvironmentException($"The workers have not {what} within {_answerPatience.TotalSeconds:0} s.");
        }
    }

    private static async Task ReadAsync(IWorkerLink link, Member member)
    {
        await foreach (WorkerReport report in link.Reports.ReadAllAsync().ConfigureAwait(false))
        {
            switch (report)
            {
                case ReadyReport ready:
                    member.Ready.TrySetResult(ready.Version);
                    break;
                case RefusedReport refused:
                    member.Ready.TrySetException(new EnvironmentException($"{link.Name} cannot start: {refused.Why}"));
                    break;
                case CountsReport counts:
                    member.Counts = counts.Counts;
                    break;
                case ArmedReport armed:
                    member.Armed(armed.Fault).TrySetResult(0);
                    break;
                case LeftReport left:
                    member.Left(left.Fault).TrySetResult(left.Clients);
                    break;
                case SuspendedReport suspended:
                    member.Suspended(suspended.Fault).TrySetResult(0);
                    break;
                case WokenReport woken:
                    member.Woken(woken.Fault).TrySetResult(0);
                    break;
                case EndedReport:
                    member.Ended.TrySetResult();
                    break;
                default:
                    throw new InvalidOperationException($"a run does not know {report.GetType().Name}");
            }
        }
    }

    private sealed class Member
    {
        public readonly TaskCompletionSource<int> Ready = NewSignal<int>();
        public readonly TaskCompletionSource Ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public volatile ClientCounts? Counts;
        private readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _armed = new();
        private readonly ConcurrentDictionary<int, TaskCompletionSource<int[]>> _left = new();
        private readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _suspended = new();
        private readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _woken = new();

        /// <summary>By fault: every armed client has sent.</summary>
        public TaskCompletionSource<int> Armed(int fault) => _armed.GetOrAdd(fault, _ => NewSignal<int>());

        /// <summary>By fault: the timers stand still.</summary>
        public TaskCompletionSource<int> Suspended(int fault) => _suspended.GetOrAdd(fault, _ => NewSignal<int>());

        /// <summary>By fault: the timers run again.</summary>
        public TaskCompletionSource<int> Woken(int fault) => _woken.GetOrAdd(fault, _ => NewSignal<int>());

        /// <summary>By fault: the clients that have left.</summary>
        public TaskCompletionSource<int[]> Left(int fault) => _left.GetOrAdd(fault, _ => NewSignal<int[]>());
    }
}
