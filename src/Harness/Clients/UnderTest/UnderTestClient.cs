using Harness.Clients.Code;
using Harness.Journal;
using Harness.Timing;

namespace Harness.Clients.UnderTest;

/// <summary>
/// Drives one client under test: connects it, closes it, and records what it reports. All of its code runs on the thread pool, and each of its tasks is awaited
/// by <see cref="SettleAsync"/>.
/// </summary>
internal sealed class UnderTestClient : IDrivenClient, IClientEvents, ICodePort
{
    private readonly ClientHost _host;
    private readonly CodeHost _code;
    private readonly ClientUnderTestFactory _factory;
    private readonly int _entry;
    private readonly ClientTarget _where;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ObservedClient _seen;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SessionRun? _session;
    private IClientUnderTest? _client;
    private Task _connecting = Task.CompletedTask;
    private Task _closing = Task.CompletedTask;
    private int _messages;

    public UnderTestClient(ClientHost host, CodeHost code, ClientUnderTestFactory factory, int client, int entry, ClientTarget where)
    {
        (_host, _code, _factory, Client, _entry, _where) = (host, code, factory, client, entry, where);
        _seen = new ObservedClient(client);
    }

    public int Client { get; }

    public int Cohort => _host.CohortOf(Client);

    public bool HasSocket => !_closing.IsCompleted || IsOpen;

    /// <inheritdoc/>
    public bool HasLeft => false;

    public bool IsOpen
    {
        get
        {
            lock (_gate)
            {
                return _seen.IsOpen;
            }
        }
    }

    public void Start() => _connecting = Task.Run(ConnectAsync);

    public void CloseByUser()
    {
        lock (_gate)
        {
            if (_seen.IsClosed)
            {
                return;
            }

            Record(_seen.ClosedByUser(MonotonicClock.Now));
            _session?.End();
            _closing = Task.Run(CloseAsync);
        }
    }

    /// <inheritdoc/>
    public void OnTimer()
    {
        // It has timers of its own.
    }

    /// <inheritdoc/>
    public void LetGo()
    {
        // Its sockets are its own, and so is how long it waits for the other end.
    }

    /// <summary>Faults that need this are refused for clients under test.</summary>
    public bool Leave(int fault) => throw Unknown();

    /// <inheritdoc cref="Leave"/>
    public bool Arm(int fault, long since) => throw Unknown();

    /// <inheritdoc cref="Leave"/>
    public void Suspend(int fault) => throw Unknown();

    /// <inheritdoc cref="Leave"/>
    public void Wake(int fault) => throw Unknown();

    public void Connecting()
    {
        lock (_gate)
        {
            Record(_seen.Connecting(MonotonicClock.Now));
        }
    }

    public void ConnectFailed(int status = 0)
    {
        lock (_gate)
        {
            _host.Metrics.AttemptFailed();
            _host.Watcher?.AttemptFailed(Client, CloseCause.HandshakeRefused);
            Record(_seen.Failed(MonotonicClock.Now, status));
        }
    }

    public void Opened()
    {
        lock (_gate)
        {
            long now = MonotonicClock.Now;
            _host.Metrics.Opened(Cohort, _entry, first: !_seen.EverOpened, now);
            if (!_seen.EverOpened)
            {
                _host.Watcher?.Connected(Client, now - _host.Metrics.IntendedOf(_entry));
            }

            Record(_seen.Opened(now));
            _opened.TrySetResult();
            if (_session is not null)
            {
                _session.Reopened();
            }
            else if (_code.Code.Session is { } session && !_seen.IsClosed)
            {
                _session = new SessionRun(_code, session, this, now);
            }
        }
    }

    public void Message(string text)
    {
        lock (_gate)
        {
            _seen.Heard(MonotonicClock.Now);
        }

        _session?.Heard(text);
    }

