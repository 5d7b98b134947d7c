using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Harness.Target;

/// <summary>The HTTP answers that several endpoints give.</summary>
internal static class Answer
{
    public static Task JsonAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type) =>
        BytesAsync(context, JsonSerializer.SerializeToUtf8Bytes(value, type));

    public static Task BytesAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    public static Task ErrorAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        return JsonAsync(context, new ErrorAnswer(error), TargetJson.Default.ErrorAnswer);
    }

    public static Task BusyAsync(HttpContext context, int retryAfter)
    {
        context.Response.Headers.RetryAfter = retryAfter.ToString(CultureInfo.InvariantCulture);
        return ErrorAsync(context, StatusCodes.Status503ServiceUnavailable, "busy");
    }
}
