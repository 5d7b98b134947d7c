using System.Net;
using System.Net.Sockets;
using Harness.Faults.Toxiproxy;
using Harness.Toxiproxy;

namespace Harness.Cli;

/// <summary>
/// Adds and removes toxics on a proxy of its own, gone before the real one starts. The code that a toxic needs is compiled by that, so the
/// first one on thousands of live connections is in force in about half the time (the row of benchmarks/proxy.md was twice as slow without).
/// It takes about 0.2 s.
/// </summary>
internal static class ProxyRehearsal
{
    /// <summary>The runtime compiles a method again, better, after 30 calls.</summary>
    private const int Rounds = 32;

    private const string Name = "rehearsal";

    public static async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await RehearseAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException or ToxiproxyException)
        {
            // No loopback, or hardly a descriptor: the real proxy can say better what it lacks, and may lack nothing.
        }
    }

    private static async Task RehearseAsync(CancellationToken cancellation)
    {
        using var upstream = new TcpListener(IPAddress.Loopback, 0);
        upstream.Start();
        var options = new ToxiproxyOptions { Proxies = [new ProxyConfig(Name, "127.0.0.1:0", upstream.LocalEndpoint.ToString()!)] };
        ToxiproxyServer server = await ToxiproxyServer.StartAsync(options, cancellation).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPEndPoint.Parse(server.Proxies[0].Listen), cancellation).ConfigureAwait(false);
            using TcpClient accepted = await upstream.AcceptTcpClientAsync(cancellation).ConfigureAwait(false);
            using var api = new ToxiproxyClient(server.ApiUri);
            for (int round = 0; round < Rounds; round++)
            {
                await TryAsync(api, new LatencyToxic { Latency = TimeSpan.FromMilliseconds(1) }, client, cancellation).ConfigureAwait(false);
            }

            await TryAsync(api, new TimeoutToxic(), client, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task TryAsync(ToxiproxyClient api, ToxiproxyToxic toxic, TcpClient client, CancellationToken cancellation)
    {
        ToxiproxyToxic added = await api.AddToxicAsync(Name, toxic, cancellation).ConfigureAwait(false);
        await client.GetStream().WriteAsync("beat"u8.ToArray(), cancellation).ConfigureAwait(false);
        await api.RemoveToxicAsync(Name, added.Name!, cancellation).ConfigureAwait(false);
    }
}
