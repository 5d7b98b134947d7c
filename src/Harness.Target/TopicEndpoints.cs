using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Harness.Target;

/// <summary>GET /topics/{name}: a topic's version and data, at once or, with ?after=VERSION&amp;wait=MILLISECONDS, as soon as there is a newer one.</summary>
internal sealed class TopicEndpoints(Topics topics, Busy busy, FlawSwitch flaws, Counters counters, TimeProvider time, CancellationToken stopping)
{
    /// <summary>Longest wait of a long poll, in milliseconds.</summary>
    private const int MaxWait = 300_000;

    public void Map(WebApplication app) => app.MapGet("/topics/{name}", (RequestDelegate)GetAsync);

    private async Task GetAsync(HttpContext context)
    {
        counters.Request();
        if (busy.Draw())
        {
            await Answer.BusyAsync(context, busy.RetryAfter);
            return;
        }

        var name = (string)context.Request.RouteValues["name"]!;
        if (topics.Find(name) is not { } topic)
        {
            await Answer.ErrorAsync(context, StatusCodes.Status404NotFound, $"unknown topic '{name}'");
            return;
        }

        if (!TryRead(context.Request.Query, "after", long.MaxValue, out var after) || !TryRead(context.Request.Query, "wait", MaxWait, out var wait))
        {
            await Answer.ErrorAsync(context, StatusCodes.Status400BadRequest, $"after must be a version and wait 0 to {MaxWait} ms");
            return;
        }

        if (after is { } version)
        {
            await WaitAsync(topic, version, TimeSpan.FromMilliseconds(wait ?? 0), context.RequestAborted);
        }

        var current = flaws.Delay(TargetFlaws.ServesOldVersions) is { } age ? topic.Older(age, time) : topic.Current;
        context.Response.Headers.ETag = current.ETag;
        context.Response.Headers.CacheControl = "no-cache";
        if (current.Version <= after || Matches(context.Request.Headers.IfNoneMatch, current.ETag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await Answer.BytesAsync(context, current.Body);
    }

    /// <summary>Until the version is greater, the wait is over, or one of the two ends goes away.</summary>
    private async Task WaitAsync(Topic topic, long after, TimeSpan wait, CancellationToken aborted)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        var start = time.GetTimestamp();
        while (true)
        {
            var moved = topic.Moved;
            var left = wait - time.GetElapsedTime(start);
            if (topic.Current.Version > after || left <= TimeSpan.Zero)
            {
                return;
            }

            try
            {
                await moved.WaitAsync(left, time, end.Token);
            }
            catch (Exception e) when (e is TimeoutException or OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>A whole number that is not negative, or null where the query has none.</summary>
    private static bool TryRead(IQueryCollection query, string name, long max, out long? value)
    {
        value = null;
        if (!query.TryGetValue(name, out var text))
        {
            return true;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > max)
        {
            return false;
        }

        value = number;
        return true;
    }

    /// <summary>If-None-Match (RFC 9110 §13.1.2), compared weakly.</summary>
    private static bool Matches(IEnumerable<string?> ifNoneMatch, string etag) => ifNoneMatch
        .SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries))
        .Any(tag => tag == "*" || tag == etag || (tag.StartsWith("W/", StringComparison.Ordinal) && tag.AsSpan(2).SequenceEqual(etag)));
}
