using System.Collections.Immutable;
using Harness.Clients;
using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Judging.Impacts;

/// <summary>Works out how long after a detection a client had its first successful poll.</summary>
public static class FallbackReader
{
    /// <summary>One entry per loss that was detected or, where the fault ends connections, told. A loss whose socket was open again, or whose client went away, before the policy called for a poll has none.</summary>
    public static ImmutableArray<FallbackStart> Read(ClientPolicy policy, Fault fault, AffectedClient client) =>
        policy.Fallback is not { } fallback
            ? []
            : [.. client.Hits
                .Where(hit => hit.Detected || (fault.Traits.EndsConnections && hit.Connection.Told))
                .Select(hit => ReadOne(fallback, fault, client, hit.Connection.LostAt))
                .OfType<FallbackStart>()];

    private static FallbackStart? ReadOne(FallbackPolicy fallback, Fault fault, AffectedClient client, long declared)
    {
        ClientRecord record = client.Record;
        // What an event hit stays hit, but nothing keeps a poll from getting through on a new connection.
        bool allPaths = fault.Path == FaultPath.All && fault.Traits.HitsNewConnections;
        long from = allPaths ? Math.Max(declared, client.Window.RemovalAck ?? record.Until) : declared;
        long reopened = record.Connections.Where(connection => connection.Opened > declared).Select(connection => connection.Opened).DefaultIfEmpty(record.Until).Min();
        if (!allPaths && IsPollingAt(fallback, record, declared))
        {
            return new FallbackStart(declared, declared);
        }

        bool tried = false;
        foreach (Fact fact in record.Judged)
        {
            // D: when the request began. A poll that the reopened socket overtook has still done its work.
            if (fact.At >= declared && Attempts.IsPoll(fact) && fact.D < reopened)
            {
                tried = true;
                if (fact.Kind != FactKind.FetchFailed && fact.At >= (client.Window.RemovalRequest is { } removal && allPaths ? removal : declared))
                {
                    return new FallbackStart(from, Math.Max(from, fact.At));
                }
            }
        }

        // Where polls could not get through either, a socket that is open again before the next of them leaves nothing to judge.
        bool overtaken = allPaths && tried && reopened < record.Until;
        long due = DueAt(fallback, record, declared);
        // Who went away had to have had the time for a poll and its answer.
        bool hadTime = !record.WentAway || record.Until - Math.Max(due, from) > (fallback.Every + fallback.Timeout).Microseconds();
        return overtaken || due >= reopened || !hadTime ? null : new FallbackStart(from, null);
    }

    /// <summary>
    /// When the policy calls for the first poll after a loss, at the latest: how much of its spread a client draws nobody else knows.
    /// <see cref="long.MaxValue"/>: it does not.
    /// </summary>
    private static long DueAt(FallbackPolicy fallback, ClientRecord record, long declared)
    {
        long due = long.MaxValue;
        foreach (TimeSpan? trigger in (TimeSpan?[])[fallback.OnLoss, fallback.OnPushSilence])
        {
            due = trigger is { } after ? Math.Min(due, declared + after.Microseconds()) : due;
        }

        if (fallback.AfterFailedAttempts is { } attempts)
        {
            long nth = record.Judged.Where(fact => fact.Kind == FactKind.AttemptFailed && fact.At >= declared).Select(fact => fact.At).ElementAtOrDefault(attempts - 1);
            due = nth > 0 ? Math.Min(due, nth) : due;
        }

        return due == long.MaxValue ? due : due + fallback.Spread.Microseconds();
    }

    /// <summary>Whether polling by push silence is on: the last poll succeeded, no push came after it, and the next is not overdue.</summary>
    private static bool IsPollingAt(FallbackPolicy fallback, ClientRecord record, long at)
    {
        if (fallback.OnPushSilence is not { } silence)
        {
            return false;
        }

        Fact? last = null;
        foreach (Fact fact in record.Judged)
        {
            if (fact.At > at)
            {
                break;
            }

            if (Attempts.IsPoll(fact))
            {
                last = fact;
            }
            else if (fact.Kind is FactKind.VersionHeld or FactKind.FetchAnswered or FactKind.FetchFailed && fact.B == (int)FetchReason.Push)
            {
                last = null;
            }
        }

        return last is { } poll && poll.Kind != FactKind.FetchFailed && at - poll.At <= (silence + fallback.Timeout).Microseconds();
    }
}
