using System.Collections.Immutable;
using Harness.Clients;
using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Judging.Impacts;

/// <summary>A heartbeat missed while no fault was on for the client's cohort.</summary>
/// <param name="At">When the next one was due.</param>
/// <param name="InARow">How many in a row were unanswered then.</param>
/// <param name="IsOurs">Whether the silence overlaps a stall of our own roles.</param>
public sealed record MissedRun(ClientRecord Record, long At, int InARow, bool IsOurs)
{
    /// <summary>Every missed heartbeat outside [onset, removal + recovery bound] of the faults that hit the client's cohort, and of its suspensions.</summary>
    public static ImmutableArray<MissedRun> Find(ImmutableArray<ClientRecord> clients, ImmutableArray<FaultImpact> faults, StallTimes stalls)
    {
        var missed = ImmutableArray.CreateBuilder<MissedRun>();
        foreach (ClientRecord record in clients)
        {
            ClientPolicy policy = record.Policy;
            long interval = policy.Heartbeat?.Interval.Microseconds() ?? 0;
            List<(long From, long To)>? windows = null;
            foreach (Fact fact in record.Judged)
            {
                if (fact.Kind != FactKind.HeartbeatMissed)
                {
                    continue;
                }

                windows ??= [.. faults.Select(fault => WindowOf(fault, record, policy)).OfType<(long, long)>(), .. record.Suspensions.Select(suspension => WindowOf(suspension, policy))];
                if (!windows.Exists(window => Contains(window, fact.At) || Contains(window, fact.C)))
                {
                    missed.Add(new MissedRun(record, fact.At, fact.B, stalls.Overlap(Math.Min(fact.C, fact.At - (fact.B * interval)), fact.At)));
                }
            }
        }

        return missed.ToImmutable();
    }

    /// <summary>A suspended client's timers fire late: to its own eyes its heartbeats were missed.</summary>
    private static (long From, long To) WindowOf((long From, long To) suspension, ClientPolicy policy) =>
        (suspension.From, suspension.To + policy.RecoveryBound(TimeSpan.FromMicroseconds(suspension.To - suspension.From)).Microseconds());

    private static bool Contains((long From, long To) window, long at) => at >= window.From && at <= window.To;

    /// <summary>Onset to removal + recovery bound, and as much later as the client is silent after the removal; an event is over for a client when it has lost the connection that was hit.</summary>
    private static (long From, long To)? WindowOf(FaultImpact fault, ClientRecord record, ClientPolicy policy)
    {
        if (!fault.Windows.TryGetValue(record.Cohort, out FaultWindow? window))
        {
            return null;
        }

        if (fault.Fault.Traits.HitsNewConnections)
        {
            if (window.RemovalAck is not { } removed)
            {
                return (window.OnsetRequest, long.MaxValue);
            }

            long silent = FaultBackends.SilentAfter(fault.Backend, window.OnsetRequest, removed, fault.Of(record.Client)?.Hits.Select(each => each.Connection) ?? []);
            return (window.OnsetRequest, removed + silent + policy.RecoveryBound(TimeSpan.FromMicroseconds(Math.Max(0, removed - window.OnsetRequest))).Microseconds());
        }

        long over = fault.Of(record.Client) is { Hits: [var hit, ..] } ? hit.Connection.LostAt : window.OnsetAck;
        long bound = policy.RecoveryBound(TimeSpan.Zero).Microseconds();
        return (window.OnsetRequest, over > long.MaxValue - bound ? long.MaxValue : over + bound);
    }
}
