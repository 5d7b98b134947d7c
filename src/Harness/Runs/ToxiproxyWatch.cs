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
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks each server for its version once a second, until it is cancelled.</summary>
    /// <exception cref="EnvironmentException">One did not answer twice in a row.</exception>
    public static Task RunAsync(ImmutableArray<ToxiproxyClient> servers, TimeProvider time, CancellationToken cancellation) =>
        Task.WhenAny(servers.Select(server => WatchAsync(server, time, cancellation))).Unwrap();

    private static async Task WatchAsync(ToxiproxyClient server, TimeProvider time, CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(_every, time, cancellation).ConfigureAwait(false);
            if (await AskAsync(server, time, cancellation).ConfigureAwait(false) is null)
            {
                continue;
            }

            // Once may be bad luck, where ports are short or the machine is busy; a server that has gone stays away.
            await Task.Delay(_every, time, cancellation).ConfigureAwait(false);
            if (await AskAsync(server, time, cancellation).ConfigureAwait(false) is { } why)
            {
                throw new EnvironmentException($"The Toxiproxy server {server.Api} went away during the run, and every connection with it: {why}.");
            }
        }
    }

    /// <returns>Why it did not answer; null if it did.</returns>
    private static async Task<string?> AskAsync(ToxiproxyClient server, TimeProvider time, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            await server.GetVersionAsync(either.Token).ConfigureAwait(false);
            return null;
        }
        catch (ToxiproxyException e) when (e.Status is null)
        {
            return e.Title;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"no answer within {_patience.TotalSeconds:0} s";
        }
    }
}
