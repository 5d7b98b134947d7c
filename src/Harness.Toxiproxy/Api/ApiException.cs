using System.Net;

namespace Harness.Toxiproxy.Api;

/// <summary>An answer that is an error: <c>{"error": message, "status": status}</c>, in the stock server's words where it has some.</summary>
internal sealed class ApiException(HttpStatusCode status, string message, Exception? inner = null) : Exception(message, inner)
{
    internal HttpStatusCode Status { get; } = status;

    /// <summary>The same, with the place in the request that it is about.</summary>
    internal ApiException At(string place) => new(Status, $"{place}: {Message}", this);

    internal static ApiException BadBody(string why) => new(HttpStatusCode.BadRequest, $"bad request body: {why}");

    internal static ApiException MissingField(string field) => new(HttpStatusCode.BadRequest, $"missing required field: {field}");

    internal static ApiException ProxyNotFound() => new(HttpStatusCode.NotFound, "proxy not found");

    internal static ApiException ProxyAlreadyExists() => new(HttpStatusCode.Conflict, "proxy already exists");

    internal static ApiException InvalidStream() =>
        new(HttpStatusCode.BadRequest, "stream was invalid, can be either upstream or downstream");

    internal static ApiException InvalidToxicType() => new(HttpStatusCode.BadRequest, "invalid toxic type");

    internal static ApiException ToxicAlreadyExists() => new(HttpStatusCode.Conflict, "toxic already exists");

    internal static ApiException ToxicNotFound() => new(HttpStatusCode.NotFound, "toxic not found");

    /// <summary>The address cannot be listened on. The stock server answers 500 here, not 4xx.</summary>
    internal static ApiException CannotListen(string why, Exception inner) => new(HttpStatusCode.InternalServerError, why, inner);
}
