using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Harness.Faults.Toxiproxy;
using Harness.Toxiproxy;

namespace Harness.Tests.Toxiproxy;

/// <summary>A server, an embedded fault proxy with one proxy before it, and the API's client.</summary>
internal sealed class ProxiedServer : IAsyncDisposable
{
    internal const string Name = "under-test";

    private readonly Socket _listener;
    private readonly ConcurrentBag<Socket> _sockets = [];

    private ProxiedServer(ToxiproxyServer toxiproxy, Socket listener)
    {
        Toxiproxy = toxiproxy;
        _listener = listener;
        Api = new ToxiproxyClient(toxiproxy.ApiUri);
    }

    internal ToxiproxyServer Toxiproxy { get; }

    internal ToxiproxyClient Api { get; }

    internal IPEndPoint Address { get; private set; } = new(IPAddress.Loopback, 0);

    internal static async Task<ProxiedServer> StartAsync(ToxiproxyOptions? options = null)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1024);
        ToxiproxyServer toxiproxy = await ToxiproxyServer.StartAsync(options ?? new ToxiproxyOptions(), Wire.Token);
        var server = new ProxiedServer(toxiproxy, listener);
        ToxiproxyProxy proxy = await server.Api.CreateProxyAsync(Name, "127.0.0.1:0", listener.LocalEndPoint!.ToString()!, Wire.Token);
        server.Address = IPEndPoint.Parse(proxy.Listen);
        return server;
    }

    /// <summary>A client's socket, connected through the proxy, and the server's end of it.</summary>
    internal async Task<(Socket Client, Socket Server)> ConnectAsync()
    {
        Socket client = await DialAsync();
        return (client, await AcceptAsync());
    }

    /// <summary>The server's end of the next connection in its queue.</summary>
    internal async Task<Socket> AcceptAsync()
    {
        Socket server = await _listener.AcceptAsync(Wire.Token);
        _sockets.Add(server);
        return server;
    }

    internal async Task<Socket> DialAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _sockets.Add(client);
        await client.ConnectAsync(Address, Wire.Token);
        return client;
    }

    internal Task AddAsync(string type, ToxicStream stream, params (string Name, long Value)[] attributes) => AddAsync(type, stream, 1, attributes);

    internal Task AddAsync(string type, ToxicStream stream, double toxicity, params (string Name, long Value)[] attributes) =>
        Api.AddToxicAsync(Name, new CustomToxic(type, Json(attributes)) { Name = type, Stream = stream, Toxicity = toxicity }, Wire.Token);

    /// <summary>Adds a toxic as the API's JSON says, and expects that it is taken.</summary>
    internal async Task AddJsonAsync(string toxic)
    {
        (HttpStatusCode status, string answer) = await TryAddJsonAsync(toxic);
        Assert.True(status == HttpStatusCode.OK, answer);
    }

    internal async Task<(HttpStatusCode Status, string Answer)> TryAddJsonAsync(string toxic)
    {
        using var http = new HttpClient { BaseAddress = Toxiproxy.ApiUri };
        using HttpResponseMessage response = await http.PostAsync($"proxies/{Name}/toxics", new StringContent(toxic), Wire.Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Wire.Token));
    }

    internal async Task<(HttpStatusCode Status, string Answer)> TryUpdateJsonAsync(string toxic, string update)
    {
        using var http = new HttpClient { BaseAddress = Toxiproxy.ApiUri };
        using HttpResponseMessage response = await http.PatchAsync($"proxies/{Name}/toxics/{toxic}", new StringContent(update), Wire.Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Wire.Token));
    }

    internal Task RemoveAsync(string toxic) => Api.RemoveToxicAsync(Name, toxic, Wire.Token);

    internal Task UpdateAsync(string toxic, string attribute, long value) =>
        Api.UpdateToxicAsync(Name, toxic, new ToxiproxyToxicUpdate { Attributes = Json((attribute, value)) }, Wire.Token);

    internal Task EnableAsync(bool enabled) =>
        Api.UpdateProxyAsync(Name, new ToxiproxyProxyUpdate { Enabled = enabled }, Wire.Token);

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Toxiproxy.DisposeAsync();
        _listener.Dispose();
        foreach (Socket socket in _sockets)
        {
            socket.Dispose();
        }
    }

    private static JsonObject Json(params (string Name, long Value)[] attributes) =>
        new(attributes.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Name, pair.Value)));
}
