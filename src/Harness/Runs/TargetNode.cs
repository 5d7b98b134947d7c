using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Harness.Clients;
using Harness.Clients.Sockets;
using Harness.Timing;

namespace Harness.Runs;

/// <summary>
/// The run's own way to one node of the target, beside the fault proxies: what it serves, its control API, its presence. Calls of the run never pass
/// a proxy, so a fault cannot hide them.
/// </summary>
internal sealed class TargetNode : IDisposable
{
    /// <summary>A crash is answered when every socket has ended: with thousands of them, on two cores, that is seconds.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;

    /// <param name="socket">URL of the sockets.</param>
    /// <param name="http">Base of the HTTP side, ending in a slash; null: the socket's host, at the root.</param>
    /// <param name="tls">How it is spoken to over <c>https://</c>; null: as usual.</param>
    public TargetNode(Uri socket, Uri? http, TlsSettings? tls = null)
    {
        Socket = socket;
        http ??= new UriBuilder(socket.Scheme == Uri.UriSchemeWss ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, socket.Host, socket.Port, "/").Uri;
        Http = http.AbsoluteUri.EndsWith('/') ? http : new Uri(http.AbsoluteUri + "/");
        _http = new HttpClient(new TlsClient(tls ?? TlsSettings.Default).Handler()) { BaseAddress = Http, Timeout = _patience };
    }

    public Uri Socket { get; }

    public Uri Http { get; }

    /// <summary>Whether it has the reference back end's control API: then its publications are known.</summary>
    public async Task<bool> HasControlAsync(CancellationToken cancellation) => await AnswersAsync("control/stats", cancellation).ConfigureAwait(false);

    /// <summary>Whether it serves presence.</summary>
    public async Task<bool> HasPresenceAsync(CancellationToken cancellation) => await AnswersAsync("presence", cancellation).ConfigureAwait(false);

    /// <summary>Orders something from its control API.</summary>
    /// <exception cref="EnvironmentException">It does not answer, or not with success.</exception>
    public Task OrderAsync(string order, object body, CancellationToken cancellation) => PostAsync($"control/{order}", body, cancellation);

    /// <summary>Publishes one version of a topic.</summary>
    /// <returns>The version, and an instant (µs) not later than anybody could see it.</returns>
    public async Task<(long At, long Version)> PublishAsync(int topic, CancellationToken cancellation)
    {
        long at = MonotonicClock.Now;
        byte[] body = await PostAsync("control/publish-once", new { topic = TargetProtocol.TopicName(topic) }, cancellation).ConfigureAwait(false);
        return (at, TargetProtocol.VersionOf(body) ?? throw new EnvironmentException($"{Http}control/publish-once answered without a version."));
    }

    /// <summary>The clients that it lists as present, and whether it calls each online.</summary>
    public Task<Dictionary<int, bool>> PresentAsync(CancellationToken cancellation) => AskAsync("presence", async () =>
    {
        byte[] body = await _http.GetByteArrayAsync(new Uri("presence", UriKind.Relative), cancellation).ConfigureAwait(false);
        PresenceAnswer? answer = JsonSerializer.Deserialize<PresenceAnswer>(body, JsonSerializerOptions.Web);
        Dictionary<int, bool> present = [];
        foreach (PresentClient client in answer?.Clients ?? throw new JsonException("no list of clients"))
        {
            present[TargetProtocol.ClientOf(client.Id ?? "")] = client.Online;
        }

        return present;
    });

    public void Dispose() => _http.Dispose();

    private async Task<bool> AnswersAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage response = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellation).ConfigureAwait(false);
            return response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "application/json";
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private Task<byte[]> PostAsync(string path, object body, CancellationToken cancellation) => AskAsync(path, async () =>
    {
        using HttpResponseMessage response = await _http.PostAsJsonAsync(path, body, cancellation).ConfigureAwait(false);
        byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        return response.IsSuccessStatusCode
            ? answer
            : throw new EnvironmentException($"POST {Http}{path} answered {(int)response.StatusCode}: {Encoding.UTF8.GetString(answer)}");
    });

    /// <summary>A call of the run itself that fails ends the run, whatever way it fails in.</summary>
    private async Task<T> AskAsync<T>(string path, Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new EnvironmentException($"The target does not answer {Http}{path}: {e.Message}", e);
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException)
        {
            throw new EnvironmentException($"The target did not answer {Http}{path} within {_http.Timeout.TotalSeconds:0} s.", e) { TargetIsSilent = true };
        }
        catch (JsonException e)
        {
            throw new EnvironmentException($"The target answered {Http}{path} with something else than expected: {e.Message}", e);
        }
    }

    private sealed record PresenceAnswer(PresentClient[]? Clients);

    private sealed record PresentClient(string? Id, bool Online = true);
}
