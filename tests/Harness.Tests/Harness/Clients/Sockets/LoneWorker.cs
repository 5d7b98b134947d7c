using System.Net;
using System.Threading.Channels;
using Harness.Clients;
using Harness.Journal;
using Harness.Load;
using Harness.Timing;

namespace Harness.Tests.Clients.Sockets;

/// <summary>A worker with one client per endpoint, started at once; its facts are read when it has ended.</summary>
internal sealed class LoneWorker : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("harness-worker-").FullName;
    private readonly Channel<WorkerCommand> _commands = Channel.CreateUnbounded<WorkerCommand>();
    private readonly Channel<WorkerReport> _reports = Channel.CreateUnbounded<WorkerReport>();
    private readonly Task _running;
    private bool _ended;

    private LoneWorker() => _running = Worker.RunAsync(_commands.Reader, _reports.Writer, TimeProvider.System, CancellationToken.None);

    /// <summary>Quick to reconnect, so that the next connection tells that the loss of the one before has been recorded; heartbeats only at open.</summary>
    public static ClientPolicy Policy { get; } = new()
    {
        Preset = "test",
        Heartbeat = new HeartbeatPolicy { Message = "ping", Interval = TimeSpan.FromMinutes(5), AtOnce = true },
        Reconnect = new ReconnectPolicy { Delay = TimeSpan.FromMilliseconds(20), MaxDelay = TimeSpan.FromMilliseconds(20), AttemptTimeout = TimeSpan.FromSeconds(20) },
        FetchOnOpen = false,
    };

    private string JournalPath => Path.Combine(_folder, "worker.journal");

    /// <param name="policy">What the clients play.</param>
    /// <param name="sockets">Client i dials the i-th.</param>
    /// <param name="http">Where topics are fetched; null: clients follow none.</param>
    /// <param name="change">What is different in the plan.</param>
    public static async Task<LoneWorker> StartAsync(ClientPolicy policy, IPEndPoint[] sockets, IPEndPoint? http = null, Func<WorkerPlan, WorkerPlan>? change = null)
    {
        var worker = new LoneWorker();
        var plan = new WorkerPlan
        {
            Policy = policy,
            Clients = [.. Enumerable.Range(0, sockets.Length)],
            Starts = new long[sockets.Length],
            Topics = 1,
            TopicsPerClient = http is null ? 0 : 1,
            Seed = 1,
            SocketEndpoints = [.. sockets.Select(endpoint => new[] { endpoint.ToString() })],
            SocketPath = "/socket",
            SocketAuthority = "target.example:99",
            HttpEndpoints = http is null ? [] : [.. sockets.Select(_ => $"http://{http}/")],
            HttpAuthority = "target.example:98",
            ConnectionsPerCohort = 4,
            JournalPath = worker.JournalPath,
            Name = "worker",
        };
        worker.Send(new PrepareCommand(change?.Invoke(plan) ?? plan));
        Assert.IsType<ReadyReport>(await worker._reports.Reader.ReadAsync(Deadline.Token));
        worker.Send(new StartCommand(MonotonicClock.Now));
        return worker;
    }

    public static Task<LoneWorker> StartAsync(ScriptedServer server) => StartAsync(Policy, [server.Endpoint]);

    /// <summary>Tells the clients of a cohort to leave without a word.</summary>
    /// <returns>Those that did.</returns>
    public async Task<int[]> LeaveAsync(int fault, int cohort)
    {
        Send(new LeaveCommand(fault, [cohort]));
        while (true)
        {
            if (await _reports.Reader.ReadAsync(Deadline.Token) is LeftReport left)
            {
                return left.Clients;
            }
        }
    }

    /// <summary>Waits until the live counts satisfy a condition.</summary>
    public async Task CountsAsync(Func<ClientCounts, bool> condition)
    {
        while (await _reports.Reader.ReadAsync(Deadline.Token) is not CountsReport report || !condition(report.Counts))
        {
        }
    }

    /// <summary>Waits until the journal on disk tells of a fetch that came to an end.</summary>
    public Task FetchedAsync() =>
        RecordedAsync(facts => facts.Any(fact => fact.Kind is FactKind.VersionHeld or FactKind.FetchAnswered or FactKind.FetchFailed));

    /// <summary>Waits until the journal on disk is as wanted.</summary>
    public async Task RecordedAsync(Func<IReadOnlyList<Fact>, bool> condition)
    {
        while (!condition(JournalFile.Read(JournalPath).Facts))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Deadline.Token);
        }
    }

    /// <summary>Closes the clients as their users would.</summary>
    public void Close() => Send(new CloseCommand());

    /// <summary>Ends the worker, and gives what it recorded of its clients up to then.</summary>
    public async Task<Fact[]> FactsAsync()
    {
        await EndAsync();
        return [.. JournalFile.Read(JournalPath).Facts.Where(fact => fact.Kind != FactKind.Stall)];
    }

    /// <summary>Ends the worker, and gives what it recorded that code did wrong.</summary>
    public async Task<string[]> FailuresAsync()
    {
        await EndAsync();
        RunJournal journal = JournalFile.Read(JournalPath);
        IReadOnlyDictionary<(short Role, int Number), string> texts = JournalTexts.Read(journal);
        return [.. journal.Facts.Where(fact => fact.Kind == FactKind.SessionFailed).Select(fact => texts[(fact.Role, fact.A)])];
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task EndAsync()
    {
        if (!_ended)
        {
            _ended = true;
            _commands.Writer.TryComplete();
            await _running.WaitAsync(Deadline.Token);
        }
    }

    private void Send(WorkerCommand command) => _commands.Writer.TryWrite(command);
}
