using System.Runtime.CompilerServices;

namespace Harness.Tests.Dashboard;

/// <summary>Server-sent events as a browser reads them (HTML, §9.2), as far as these are written.</summary>
internal static class SseReader
{
    /// <summary>Reads them until the stream ends. Comments count as events without a name.</summary>
    public static async IAsyncEnumerable<(string Name, string Data)> ReadAsync(HttpClient client, Uri address, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using HttpResponseMessage response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
        Assert.Equal("text/event-stream", response.EnsureSuccessStatusCode().Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        string name = "", data = "";
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            (string field, string value) = colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..].TrimStart(' '));
            switch (field)
            {
                case "event":
                    name = value;
                    break;
                case "data":
                    data += value;
                    break;
                case "" when line.Length == 0 && (name.Length > 0 || data.Length > 0):
                    yield return (name, data);
                    (name, data) = ("", "");
                    break;
                default:
                    // retry, and comments.
                    break;
            }
        }
    }
}
