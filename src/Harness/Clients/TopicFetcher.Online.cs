using System.Net.Sockets;

namespace Harness.Clients;

/// <content>Checks for a network: whether the HTTP path of a client's cohort answers anything at all.</content>
public sealed partial class TopicFetcher
{
    /// <summary>Small, and there on the reference back end. Elsewhere it may be a 404, which is an answer too.</summary>
    private const string CheckedPath = "config";

    /// <summary>Starts a check and returns; the session hears of its end.</summary>
    /// <param name="session">Who asks.</param>
    /// <param name="check">Its number for this check.</param>
    /// <param name="timeout">How long an answer may take.</param>
    public void CheckOnline(ClientSession session, int check, TimeSpan timeout)
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        Interlocked.Increment(ref _underWay);
        // As with a fetch: the count owns the task, Broken its errors, and this thread holds the session's gate.
        ThreadPool.UnsafeQueueUserWorkItem(static asked => _ = asked.Fetcher.CheckAsync(asked), new Check(this, session, check, timeout), preferLocal: false);
    }

    private async Task CheckAsync(Check check)
    {
        try
        {
            bool isOnline = await IsAnsweredAsync(check).ConfigureAwait(false);
            if (!_stop.IsCancellationRequested)
            {
                check.Session.OnOnlineChecked(check.Number, isOnline);
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

    private async Task<bool> IsAnsweredAsync(Check check)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        timeout.CancelAfter(check.Timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_options.HttpEndpoints[check.Session.Cohort], CheckedPath));
            request.Headers.Host = _options.HttpAuthority;
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException or SocketException)
        {
            return false;
        }
    }

    private sealed record Check(TopicFetcher Fetcher, ClientSession Session, int Number, TimeSpan Timeout);
}
