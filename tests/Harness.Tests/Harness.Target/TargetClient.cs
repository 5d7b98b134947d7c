using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Harness.Target;

namespace Harness.Tests.Target;

/// <summary>Talks to a target with .NET's own clients. Everything waits at most a generous while.</summary>
internal sealed class TargetClient(TargetServer target) : IDisposable
{
    public HttpClient Http { get; } = new() { BaseAddress = target.HttpUri, Timeout = TimeSpan.FromSeconds(20) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task<ClientWebSocket> OpenAsync(string? client = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        await socket.ConnectAsync(new Uri(target.SocketUri, client is null ? "" : $"?client={client}"), Token);
        return socket;
    }

    public static Task SayAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Token);

    /// <summary>The next message, or the close as "1001 reason".</summary>
    public static async Task<string> HearAsync(ClientWebSocket socket)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        var buffer = new byte[128 * 1024];
        var length = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(length), deadline.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return $"{(int)socket.CloseStatus!} {socket.CloseStatusDescription}";
            }

            length += received.Count;
            if (received.EndOfMessage)
            {
                return Encoding.UTF8.GetString(buffer, 0, length);
            }
        }
    }

    public static async Task<string> AskAsync(ClientWebSocket socket, string text)
    {
        await SayAsync(socket, text);
        return await HearAsync(socket);
    }

    public static Task<string> SubscribeAsync(ClientWebSocket socket, params string[] topics) =>
        AskAsync(socket, $$"""{"command":"subscribe","topics":{{JsonSerializer.Serialize(topics)}}}""");

    public Task<HttpResponseMessage> OrderAsync(string name, string body) =>
        Http.PostAsync(new Uri($"control/{name}", UriKind.Relative), new StringContent(body), Token);

    /// <summary>An order that must succeed; its answer.</summary>
    public async Task<string> DoAsync(string name, string body)
    {
        using var answer = await OrderAsync(name, body);
        Assert.True(answer.IsSuccessStatusCode, $"{name} {body}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Token)}");
        return await answer.Content.ReadAsStringAsync(Token);
    }

    public async Task<long> StatAsync(string name) =>
        (long)(await Http.GetFromJsonAsync<Dictionary<string, double>>("control/stats", Token))![name];

    /// <summary>The clients as "id timestamp online", in order of ids.</summary>
    public async Task<string> PresenceAsync()
    {
        var answer = await Http.GetFromJsonAsync<JsonElement>("presence", Token);
        return string.Join(", ", answer.GetProperty("clients").EnumerateArray()
            .Select(c => $"{c.GetProperty("id").GetString()} {c.GetProperty("timestamp").GetInt64()} {c.GetProperty("online").GetBoolean()}").Order());
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20), $"not within 20 s: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }
    }

    public void Dispose() => Http.Dispose();
}
