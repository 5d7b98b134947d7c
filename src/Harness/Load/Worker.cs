using System.Threading.Channels;
using Harness.Clients;
using Harness.Clients.Protocol;
using Harness.Clients.Sockets;
using Harness.Data;
using Harness.Data.Feeds;
using Harness.Journal;
using Harness.Timing;

namespace Harness.Load;

/// <summary>
/// Holds a part of a run's clients. It is told what to do by commands and tells what happens by reports, whether it is a process of its
/// own or a part of the program; the facts go into its own journal.
/// </summary>
public sealed partial class Worker : IAsyncDisposable
{
    /// <summary>A client that connects so much after its time has started late, and is counted.</summary>
    public static readonly TimeSpan LateStart = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan _closePatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _releaseAfter = TimeSpan.FromSeconds(5);

    private readonly WorkerPlan _plan;
    private readonly TimeProvider _time;
    private readonly JournalWriter _journal;
    private readonly ClientMetrics _metrics;
    private readonly TopicFetcher _fetcher;
    private readonly TimingWheel _wheel;
    private readonly ClientHost _host;
    private readonly IDrivenClient?[] _sessions;
    private readonly int[] _leaving;
    private readonly bool[] _gone;
    private readonly ConnectionFactory _connections;
    private readonly long[] _intended;
    private readonly ChannelWriter<WorkerReport> _reports;
    private readonly Lock _arming = new();
    private readonly StallWatchdog _watchdog;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<int, int> _waitedFor = [];
    private readonly List<Task> _settling = [];
    private Thread? _timers;
    private Task _ticking = Task.CompletedTask;

    private Worker(WorkerPlan plan, DataSettings data, ChannelWriter<WorkerReport> reports, TimeProvider time, MachineFactory machine)
    {
        _plan = plan;
        _time = time;
        _reports = reports;
        _journal = JournalWriter.Create(plan.JournalPath, plan.Name, time);
        _intended = new long[plan.Starts.Length];
        _metrics = new ClientMetrics(plan.SocketEndpoints.Length, plan.Population, _intended);
        var texts = new DataSource(data, plan.Seed, plan.SocketEndpoints.Length, time);
        ClientProtocols protocols = ClientProtocols.Create(plan.Protocol, plan.Policy, plan.Topics, plan.TopicsPerClient, texts);
        _fetcher = new TopicFetcher(
            new TopicFetcherOptions
            {
                HttpEndpoints = [.. plan.HttpEndpoints.Select(text => new Uri(text))],
                HttpAuthority = plan.HttpAuthority,
                Tls = plan.Tls,
                Polls = protocols.Polls,
                FetchTimeout = plan.Policy.FetchTimeout,
                PollTimeout = plan.Policy.Fallback?.Timeout ?? plan.Policy.FetchTimeout,
                ConnectionsPerCohort = plan.ConnectionsPerCohort,
            },
            _metrics);
        _wheel = new TimingWheel(plan.Starts.Length, MonotonicClock.Now);
        _host = new ClientHost(
            new ClientHostOptions
            {
                Policy = plan.Policy,
                Topics = plan.Topics,
                TopicsPerClient = plan.TopicsPerClient,
                SocketEndpoints = [.. plan.SocketEndpoints.Select(nodes => nodes.Select(DialAddress.Parse).ToArray())],
                SourceAddresses = plan.SourceAddresses,
                SocketPath = plan.SocketPath,
                SocketAuthority = plan.SocketAuthority,
                SocketTls = plan.SocketTls,
                Data = texts,
                Handshake = plan.Handshake,
                Tls = plan.Tls,
                Protocol = protocols.Messages,
                Seed = plan.Seed,
                Machine = machine,
                Chat = plan.Chat,
                Code = plan.Code,
                Time = time,
                Watcher = plan.Pace?.Watcher,
            },
            _journal, _wheel, _metrics, _fetcher, Disarmed);
        _connections = _host.Connections;
        _sessions = new IDrivenClient?[plan.Starts.Length];
        _gone = new bool[plan.Starts.Length];
        _leaving = [.. Enumerable.Range(0, plan.Ends.Length).Where(i => plan.Ends[i] < long.MaxValue).OrderBy(i => plan.Ends[i])];
        _watchdog = new StallWatchdog((from, to) => _journal.Add(Facts.Stall(from, to)));
    }

    /// <summary>As below, with the machines that <see cref="ClientMachines"/> has for the plan's policy.</summary>
    public static Task RunAsync(ChannelReader<WorkerCommand> commands, ChannelWriter<WorkerReport> reports, TimeProvider time, CancellationToken cancellation) =>
        RunAsync(commands, reports, time, ClientMachines.Create, cancellation);

