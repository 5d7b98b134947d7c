using System.Net.Sockets;

namespace Harness.Runs;

/// <summary>
/// The wait for servers that were started at the same time as the run, such as the other services of a compose file: until each takes connections. Who is not there
/// when the patience is over is told by the checks that follow, in the words of those.
/// </summary>
internal static class Listening
{
    private static readonly TimeSpan _again = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits for target, its HTTP side and fault proxies, <see cref="RunOptions.Wait"/> at the most.</summary>
    public static async Task WaitAsync(RunOptions options, CancellationToken cancellation)
    {
        if (options.Wait == TimeSpan.Zero)
        {
            return;
        }

        using var patience = new CancellationTokenSource(options.Wait, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        foreach (Uri server in options.Toxiproxies.Append(options.Target).Append(options.Poll).OfType<Uri>().DistinctBy(server => (server.IdnHost, server.Port)))
        {
            try
            {
                await WaitAsync(server, options, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static async Task WaitAsync(Uri server, RunOptions options, CancellationToken cancellation)
    {
        for (bool isFirst = true; ; isFirst = false)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(server.IdnHost, server.Port, cancellation).ConfigureAwait(false);
                return;
            }
            catch (SocketException)
            {
                // Neither listening nor, in a network of containers, known by name yet.
            }

            if (isFirst)
            {
                options.Announce($"Waiting for {server.Host}:{server.Port} …");
            }

            await Task.Delay(_again, options.Time, cancellation).ConfigureAwait(false);
        }
    }
}
