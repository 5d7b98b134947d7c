using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Harness.Toxiproxy.Api;

/// <summary>What surrounds every request: browsers are kept out, and whatever goes wrong becomes an answer.</summary>
internal sealed class ApiErrors(ILogger logger)
{
    internal async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await AnswerAsync(context, next).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone: nobody is left to answer.
        }
        catch (ConnectionResetException)
        {
            // The same, in the middle of its body.
        }
    }

    private async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        HttpResponse response = context.Response;
        try
        {
            // A page in somebody's browser must not drive the proxy (DNS rebinding).
            if (context.Request.Headers.UserAgent.ToString().StartsWith("Mozilla/", StringComparison.Ordinal))
            {
                await response.SendTextAsync(HttpStatusCode.Forbidden, "User agent not allowed").ConfigureAwait(false);
                return;
            }

            // Routing here takes a path with a slash at its end for the one without, the stock server's does not.
            if (context.Request.Path.Value is not [.., '/'])
            {
                await next(context).ConfigureAwait(false);
            }
            else
            {
                response.StatusCode = StatusCodes.Status404NotFound;
            }

            if (response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false })
            {
                await response.SendTextAsync(HttpStatusCode.NotFound, "404 page not found").ConfigureAwait(false);
            }
        }
        catch (ApiException e)
        {
            await response.SendErrorAsync(e.Status, e.Message).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            await response.SendErrorAsync((HttpStatusCode)e.StatusCode, e.Message).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The last frame of a request: it is logged and answered, and the proxy goes on.
        catch (Exception e) when (!response.HasStarted && e is not OperationCanceledException and not ConnectionResetException)
#pragma warning restore CA1031
        {
            logger.LogError(e, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            await response.SendErrorAsync(HttpStatusCode.InternalServerError, e.Message).ConfigureAwait(false);
        }
    }
}
