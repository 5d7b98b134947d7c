using Harness.Clients;
using Harness.Timing;

namespace Harness.Judging.Reading;

/// <summary>The bounds of the policy that clients are judged by, in microseconds.</summary>
/// <param name="Interval">Heartbeat interval; null: no heartbeats.</param>
/// <param name="Threshold">Silence at declaration; null: it never declares.</param>
/// <param name="Worst">Longest time from onset to declaration; null: no bound.</param>
/// <param name="Earliest">Shortest time from onset to declaration; null: it never declares.</param>
/// <param name="Tolerance">What is added to a bound before it counts as broken.</param>
public sealed record PolicyTimes(long? Interval, long? Threshold, long? Worst, long? Earliest, long Tolerance)
{
    /// <summary>The silence from which on a declaration is late; null: it never declares.</summary>
    public long? LatestSilence => Threshold + Tolerance;

    public static PolicyTimes Of(ClientPolicy policy) => new(
        policy.Heartbeat?.Interval.Microseconds(),
        policy.SilenceThreshold?.Microseconds(),
        policy.WorstCaseDetection?.Microseconds(),
        policy.EarliestDetection?.Microseconds(),
        policy.Tolerance.Microseconds());
}
