using System.Collections.Immutable;
using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Judging.Impacts;

/// <summary>
/// Works out when an affected client had recovered: its socket is open and, for every topic, it holds a version at least that of the
/// end of the outage. Of somebody else's server: at least the newest that any client had seen by then.
/// </summary>
public sealed class RecoveryReader(
    Scenario scenario, Publications publications, ImmutableArray<ImmutableDictionary<int, FaultWindow>> windows, ImmutableDictionary<int, FaultBackend> backends)
{
    /// <summary>The recovery of a client from a fault; null where it is not judged: the kind is not meant to be noticed, or the client went away before the time that its policy allows was over.</summary>
    public Recovery? Read(int index, AffectedClient client)
    {
        Fault fault = scenario.Faults[index];
        ClientRecord record = client.Record;
        if (!FaultImpact.Recovers(fault))
        {
            return null;
        }

        long? from = fault.Traits.HitsNewConnections
            ? client.Window.RemovalAck
            : client.Hits[0].Connection.LostAt is var lost && lost < record.Until ? lost : null;
        TimeSpan outage = fault.Traits.HitsNewConnections && from is { } end ? Span(end - client.Window.OnsetRequest) : TimeSpan.Zero;
        Recovery recovery = from is { } ended ? Extend(index, client, ended, outage) : new Recovery(null, null, record.Policy.RecoveryBound(outage).Microseconds());
        bool hadTime = !record.WentAway || (from is not null && record.Until >= recovery.From + recovery.Bound);
        return recovery.At is null && !hadTime ? null : recovery;
    }

    /// <summary>A fault that begins before the client is back from this one prolongs the outage: recovery counts from the end of the later.</summary>
    private Recovery Extend(int index, AffectedClient client, long from, TimeSpan outage)
    {
        ClientRecord record = client.Record;
        long began = from - outage.Microseconds();
        int last = index;
        long? at = RecoveredAt(scenario.Faults[index], client, from);
        foreach ((int other, FaultWindow window) in windows
            .Select((byCohort, other) => (other, Window: byCohort.GetValueOrDefault(record.Cohort)))
            .Where(entry => entry.other != index && entry.Window?.RemovalAck is not null && scenario.Faults[entry.other].Traits is { MeantToBeNoticed: true } or { EndsConnections: true } or { KeepsAway: true })
            .OrderBy(entry => entry.Window!.OnsetRequest)
            .Select(entry => (entry.other, entry.Window!)))
        {
            bool before = window.OnsetRequest <= from + record.Policy.RecoveryBound(Span(from - began)).Microseconds() && window.RemovalAck > from;
            if (before && (at is null || at > window.OnsetRequest))
            {
                from = window.RemovalAck!.Value;
                last = other;
                at = RecoveredAt(scenario.Faults[other], client, from);
            }
        }

        long silent = FaultBackends.SilentAfter(backends.Made(last), began, from, client.Hits.Select(hit => hit.Connection));
        return new Recovery(from, at, record.Policy.RecoveryBound(Span(from - began)).Microseconds() + silent);
    }

    private long? RecoveredAt(Fault fault, AffectedClient client, long from)
    {
        if (UpToDateAt(client.Record, from) is not { } current)
        {
            return null;
        }

        long earliest = Math.Max(from, current);
        long? recovered = null;
        foreach (Connection connection in client.Record.Connections)
        {
            if (connection.LostAt > earliest && !IsDead(fault, client, connection, from))
            {
                long at = Math.Max(earliest, connection.Opened);
                recovered = recovered is { } known ? Math.Min(known, at) : at;
            }
        }

        return recovered;
    }

    /// <summary>
    /// A hit connection that is still open at the end of the outage is dead if the client loses it before its policy would have found out:
    /// the close that a removal sends may come after the acknowledgement. What an event hit never comes back.
    /// </summary>
    private static bool IsDead(Fault fault, AffectedClient client, Connection connection, long from)
    {
        if (connection.Opened >= from || !client.Hits.Any(hit => hit.Connection.Number == connection.Number))
        {
            return false;
        }

        long proof = client.Record.Policy.SilenceThreshold is { } threshold ? (threshold + client.Record.Policy.Tolerance).Microseconds() : long.MaxValue - from;
        return !fault.Traits.HitsNewConnections || connection.LostAt < from + proof;
    }

    /// <summary>When the client held, for each of its topics, the version that was current at <paramref name="at"/>; null: never.</summary>
    private long? UpToDateAt(ClientRecord record, long at)
    {
        TopicSettings topics = scenario.Topics;
        Dictionary<int, long> missing = [];
        if (publications.AreSeen && !record.Policy.FetchOnOpen)
        {
            // Who asks for nothing after the open is told when the server publishes next, and when that is nobody knows.
            topics = topics with { PerClient = 0 };
        }

        for (int i = 0; i < topics.PerClient; i++)
        {
            int topic = scenario.TopicOf(record.Client, i);
            long version = publications.VersionAt(topic, at);
            if (version > 0)
            {
                missing[topic] = version;
            }
        }

        long last = long.MinValue;
        foreach (Fact fact in record.Judged)
        {
            if (missing.Count == 0)
            {
                break;
            }

            if (fact.Kind == FactKind.VersionHeld && missing.TryGetValue(fact.A, out long needed) && fact.C >= needed)
            {
                missing.Remove(fact.A);
                last = fact.At;
            }
        }

        return missing.Count == 0 ? last : null;
    }

    private static TimeSpan Span(long microseconds) => TimeSpan.FromMicroseconds(Math.Max(0, microseconds));
}
