using System.Collections.Immutable;
using Harness.Faults.Toxiproxy;

namespace Harness.Runs;

/// <summary>
/// Notices that a Toxiproxy server which is not ours has gone, also between the calls of the faults. Every client loses its connections
/// with it, and what they do then must not be judged as if the target had done it.
/// </summary>
internal static class ToxiproxyWatch
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(1);

    /// <summary>Asks each server for its version once a second, until it is cancelled.</summary>
    /// <exception cref="EnvironmentException">One could not be reached twice in a row.</exception>
    public static Task RunAsync(ImmutableArray<ToxiproxyClient> servers, TimeProvider time, CancellationToken cancellation) =>
        Task.WhenAny(servers.Select(server => WatchAsync(server, time, cancellation))).Unwrap();

    private static async Task WatchAsync(ToxiproxyClient server, TimeProvider time, CancellationToken cancellation)
    {
        int failed = 0;
        while (true)
        {
            await Task.Delay(_every, time, cancellation).ConfigureAwait(false);
            try
            {
                await server.GetVersionAsync(cancellation).ConfigureAwait(false);
                failed = 0;
            }
            catch (ToxiproxyException e) when (e.Status is null)
            {
                // One connect may fail where ports are short; a server that has gone stays away.
                failed++;
                if (failed == 2)
                {
                    throw new EnvironmentException($"The Toxiproxy server {server.Api} went away during the run, and every connection with it: {e.Title}", e);
                }
            }
        }
    }
}
