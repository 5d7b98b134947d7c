using System.Collections.Immutable;
using Harness.Judging.Impacts;
using Harness.Judging.Measures;
using Harness.Judging.Reading;

namespace Harness.Judging.Evidence;

/// <summary>Picks the clients that stand against an assertion or invariant most, and tells what happened to them.</summary>
public static class WorstClients
{
    /// <summary>Clients that evidence names at most.</summary>
    public const int Most = 5;

    /// <param name="context">The run.</param>
    /// <param name="against">The samples, worst first; a client with several is told by its worst.</param>
    /// <param name="why">One sentence on a sample.</param>
    public static ImmutableArray<ClientEvidence> Tell(JudgeContext context, IEnumerable<Sample> against, Func<Sample, string> why) =>
        [.. against.DistinctBy(sample => sample.Client).Take(Most).Select(sample => Tell(context, sample, why(sample)))];

    /// <summary>How many clients stand against it.</summary>
    public static int Count(IEnumerable<Sample> against) => against.Select(sample => sample.Client).Distinct().Count();

    private static ClientEvidence Tell(JudgeContext context, Sample sample, string why)
    {
        ClientRecord record = context.Clients[sample.Client];
        (long from, long to) = WindowOf(context, record, sample);
        return new ClientEvidence(record.Client, record.Cohort, why, ClientStory.Tell(context, record, from, to, sample.At));
    }

    /// <summary>Around a fault: from a little before the onset to what followed from it; otherwise around the instant.</summary>
    public static (long From, long To) WindowOf(JudgeContext context, ClientRecord record, Sample sample)
    {
        long margin = Math.Max(2_000_000, 3 * (record.Times.Interval ?? 0));
        if (sample.Fault < 0 || !context.Faults[sample.Fault].Windows.TryGetValue(record.Cohort, out FaultWindow? window))
        {
            long silence = Math.Max(margin, 2 * (record.Times.Threshold ?? 0));
            return (Math.Min(sample.At - silence, (sample.Since ?? sample.At) - margin), sample.At + silence);
        }

        AffectedClient? affected = context.Faults[sample.Fault].Of(record.Client);
        long over = affected?.Recovery is { } recovery ? recovery.At ?? context.Time.End : sample.At;
        return (window.OnsetRequest - margin, Math.Max(over, window.RemovalAck ?? window.OnsetAck) + margin);
    }
}
