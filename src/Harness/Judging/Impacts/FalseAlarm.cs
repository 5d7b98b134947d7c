using System.Collections.Immutable;
using Harness.Judging.Reading;

namespace Harness.Judging.Impacts;

/// <summary>A connection that a client declared dead though nothing had given it a reason.</summary>
/// <param name="Faults">Faults that were on for its cohort then (or so shortly before that their silence could still count), by index.</param>
public sealed record FalseAlarm(ClientRecord Record, Connection Connection, ImmutableArray<int> Faults)
{
    public long At => Connection.Declared!.Value;

    /// <summary>Every own declaration that no fault excuses, by client and time.</summary>
    public static ImmutableArray<FalseAlarm> Find(ImmutableArray<ClientRecord> clients, ImmutableArray<FaultImpact> faults)
    {
        var alarms = ImmutableArray.CreateBuilder<FalseAlarm>();
        foreach (ClientRecord record in clients)
        {
            PolicyTimes policy = record.Times;
            foreach (Connection connection in record.Connections)
            {
                if (connection.Declared is { } at && !faults.Any(fault => Excuses(fault, record, connection, policy)) && !AddUp(faults, record, connection, policy))
                {
                    alarms.Add(new FalseAlarm(record, connection, [.. faults.Where(fault => IsOnAt(fault, record, at, policy)).Select(fault => fault.Index)]));
                }
            }
        }

        return alarms.ToImmutable();
    }

    private static bool Excuses(FaultImpact fault, ClientRecord record, Connection connection, PolicyTimes policy) =>
        IsOnAt(fault, record, connection.Declared!.Value, policy)
        && fault.Of(record.Client) is { } affected
        && affected.Hits.Any(hit => hit.Connection.Number == connection.Number && hit.Duty != Duty.MustNot);

    /// <summary>Whether the instant is within [request of the onset, acknowledgement of the removal + threshold + tolerance].</summary>
    private static bool IsOnAt(FaultImpact fault, ClientRecord record, long at, PolicyTimes policy) =>
        fault.Windows.TryGetValue(record.Cohort, out FaultWindow? window)
        && at >= window.OnsetRequest
        && (window.RemovalAck is not { } removed || at <= removed + (policy.LatestSilence ?? 0));

    /// <summary>Two outages in a row, each too short to be noticed, can add up to a silence that has to be.</summary>
    private static bool AddUp(ImmutableArray<FaultImpact> faults, ClientRecord record, Connection connection, PolicyTimes policy)
    {
        long outage = 0;
        long counted = connection.LastAnswer;
        foreach (FaultImpact fault in faults.OrderBy(fault => fault.Windows.TryGetValue(record.Cohort, out FaultWindow? window) ? window.OnsetRequest : 0))
        {
            if (fault.IsNoticeable && fault.Of(record.Client) is { } affected && affected.Hits.Any(hit => hit.Connection.Number == connection.Number))
            {
                long from = Math.Max(affected.Window.OnsetRequest, counted);
                long heard = affected.Window.RemovalAck is { } removed ? FaultBackends.HeardAgain(fault.Backend, affected.Window.OnsetRequest, removed) : long.MaxValue;
                long until = Math.Min(heard, connection.Declared!.Value);
                outage += Math.Clamp(until - from, 0, FaultImpact.LongestSilence(fault.Fault));
                counted = Math.Max(counted, until);
            }
        }

        return policy.Earliest is { } earliest && outage > 0 && outage >= earliest;
    }
}
