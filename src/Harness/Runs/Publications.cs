using Harness.Journal;
using Harness.Timing;

namespace Harness.Runs;

/// <summary>Has the target publish at the scenario's rate, round-robin over its topics, and records each publication.</summary>
internal sealed class Publications(TargetAccess target, int topics, double perSecond, TimeProvider time, Action<Fact> record)
{
    /// <summary>Publishes on an absolute schedule from <paramref name="begin"/> to <paramref name="end"/> (µs).</summary>
    public async Task RunAsync(long begin, long end, CancellationToken cancellation)
    {
        if (perSecond <= 0)
        {
            return;
        }

        double period = 1_000_000 / perSecond;
        for (long n = 1; begin + (long)(n * period) < end; n++)
        {
            // From the intended instant, not from the one before: a late publication does not make the next ones late.
            long due = begin + (long)(n * period);
            long wait = due - MonotonicClock.Now;
            if (wait > 0)
            {
                await Task.Delay(TimeSpan.FromMicroseconds(wait), time, cancellation).ConfigureAwait(false);
            }

            int topic = (int)((n - 1) % topics);
            (long at, long version) = await target.PublishAsync(topic, cancellation).ConfigureAwait(false);
            record(Facts.Published(at, topic, version));
        }
    }
}
