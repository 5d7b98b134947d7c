using System.Diagnostics;
using Harness.Toxiproxy.Links;
using Harness.Toxiproxy.Proxies;

namespace Harness.Toxiproxy.Api;

/// <summary>
/// <c>/metrics</c>: the names and labels of the stock server's <c>-proxy-metrics</c>, and of its <c>-runtime-metrics</c> what is not about
/// Go. Bytes are counted as they pass; the stock server adds those of a connection when it ends.
/// </summary>
internal sealed class MetricsEndpoint(ProxyCollection proxies)
{
    private const string Received = "toxiproxy_proxy_received_bytes_total";
    private const string Sent = "toxiproxy_proxy_sent_bytes_total";

    // Any method, as on the stock server.
    internal void Map(IEndpointRouteBuilder routes) => routes.Map("/metrics", (RequestDelegate)ShowAsync);

    private Task ShowAsync(HttpContext context)
    {
        var text = new PrometheusText();
        AddProcess(text);
        AddProxies(text);
        context.Response.ContentType = PrometheusText.ContentType;
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private void AddProxies(PrometheusText text)
    {
        (Proxy Proxy, Traffic Upstream, Traffic Downstream)[] counts =
            [.. proxies.All.Select(proxy => (proxy, proxy.CountTraffic())).Select(count => (count.proxy, count.Item2.Upstream, count.Item2.Downstream))];
        AddBytes(text, Received, "Bytes read from the client (upstream) or from the server (downstream).", counts, traffic => traffic.Received);
        AddBytes(text, Sent, "Bytes written to the server (upstream) or to the client (downstream).", counts, traffic => traffic.Sent);
    }

    private static void AddBytes(
        PrometheusText text, string name, string help, (Proxy Proxy, Traffic Upstream, Traffic Downstream)[] counts, Func<Traffic, long> bytes)
    {
        if (counts.Length == 0)
        {
            return;
        }

        text.Describe(name, "counter", help);
        foreach ((Proxy proxy, Traffic upstream, Traffic downstream) in counts)
        {
            text.Add(name, bytes(downstream), ("direction", "downstream"), ("listener", proxy.Listen), ("proxy", proxy.Name), ("upstream", proxy.Upstream));
            text.Add(name, bytes(upstream), ("direction", "upstream"), ("listener", proxy.Listen), ("proxy", proxy.Name), ("upstream", proxy.Upstream));
        }
    }

    private static void AddProcess(PrometheusText text)
    {
        text.Single("process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds.", Environment.CpuUsage.TotalTime.TotalSeconds);
        if (OperatingSystem.IsLinux())
        {
            using var process = Process.GetCurrentProcess();
            text.Single("process_open_fds", "gauge", "Number of open file descriptors.", process.HandleCount);
        }

        text.Single("process_resident_memory_bytes", "gauge", "Resident memory size in bytes.", Environment.WorkingSet);
    }
}
