using System.Net;

namespace Harness.Toxiproxy.Api;

/// <summary>Ends a request that takes too long, with the stock server's answers: 503, which Go's server fills with a page of HTML.</summary>
internal sealed class RequestDeadline(ApiLimits limits)
{
    private const string TimeoutPage = "<html><head><title>Timeout</title></head><body><h1>Timeout</h1></body></html>";

    internal async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        CancellationToken gone = context.RequestAborted;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(gone);
        deadline.CancelAfter(limits.RequestTimeout);
        context.RequestAborted = deadline.Token;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !gone.IsCancellationRequested && !context.Response.HasStarted)
        {
            Refuse(context);
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.WriteAsync(TimeoutPage, gone).ConfigureAwait(false);
        }
        catch (SlowBodyException)
        {
            Refuse(context);
        }
        finally
        {
            context.RequestAborted = gone;
        }
    }

    private static void Refuse(HttpContext context)
    {
        context.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
        context.Response.Headers.Connection = "close";
    }
}
