using System.Text;

namespace Harness.Clients.Code;

/// <summary>The session code of one client, from the client's first open to its end. It never runs on a thread of sockets or timers.</summary>
internal sealed class SessionRun : IDisposable
{
    private readonly CodeHost _host;
    private readonly SessionCode _code;
    private readonly CancellationTokenSource _end = new();
    private readonly CodeSession _session;
    private readonly Task _running;
    private readonly Lazy<Task> _ending;

    /// <summary>Starts it.</summary>
    /// <param name="began">When the client opened, µs: the instant that its first measure counts from.</param>
    public SessionRun(CodeHost host, SessionCode code, ICodePort port, long began)
    {
        (_host, _code) = (host, code);
        _session = new CodeSession(host, port, began, _end.Token);
        _ending = new Lazy<Task>(() => Task.Run(Cancel));
        _running = Task.Run(RunAsync);
    }

    /// <summary>The client has opened again.</summary>
    public void Reopened() => _session.Reopened();

    /// <summary>A text message came in. Called on socket threads: it is kept, and looked at elsewhere.</summary>
    public void Heard(ReadOnlySpan<byte> text)
    {
        if (!_running.IsCompleted)
        {
            Heard(Encoding.UTF8.GetString(text));
        }
    }

    /// <inheritdoc cref="Heard(ReadOnlySpan{byte})"/>
    public void Heard(string text) => _session.Heard(text);

    /// <summary>The client has ended, and so does its code. What waits for that is its own code: it goes on elsewhere.</summary>
    public void End() => _ = _ending.Value;

    /// <summary>Ends it, and waits for it; code that does not obey is told of, and left.</summary>
    public async Task SettleAsync()
    {
        try
        {
            // The cancellation counts too: what waits for the token goes on inside of it, as far as it likes.
            await Task.WhenAll(_ending.Value, _running).WaitAsync(CodeHost.Patience, _host.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _host.Failed(_session.Client, $"did not end within {CodeHost.Patience.TotalSeconds:0} s of its client's end: it has to pass its cancellation token on");
        }
    }

    /// <summary>After <see cref="SettleAsync"/>.</summary>
    public void Dispose() => _end.Dispose();

    private void Cancel()
    {
        try
        {
            _end.Cancel();
        }
        catch (AggregateException e)
        {
            _host.Failed(_session.Client, $"what it had registered with its cancellation token threw: {CodeHost.Describe(e.InnerExceptions[0])}");
        }
    }

    private async Task RunAsync()
    {
        _host.Began(_session.Client);
        try
        {
            await _code(_session, _end.Token).ConfigureAwait(false);
            _host.Ended(_session.Client, Journal.SessionEnd.Returned);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            _host.Ended(_session.Client, Journal.SessionEnd.Cancelled);
        }
        catch (Exception e)
        {
            _host.Failed(_session.Client, CodeHost.Describe(e));
            _host.Ended(_session.Client, Journal.SessionEnd.Failed);
        }
        finally
        {
            _session.Finished();
        }
    }
}
