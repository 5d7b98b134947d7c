using System.Net;

namespace Harness.Tests.Faults.Toxiproxy;

/// <summary>A server that gives one answer to everything, and notes what it was asked.</summary>
internal sealed class CannedServer(HttpStatusCode status, string body) : HttpMessageHandler
{
    internal static Uri Api { get; } = new("http://toxiproxy.test:8474");

    /// <summary>The last request: method, path, and body if it had one.</summary>
    internal string Asked { get; private set; } = "";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Asked = $"{request.Method} {request.RequestUri!.PathAndQuery}";
        if (request.Content is not null)
        {
            Asked += " " + await request.Content.ReadAsStringAsync(cancellationToken);
        }

        return new HttpResponseMessage(status) { Content = new StringContent(body) };
    }
}
