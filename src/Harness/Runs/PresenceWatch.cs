using System.Collections.Immutable;
using System.Threading.Channels;
using Harness.Journal;
using Harness.Timing;

namespace Harness.Runs;

/// <summary>Looks at the server's presence until it has dropped every client that left, and records when each was seen to be gone.</summary>
/// <param name="threshold">The server's presence threshold: the time from one look to the next is a twentieth of it, from 50 to 200 ms. A drop is seen that much late, at most.</param>
internal sealed class PresenceWatch(TargetAccess target, TimeSpan threshold, TimeProvider time, Action<Fact> record)
{
    private readonly TimeSpan _period = TimeSpan.FromMilliseconds(Math.Clamp(threshold.TotalMilliseconds / 20, 50, 200));

    /// <summary>Records once what the server says of each of the clients.</summary>
    public async Task LookAsync(int clients, CancellationToken cancellation)
    {
        Dictionary<int, bool> present = await target.PresentAsync(cancellation).ConfigureAwait(false);
        long now = MonotonicClock.Now;
        for (int client = 0; client < clients; client++)
        {
            record(Facts.PresenceListed(now, client, !present.TryGetValue(client, out bool online) ? PresenceState.Absent : online ? PresenceState.Online : PresenceState.Offline));
        }
    }

    /// <summary>Watches those who leave, until the run ends.</summary>
    public async Task RunAsync(ChannelReader<ImmutableArray<int>> left, CancellationToken cancellation)
    {
        var waited = new HashSet<int>();
        long lastListed = 0;
        while (true)
        {
            if (waited.Count == 0)
            {
                await left.WaitToReadAsync(cancellation).ConfigureAwait(false);
                lastListed = MonotonicClock.Now;
            }

            while (left.TryRead(out ImmutableArray<int> clients))
            {
                waited.UnionWith(clients);
            }

            long asked = MonotonicClock.Now;
            Dictionary<int, bool> present = await target.PresentAsync(cancellation).ConfigureAwait(false);
            long now = MonotonicClock.Now;
            foreach (int client in waited.Where(client => !present.ContainsKey(client)).ToArray())
            {
                record(Facts.PresenceDropped(now, lastListed, client));
                waited.Remove(client);
            }

            lastListed = asked;
            await Task.Delay(_period, time, cancellation).ConfigureAwait(false);
        }
    }
}