    /// <summary>Obeys commands until <see cref="CloseCommand"/>, the end of the commands, or cancellation.</summary>
    /// <param name="commands">From the run.</param>
    /// <param name="reports">To the run; completed at the end.</param>
    /// <param name="time">For waits; facts are timed by the machine's monotonic clock.</param>
    /// <param name="machine">What plays the plan's policy. It stands beside the plan because code does not travel in one.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static async Task RunAsync(
        ChannelReader<WorkerCommand> commands, ChannelWriter<WorkerReport> reports, TimeProvider time, MachineFactory machine, CancellationToken cancellation)
    {
        Worker? worker = null;
        try
        {
            while (true)
            {
                Task<bool> next = commands.WaitToReadAsync(cancellation).AsTask();
                if (worker is not null && await Task.WhenAny(next, worker._fetcher.Broken, worker._connections.Broken).ConfigureAwait(false) is { IsFaulted: true } broken)
                {
                    await broken.ConfigureAwait(false);
                }

                if (!await next.ConfigureAwait(false) || !commands.TryRead(out WorkerCommand? command))
                {
                    return;
                }

                switch (command)
                {
                    case PrepareCommand prepare:
                        worker = await PrepareAsync(prepare.Plan, reports, time, machine, cancellation).ConfigureAwait(false);
                        break;
                    case CloseCommand when worker is not null:
                        await worker.CloseAsync(cancellation).ConfigureAwait(false);
                        await worker.DisposeAsync().ConfigureAwait(false);
                        worker = null;
                        reports.TryWrite(new EndedReport());
                        return;
                    default:
                        worker?.Obey(command);
                        break;
                }
            }
        }
        finally
        {
            if (worker is not null)
            {
                await worker.DisposeAsync().ConfigureAwait(false);
            }

            reports.TryComplete();
        }
    }

    /// <summary>Ends timers, fetches and sockets, and puts the journal on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _timers?.Join();
        await _ticking.ConfigureAwait(false);
        await Task.WhenAll([.. _settling, .. Present.Select(session => session.SettleAsync())]).ConfigureAwait(false);
        await _fetcher.DisposeAsync().ConfigureAwait(false);
        foreach (IDrivenClient session in Present)
        {
            session.Dispose();
        }

        await _connections.DisposeAsync().ConfigureAwait(false);

        _watchdog.Dispose();
        await _journal.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private static async Task<Worker?> PrepareAsync(
        WorkerPlan plan, ChannelWriter<WorkerReport> reports, TimeProvider time, MachineFactory machine, CancellationToken cancellation)
    {
        DataSettings data;
        try
        {
            data = plan.Data.Open();
        }
        catch (FeedException e)
        {
            reports.TryWrite(new RefusedReport(e.Message));
            return null;
        }

        var worker = new Worker(plan, data, reports, time, machine);
        plan.Pace?.Attach(plan.Clients, worker.StartAt);
        try
        {
            if (plan.TopicsPerClient > 0 && plan.Protocol is null or { Poll: not null })
            {
                await worker._fetcher.WarmUpAsync(cancellation).ConfigureAwait(false);
            }

            reports.TryWrite(new ReadyReport(WorkerProtocol.Version));
            return worker;
        }
        catch (HttpRequestException e)
        {
            await worker.DisposeAsync().ConfigureAwait(false);
            reports.TryWrite(new RefusedReport($"the HTTP path does not answer: {e.Message}"));
            return null;
        }
    }

    private void Obey(WorkerCommand command)
    {
        switch (command)
        {
            case StartCommand start:
                Start(start.At);
                break;
            case ArmCommand arm:
                Arm(arm);
                break;
            case LeaveCommand leave:
                IDrivenClient[] left = [.. Present.Where(session => leave.Cohorts.Contains(session.Cohort)).Where(session => session.Leave(leave.Fault))];
                _reports.TryWrite(new LeftReport(leave.Fault, [.. left.Select(session => session.Client)]));
                break;
            case SuspendCommand suspend:
                ForEachPresent(suspend.Cohorts, session => session.Suspend(suspend.Fault));
                _reports.TryWrite(new SuspendedReport(suspend.Fault));
                break;
            case WakeCommand wake:
                ForEachPresent(wake.Cohorts, session => session.Wake(wake.Fault));
                _reports.TryWrite(new WokenReport(wake.Fault));
                break;
            default:
                throw new InvalidOperationException($"a worker does not know {command.GetType().Name}");
        }
    }

    private void ForEachPresent(int[] cohorts, Action<IDrivenClient> act)
    {
        foreach (IDrivenClient session in Present.Where(session => cohorts.Contains(session.Cohort)))
        {
            act(session);
        }
    }

    private void Arm(ArmCommand arm)
    {
        lock (_arming)
        {
            // One more than is waited for, so that nothing is announced before all are armed.
            _waitedFor[arm.Fault] = 1;
        }

        foreach (IDrivenClient session in Present.Where(session => arm.Cohorts.Contains(session.Cohort)))
        {
            lock (_arming)
            {
                _waitedFor[arm.Fault]++;
            }

            if (!session.Arm(arm.Fault, arm.Since))
            {
                Disarmed(arm.Fault);
            }
        }

        Disarmed(arm.Fault);
    }

    private void Disarmed(int fault)
    {
        lock (_arming)
        {
            if (--_waitedFor[fault] == 0)
            {
                _reports.TryWrite(new ArmedReport(fault));
            }
        }
    }

    private async Task TickAsync(long loadBegins)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), _time);
        long second = loadBegins;
        int released = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                _reports.TryWrite(new CountsReport(_metrics.Counts()));
                Release(loadBegins, ref released);
                long now = MonotonicClock.Now;
                if (now - second >= 1_000_000)
                {
                    _metrics.Flush(second, _journal);
                    second += (now - second) / 1_000_000 * 1_000_000;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The last slice is written below.
        }

        _metrics.Flush(second, _journal);
    }

    private async Task CloseAsync(CancellationToken cancellation)
    {
        _metrics.CountsTraffic = false;
        foreach (IDrivenClient session in Present)
        {
            session.CloseByUser();
        }

        // The close handshakes get a moment; who does not answer is let go of.
        long until = MonotonicClock.Now + _closePatience.Microseconds();
        while (MonotonicClock.Now < until && Present.Any(session => session.HasSocket))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, cancellation).ConfigureAwait(false);
        }
    }
}
