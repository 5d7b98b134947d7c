using Harness.Journal;
using Harness.Timing;

namespace Harness.Runs;

/// <summary>Looks at the server's presence until it has dropped every client that left, and records when each was seen to be gone.</summary>
internal sealed class PresenceWatch(TargetAccess target, TimeProvider time, Action<Fact> record)
{
    /// <summary>From one look to the next; a drop is seen this much later than it happened, at most.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    /// <summary>Watches until all are dropped or the run ends.</summary>
    public async Task RunAsync(IEnumerable<int> clients, CancellationToken cancellation)
    {
        var waited = clients.ToHashSet();
        long lastListed = MonotonicClock.Now;
        while (waited.Count > 0)
        {
            long asked = MonotonicClock.Now;
            HashSet<int> present = await target.PresentAsync(cancellation).ConfigureAwait(false);
            long now = MonotonicClock.Now;
            foreach (int client in waited.Where(client => !present.Contains(client)).ToArray())
            {
                record(Facts.PresenceDropped(now, lastListed, client));
                waited.Remove(client);
            }

            lastListed = asked;
            await Task.Delay(Period, time, cancellation).ConfigureAwait(false);
        }
    }
}
