using System.Net;

namespace Harness.Faults.Toxiproxy;

/// <summary>A Toxiproxy server answered a request with an error, gave no proper answer, or could not be reached.</summary>
public sealed class ToxiproxyException(HttpStatusCode? status, string title, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The status of the answer; null if there was none.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>What went wrong in the server's words (its <c>error</c> field), such as <c>proxy not found</c>.</summary>
    public string Title { get; } = title;
}
