using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Harness.Faults.Toxiproxy;
using Harness.Toxiproxy;

namespace Harness.Tests.Toxiproxy.Api;

/// <summary><c>/metrics</c>: Prometheus' text format with the stock server's names.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Bytes_are_counted_while_the_connection_is_open_and_stay_counted_when_it_has_closed()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        string upstream = (await proxied.Api.GetProxyAsync(ProxiedServer.Name, Wire.Token)).Upstream;
        (Socket client, Socket server) = await proxied.ConnectAsync();
        await client.SayAsync("to the server");
        await server.HearAsync("to the server");
        await server.SayAsync("back");
        await client.HearAsync("back");
        string[] expected =
        [
            $"toxiproxy_proxy_received_bytes_total{{{Labels("downstream")}}} 4", $"toxiproxy_proxy_received_bytes_total{{{Labels("upstream")}}} 13",
            $"toxiproxy_proxy_sent_bytes_total{{{Labels("downstream")}}} 4", $"toxiproxy_proxy_sent_bytes_total{{{Labels("upstream")}}} 13",
        ];

        await MetricsAsync(proxied, lines => expected.All(lines.Contains));
        client.Dispose();
        await Wire.UntilAsync(() => proxied.Toxiproxy.Connections == 0);
        await MetricsAsync(proxied, lines => expected.All(lines.Contains));

        string Labels(string direction) => $"direction=\"{direction}\",listener=\"{proxied.Address}\",proxy=\"{ProxiedServer.Name}\",upstream=\"{upstream}\"";
    }

    [Fact]
    public async Task What_a_toxic_swallows_is_received_and_not_sent()
    {
        await using ProxiedServer proxied = await ProxiedServer.StartAsync();
        await proxied.AddAsync("timeout", ToxicStream.Upstream, ("timeout", 0));
        (Socket client, _) = await proxied.ConnectAsync();
        await client.SayAsync("lost");

        string[] lines = await MetricsAsync(proxied, lines => Count(lines, "received", "upstream") == "4");

        Assert.Equal("0", Count(lines, "sent", "upstream"));
    }

    [Fact]
    public async Task Every_metric_has_a_type_and_process_metrics_are_plausible()
    {
        await using RunningApi api = await RunningApi.StartAsync(new ToxiproxyOptions { Proxies = [new ProxyConfig("with \"quotes\" and \\", "127.0.0.1:0", "127.0.0.1:1")] });
        using var http = new HttpClient { BaseAddress = api.Server.ApiUri };
        using HttpResponseMessage response = await http.GetAsync(new Uri("/metrics", UriKind.Relative), Wire.Token);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        string[] lines = (await response.Content.ReadAsStringAsync(Wire.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] samples = [.. lines.Where(line => line[0] != '#')];
        Assert.All(samples, sample => Assert.Contains(lines, line => line.StartsWith($"# TYPE {sample.Split(' ', '{')[0]} ", StringComparison.Ordinal)));
        Assert.Contains("proxy=\"with \\\"quotes\\\" and \\\\\"", samples[^1], StringComparison.Ordinal);
        Assert.InRange(Value(samples, "process_cpu_seconds_total"), 0.01, 1e6);
        Assert.InRange(Value(samples, "process_resident_memory_bytes"), 1e6, 1e11);
        if (OperatingSystem.IsLinux())
        {
            Assert.InRange(Value(samples, "process_open_fds"), 3, 1e6);
        }
    }

    [Fact]
    public async Task Without_proxies_there_are_no_proxy_metrics()
    {
        await using RunningApi api = await RunningApi.StartAsync();

        (_, string text) = await api.SendAsync("POST", "/metrics");

        Assert.DoesNotContain("toxiproxy_", text, StringComparison.Ordinal);
    }

    private static double Value(string[] samples, string name) =>
        double.Parse(samples.Single(sample => sample.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);

    private static string Count(string[] lines, string metric, string direction) =>
        lines.Single(line => line.StartsWith($"toxiproxy_proxy_{metric}_bytes_total{{direction=\"{direction}\"", StringComparison.Ordinal)).Split(' ')[^1];

    // A byte is counted as sent when its send is over, which a fast reader can be ahead of.
    private static async Task<string[]> MetricsAsync(ProxiedServer proxied, Predicate<string[]> have)
    {
        using var http = new HttpClient { BaseAddress = proxied.Toxiproxy.ApiUri };
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            string text = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Wire.Token);
            string[] lines = text.Split('\n');
            if (have(lines))
            {
                return lines;
            }

            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(10), text);
        }
    }
}
