using Harness.Clients.Code;
using Harness.Timing;

namespace Harness.Clients;

/// <content>Pages that session code asks for, over the same connections as polls and fetches.</content>
public sealed partial class TopicFetcher
{
    /// <summary>Gets a page below the base of a cohort's HTTP path.</summary>
    /// <exception cref="SessionTimeoutException">No whole answer in time.</exception>
    /// <exception cref="HttpRequestException">No connection, or one that broke.</exception>
    internal async Task<FetchedPage> GetAsync(int cohort, string path, TimeSpan limit, CancellationToken cancellation)
    {
        if (Uri.TryCreate(path, UriKind.Absolute, out _) && !path.StartsWith('/'))
        {
            throw new ArgumentException($"a path below the target's HTTP side is asked for, but is \"{path}\": whatever else is fetched, no fault would hit it");
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellation);
        timeout.CancelAfter(limit);
        long began = MonotonicClock.Now;
        bool answered = false;
        _metrics.Requested(cohort);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_options.HttpEndpoints[cohort], path.TrimStart('/')));
            request.Headers.Host = _options.HttpAuthority;
            using HttpResponseMessage response = await _http.SendAsync(request, timeout.Token).ConfigureAwait(false);
            string body = await response.Content.ReadAsStringAsync(timeout.Token).ConfigureAwait(false);
            _metrics.Fetched(cohort, MonotonicClock.Now - began);
            answered = (int)response.StatusCode < 400;
            return new FetchedPage((int)response.StatusCode, body);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && !_stop.IsCancellationRequested)
        {
            throw new SessionTimeoutException($"{path} was not answered within {limit.TotalSeconds:0.###} s");
        }
        finally
        {
            if (!cancellation.IsCancellationRequested && !_stop.IsCancellationRequested)
            {
                _metrics.Answered(cohort, answered);
            }
        }
    }
}
