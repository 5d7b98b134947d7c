using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Harness.Tests.Toxiproxy.Api;
using Harness.Toxiproxy;

namespace Harness.Tests.Toxiproxy.Abuse;

/// <summary>What random calls are made of: addresses, some of which nobody listens on, and every type of toxic with its attributes.</summary>
internal sealed record Surroundings(string[] Listens, string[] Upstreams, IReadOnlyDictionary<string, JsonObject> Toxics)
{
    internal static async Task<Surroundings> OfAsync(RunningApi api, IPEndPoint upstream)
    {
        string[] free = [.. FreePorts(3).Select(port => $"127.0.0.1:{port}")];
        return new Surroundings(
            ["127.0.0.1:0", "127.0.0.1:0", "", "nonsense", "192.0.2.1:1", .. free],
            [$"{upstream}", $"{upstream}", $"{upstream}", free[0], "127.0.0.1:1", "nowhere", "no.such.host.invalid:1"],
            await ToxicsAsync(api));
    }

    // The server itself says which attributes a type has, once it has been given what it cannot do without.
    private static async Task<Dictionary<string, JsonObject>> ToxicsAsync(RunningApi api)
    {
        var toxics = new Dictionary<string, JsonObject>();
        await api.JsonAsync("POST", "/proxies", """{"name":"sample","upstream":"x:1","enabled":false}""");
        foreach (string type in ToxiproxyServer.ToxicTypes)
        {
            (_, string answer) = await api.SendAsync("POST", "/proxies/sample/toxics", $$"""{"type":"{{type}}"}""");
            if (JsonNode.Parse(answer)!["attributes"] is null)
            {
                (_, answer) = await api.SendAsync("POST", "/proxies/sample/toxics", $$$$"""{"type":"{{{{type}}}}","attributes":{"toxic":{"type":"noop"}}}""");
            }

            toxics[type] = JsonNode.Parse(answer)!["attributes"]?.AsObject() ?? throw new InvalidOperationException($"{type} cannot be made: {answer}");
        }

        await api.SendAsync("DELETE", "/proxies/sample");
        return toxics;
    }

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        Array.ForEach(listeners, listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        Array.ForEach(listeners, listener => listener.Dispose());
        return ports;
    }
}
