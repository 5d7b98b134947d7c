using Harness.Clients;
using Harness.Journal;
using Harness.Load;
using Harness.Timing;

namespace Harness.Runs;

/// <summary>
/// Lets somebody else's scheduler begin the load and start the clients of a run, and passes on what they do.
/// <code>
///   engine ── Begin ──► run           engine ── Start(client) ──► worker ── connect, heartbeat ──► engine
/// </code>
/// </summary>
internal sealed class SessionPace : IClientPace, ISessionWatcher
{
    private readonly TaskCompletionSource<RunPlan> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<long> _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private Action<long>?[] _starts = [];
    private ISessionWatcher?[] _watchers = [];

    /// <summary>The plan, once everything has been started and waits for <see cref="Begin"/>.</summary>
    public Task<RunPlan> Ready => _ready.Task;

    /// <summary>When the load began, µs.</summary>
    public Task<long> Began => _began.Task;

    public ISessionWatcher Watcher => this;

    /// <summary>The load begins in a while. The second time it does nothing.</summary>
    public void Begin(TimeSpan lead) => _began.TrySetResult(MonotonicClock.Now + lead.Microseconds());

    /// <summary>Starts a client: it connects at its instant, or now if that has passed.</summary>
    /// <param name="client">Its number; the load has begun.</param>
    /// <param name="intended">When it was to connect, µs: whoever is started much later has started late.</param>
    /// <param name="watcher">Is told what it does from now on.</param>
    public void Start(int client, long intended, ISessionWatcher watcher)
    {
        Volatile.Write(ref _watchers[client], watcher);
        _starts[client]!(intended);
    }

    /// <summary>Nothing more is told of a client.</summary>
    public void Forget(int client) => Volatile.Write(ref _watchers[client], null);

    /// <summary>The run has started everything.</summary>
    public void TellReady(RunPlan plan) => _ready.TrySetResult(plan);

    public void Attach(int[] clients, Action<int, long> start)
    {
        lock (_lock)
        {
            int needed = clients.DefaultIfEmpty(-1).Max() + 1;
            if (needed > _starts.Length)
            {
                Array.Resize(ref _starts, needed);
                Array.Resize(ref _watchers, needed);
            }

            for (int i = 0; i < clients.Length; i++)
            {
                int entry = i;
                _starts[clients[i]] = at => start(entry, at);
            }
        }
    }

    public void Connected(int client, long took) => Volatile.Read(ref _watchers[client])?.Connected(client, took);

    public void AttemptFailed(int client, CloseCause cause) => Volatile.Read(ref _watchers[client])?.AttemptFailed(client, cause);

    public void HeartbeatAnswered(int client, long fromDue) => Volatile.Read(ref _watchers[client])?.HeartbeatAnswered(client, fromDue);
}
