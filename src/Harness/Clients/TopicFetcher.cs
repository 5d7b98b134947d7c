using System.Net.Sockets;
using Harness.Clients.Protocol;
using Harness.Clients.Sockets;
using Harness.Journal;
using Harness.Timing;

namespace Harness.Clients;

/// <summary>How a fetch ended: the version, or a status (0: timed out, -1: no connection).</summary>
public readonly record struct FetchOutcome(long? Version, int Status);

/// <summary>
/// Polls and fetches of all clients of a worker over one shared <see cref="HttpClient"/>. Each goes through the HTTP path of its client's cohort
/// and has a timeout of its own.
/// </summary>
public sealed partial class TopicFetcher : IAsyncDisposable
{
    private static readonly TimeSpan _warmUpPatience = TimeSpan.FromSeconds(5);

    private readonly TopicFetcherOptions _options;
    private readonly IPollProtocol _polls;
    private readonly ClientMetrics _metrics;
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _underWay = 1;

    public TopicFetcher(TopicFetcherOptions options, ClientMetrics metrics)
    {
        _options = options;
        _polls = options.Polls ?? new NoPolls();
        _metrics = metrics;
        SocketsHttpHandler handler = new TlsClient(options.Tls).Handler(asked => (metrics, CohortOf(asked)));
        handler.AllowAutoRedirect = false;
        handler.MaxConnectionsPerServer = options.ConnectionsPerCohort;
        handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30);
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Never ends well: faults when a fetch met an error that is no outcome. The worker that waits for it ends then.</summary>
    public Task Broken => _broken.Task;

    /// <summary>Starts a fetch and returns; the session hears of its outcome.</summary>
    /// <param name="session">Who asks.</param>
    /// <param name="topic">Number of the topic.</param>
    /// <param name="own">Its index among the session's own topics.</param>
    /// <param name="reason">Why; polls have another timeout than fetches.</param>
    /// <param name="newerThan">Let the server hold the answer until the version is greater (a long poll); null: it answers at once.</param>
    public void Begin(ClientSession session, int topic, int own, FetchReason reason, long? newerThan = null)
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        Interlocked.Increment(ref _underWay);
        // The count of those under way owns the task, and Broken its errors. Off this thread, which may be a socket's and holds the session's gate.
        ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Fetcher.FetchAsync(work), new Work(this, session, topic, own, reason, newerThan, MonotonicClock.Now), preferLocal: false);
    }

    /// <summary>Asks each cohort's HTTP path for a topic once, so that the first real fetch finds compiled code and open connections.</summary>
    /// <exception cref="HttpRequestException">A path does not answer, or not within 5 s.</exception>
    public async Task WarmUpAsync(CancellationToken cancellation)
    {
        foreach (Uri path in _options.HttpEndpoints)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(_warmUpPatience);
            try
            {
                using HttpRequestMessage request = Request(path, client: 0, topic: 0, hold: null);
                using HttpResponseMessage response = await _http.SendAsync(request, patience.Token).ConfigureAwait(false);
                _polls.VersionOf(response, await response.Content.ReadAsByteArrayAsync(patience.Token).ConfigureAwait(false));
            }
            catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                throw new HttpRequestException($"no answer within {_warmUpPatience.TotalSeconds:0} s", e);
            }
        }
    }

    /// <summary>Cancels what is under way and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Ended();
        await _idle.Task.ConfigureAwait(false);
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task FetchAsync(Work work)
    {
        try
        {
            _metrics.Requested(work.Session.Cohort);
            FetchOutcome outcome = await AskAsync(work).ConfigureAwait(false);
            if (!_stop.IsCancellationRequested)
            {
                _metrics.Answered(work.Session.Cohort, outcome.Version is not null);
                _metrics.Fetched(work.Session.Cohort, MonotonicClock.Now - work.Began);
                work.Session.OnFetched(work.Own, work.Reason, outcome, work.Began);
            }
        }
        catch (Exception e)
        {
            _broken.TrySetException(e);
        }
        finally
        {
            Ended();
        }
    }

    private async Task<FetchOutcome> AskAsync(Work work)
    {
        TimeSpan limit = FallbackPoller.IsPoll(work.Reason) ? _options.PollTimeout : _options.FetchTimeout;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        timeout.CancelAfter(limit);
        try
        {
            // A long poll waits for at most four fifths of its timeout, so that a server which is well has answered by then.
            using HttpRequestMessage request = Request(
                _options.HttpEndpoints[work.Session.Cohort], work.Session.Client, work.Topic, work.NewerThan is { } version ? (version, limit * 0.8) : null);
            using HttpResponseMessage response = await _http.SendAsync(request, timeout.Token).ConfigureAwait(false);
            int status = (int)response.StatusCode;
            if (status == 304 && work.NewerThan is { } held)
            {
                // The wait was over before there was anything newer: the poll has succeeded, and the client holds the newest.
                return new FetchOutcome(held, status);
            }

            if (!_polls.IsAnswer(status))
            {
                return new FetchOutcome(null, status);
            }

            byte[] body = await response.Content.ReadAsByteArrayAsync(timeout.Token).ConfigureAwait(false);
            return new FetchOutcome(_polls.VersionOf(response, body), status);
        }
        catch (OperationCanceledException)
        {
            return new FetchOutcome(null, 0);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return new FetchOutcome(null, -1);
        }
    }

    private HttpRequestMessage Request(Uri path, int client, int topic, (long NewerThan, TimeSpan Wait)? hold)
    {
        HttpRequestMessage request = _polls.Request(path, client, topic, hold);
        request.Headers.Host = _options.HttpAuthority;
        return request;
    }

    private void Ended()
    {
        if (Interlocked.Decrement(ref _underWay) == 0)
        {
            _idle.TrySetResult();
        }
    }

    private sealed record Work(TopicFetcher Fetcher, ClientSession Session, int Topic, int Own, FetchReason Reason, long? NewerThan, long Began);
}

/// <summary>A worker's part of the plan, as far as its fetches see it.</summary>
public sealed record TopicFetcherOptions
{
    /// <summary>The HTTP path of each cohort, ending in a slash.</summary>
    public required IReadOnlyList<Uri> HttpEndpoints { get; init; }

    /// <summary>The target's own authority, for the Host header.</summary>
    public required string HttpAuthority { get; init; }

    /// <summary>How TLS is spoken, where <see cref="HttpEndpoints"/> are <c>https</c>.</summary>
    public TlsSettings Tls { get; init; } = TlsSettings.Default;

    /// <summary>How topics are asked for, and what the answers mean; null: they cannot be asked for, and no client of the plan does.</summary>
    public required IPollProtocol? Polls { get; init; }

    public required TimeSpan FetchTimeout { get; init; }

    public required TimeSpan PollTimeout { get; init; }

    /// <summary>Connections to one cohort's path that may be open at once.</summary>
    public required int ConnectionsPerCohort { get; init; }
}