    public void Closed(int code, bool byItself)
    {
        lock (_gate)
        {
            Record(_seen.Lost(MonotonicClock.Now, code, byItself));
            if (!_seen.IsOpen && _opened.Task.IsCompleted)
            {
                _opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>One message after the other, each when the client is open. One that the client throws at is lost, and says so.</summary>
    public async Task SendAsync(string text, CancellationToken cancellation)
    {
        int message;
        lock (_gate)
        {
            message = ++_messages;
            Add(Facts.SendAsked(MonotonicClock.Now, Client, message, _seen.IsOpen));
        }

        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await OpenAsync().WaitAsync(cancellation).ConfigureAwait(false);
            await _client!.SendAsync(text, cancellation).ConfigureAwait(false);
            Add(Facts.SendDone(MonotonicClock.Now, Client, message));
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            // A cancellation that nobody asked for is the client's own timeout.
            Add(Facts.SendLost(MonotonicClock.Now, Client, message));
            throw;
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <inheritdoc/>
    public async Task SettleAsync()
    {
        Task stopping = Task.Run(StopAsync);
        if (_session is not null)
        {
            await _session.SettleAsync().ConfigureAwait(false);
        }

        try
        {
            await Task.WhenAll(stopping, _connecting, _closing).WaitAsync(CodeHost.Patience, _code.Time).ConfigureAwait(false);
            if (_client is { } client)
            {
                await Task.Run(() => client.DisposeAsync().AsTask()).WaitAsync(CodeHost.Patience, _code.Time).ConfigureAwait(false);
            }
        }
        catch (TimeoutException)
        {
            _code.Failed(Client, $"the client under test did not end within {CodeHost.Patience.TotalSeconds:0} s");
        }
        catch (Exception e)
        {
            _code.Failed(Client, $"the client under test threw at its end: {CodeHost.Describe(e)}");
        }
    }

    public void Dispose()
    {
        _session?.Dispose();
        _sending.Dispose();
        _stop.Dispose();
    }

    private static InvalidOperationException Unknown() => new("a client under test cannot be told to do this");

    private Task OpenAsync()
    {
        lock (_gate)
        {
            return _opened.Task;
        }
    }

    private async Task ConnectAsync()
    {
        try
        {
            _client = _factory(Client);
            if (_stop.IsCancellationRequested)
            {
                // Its user was faster than its factory.
                return;
            }

            await _client.ConnectAsync(_where, this, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // It was closed while it was connecting.
        }
        catch (Exception e)
        {
            _code.Failed(Client, $"the client under test threw when it was to connect: {CodeHost.Describe(e)}");
            lock (_gate)
            {
                Record(_seen.IsOpen || _seen.IsClosed ? [] : _seen.GaveUp(MonotonicClock.Now));
            }
        }
    }

    private async Task StopAsync()
    {
        try
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException e)
        {
            _code.Failed(Client, $"what the client under test had registered with its cancellation token threw: {CodeHost.Describe(e.InnerExceptions[0])}");
        }
    }

    /// <summary>Closes it once it has been made and has been told to connect: a close before that would close nothing, and what comes up later would stay.</summary>
    private async Task CloseAsync()
    {
        await StopAsync().ConfigureAwait(false);
        try
        {
            await _connecting.WaitAsync(CodeHost.Patience, _code.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It does not heed its token: what there is of it is closed, and the end waits for the rest.
        }

        try
        {
            await (_client?.CloseAsync(CancellationToken.None) ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _code.Failed(Client, $"the client under test threw when it was to close: {CodeHost.Describe(e)}");
        }

        lock (_gate)
        {
            // What it closed without a word is closed.
            Record(_seen.Lost(MonotonicClock.Now, 1000, byItself: true));
        }
    }

    private void Record(IEnumerable<Fact> facts)
    {
        foreach (Fact fact in facts)
        {
            Add(fact);
        }

        _host.Metrics.StateChanged(_entry, _seen.State);
    }

    private void Add(in Fact fact) => _host.Journal.Add(fact);
}
