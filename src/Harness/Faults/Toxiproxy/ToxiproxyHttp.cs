using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Harness.Faults.Toxiproxy;

/// <summary>One request to the API and its answer, with everything that can go wrong as a <see cref="ToxiproxyException"/>.</summary>
internal sealed class ToxiproxyHttp : IDisposable
{
    // The server ends a request after 25 s of its own.
    private static readonly TimeSpan _requestTimeout = TimeSpan.FromSeconds(30);

    private readonly Uri _api;
    private readonly HttpClient _http;

    internal ToxiproxyHttp(Uri api, HttpMessageHandler handler)
    {
        _api = api;
        string root = api.AbsoluteUri.EndsWith('/') ? api.AbsoluteUri : api.AbsoluteUri + "/";
        _http = new HttpClient(handler) { BaseAddress = new Uri(root), Timeout = _requestTimeout };
        // The server refuses browsers, so the agent is named.
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("harness");
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends a body and reads the answer into the caller's record.</summary>
    internal async Task<TRecord> SendAsync<TRequest, TAnswer, TRecord>(
        HttpMethod method, string path, TRequest body, JsonTypeInfo<TRequest> type, JsonTypeInfo<TAnswer> answer, Func<TAnswer, TRecord> read, CancellationToken cancellation)
    {
        using var content = JsonContent.Create(body, type);
        return Read(method, path, await SendAsync(method, path, content, cancellation).ConfigureAwait(false), answer, read);
    }

    internal async Task<TRecord> GetAsync<TAnswer, TRecord>(string path, JsonTypeInfo<TAnswer> answer, Func<TAnswer, TRecord> read, CancellationToken cancellation) =>
        Read(HttpMethod.Get, path, await SendAsync(HttpMethod.Get, path, null, cancellation).ConfigureAwait(false), answer, read);

    /// <returns>The answer's text.</returns>
    internal async Task<string> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using HttpResponseMessage response = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
            string text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return text;
            }

            string title = ErrorTitle(text) ?? text.Trim();
            throw new ToxiproxyException(
                response.StatusCode, title, $"{method} {_http.BaseAddress}{path}: {(int)response.StatusCode} {title}");
        }
        catch (HttpRequestException e)
        {
            throw new ToxiproxyException(null, e.Message, $"The Toxiproxy server {_api} cannot be reached: {e.Message} ({method} /{path})", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            string title = $"no answer within {_requestTimeout.TotalSeconds:0} s";
            throw new ToxiproxyException(null, title, $"The Toxiproxy server {_api} gave {title} ({method} /{path})", e);
        }
    }

    private TRecord Read<TAnswer, TRecord>(HttpMethod method, string path, string text, JsonTypeInfo<TAnswer> answer, Func<TAnswer, TRecord> read)
    {
        try
        {
            return JsonSerializer.Deserialize(text, answer) is { } body ? read(body) : throw Nonsense(null);
        }
        catch (JsonException e)
        {
            throw Nonsense(e);
        }

        ToxiproxyException Nonsense(Exception? inner) => new(
            HttpStatusCode.OK,
            "unexpected answer",
            $"{method} {_http.BaseAddress}{path}: not an answer of Toxiproxy: {text[..Math.Min(text.Length, 200)]}",
            inner);
    }

    // The error's text, or null if the body is something else (a proxy in between, another server).
    private static string? ErrorTitle(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ToxiproxyWireFormat.Default.ErrorBody)?.Error;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
