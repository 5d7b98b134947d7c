using System.Threading.Channels;
using Harness.Journal;
using Harness.Timing;

namespace Harness.Runs;

/// <summary>
/// Has the target publish at the scenario's rate, round-robin over its topics, and records each publication, with how late it was handed over here.
/// <code>
///   schedule ─► lane 0: topics 0, L, 2L, …  one call at a time, so a topic's versions keep their order
///            ─► lane 1: topics 1, L + 1, …
/// </code>
/// The schedule never waits for the target: one that takes long over a publication delays those behind it in the lane, by its own doing, and neither the
/// other lanes nor the clock. What is still waiting at the end is not published.
/// </summary>
internal sealed class Publications(TargetAccess target, int topics, double perSecond, TimeProvider time, Action<Fact> record)
{
    /// <summary>Calls at the same time, at most: enough for a target that takes its time, too few to be a storm of their own.</summary>
    private const int MostLanes = 16;

    /// <summary>Publishes on an absolute schedule from <paramref name="begin"/> to <paramref name="end"/> (µs).</summary>
    /// <exception cref="EnvironmentException">The target does not publish.</exception>
    public async Task RunAsync(long begin, long end, CancellationToken cancellation)
    {
        if (perSecond <= 0)
        {
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Channel<(int Topic, long Late)>[] lanes = [.. Enumerable.Range(0, Math.Min(topics, MostLanes)).Select(_ => Channel.CreateUnbounded<(int Topic, long Late)>())];
        Task[] publishing = [.. lanes.Select(lane => PublishAsync(lane.Reader, end, stop.Token))];
        Task schedule = ScheduleAsync(lanes, begin, end, stop.Token);
        try
        {
            // A lane that fails ends the schedule at once, not when everything is due.
            await Waiting.OrFailure(schedule, publishing).ConfigureAwait(false);
            await Waiting.OrFailure(Task.WhenAll(publishing), publishing).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Waiting.SettleAsync([schedule, .. publishing]).ConfigureAwait(false);
        }
    }

    private async Task ScheduleAsync(Channel<(int Topic, long Late)>[] lanes, long begin, long end, CancellationToken cancellation)
    {
        double period = 1_000_000 / perSecond;
        for (long n = 1; begin + (long)(n * period) < end; n++)
        {
            // From the intended instant, not from the one before: a late publication does not make the next ones late.
            long due = begin + (long)(n * period);
            await Waiting.UntilAsync(due, time, cancellation).ConfigureAwait(false);
            int topic = (int)((n - 1) % topics);
            lanes[topic % lanes.Length].Writer.TryWrite((topic, Math.Max(0, MonotonicClock.Now - due)));
        }

        foreach (Channel<(int Topic, long Late)> lane in lanes)
        {
            lane.Writer.Complete();
        }
    }

    private async Task PublishAsync(ChannelReader<(int Topic, long Late)> lane, long end, CancellationToken cancellation)
    {
        await foreach ((int topic, long late) in lane.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            if (MonotonicClock.Now >= end)
            {
                // From here on clients catch up; what the target did not get to is missing in the count.
                return;
            }

            (long at, long version) = await target.PublishAsync(topic, cancellation).ConfigureAwait(false);
            record(Facts.Published(at, topic, version, late));
        }
    }
}
