using System.Collections.Immutable;
using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Judging.Impacts;

/// <summary>Works out, for every fault, which clients it hit, what their policy asked of them, and what they did.</summary>
public sealed class ImpactReader(
    Scenario scenario, JudgedTime time, ImmutableArray<ClientRecord> clients, Publications publications, ImmutableDictionary<int, FaultBackend> backends)
{
    /// <summary>The impacts of all faults, in the order of the scenario.</summary>
    /// <param name="windows">For each fault, when it was on, by cohort.</param>
    /// <param name="cohorts">For each fault, the cohorts of the plan.</param>
    public ImmutableArray<FaultImpact> Read(ImmutableArray<ImmutableDictionary<int, FaultWindow>> windows, ImmutableArray<ImmutableArray<int>> cohorts)
    {
        var recoveries = new RecoveryReader(scenario, publications, windows, backends);
        var impacts = ImmutableArray.CreateBuilder<FaultImpact>(scenario.Faults.Length);
        for (int index = 0; index < scenario.Faults.Length; index++)
        {
            Fault fault = scenario.Faults[index];
            var affected = ImmutableArray.CreateBuilder<AffectedClient>();
            foreach (ClientRecord client in clients)
            {
                if (windows[index].TryGetValue(client.Cohort, out FaultWindow? window) && ReadOne(index, fault, window, client) is { } hit)
                {
                    affected.Add(hit with
                    {
                        Recovery = recoveries.Read(index, hit),
                        Fallbacks = FallbackReader.Read(client.Policy, fault, hit),
                    });
                }
            }

            impacts.Add(new FaultImpact(index, fault, cohorts[index], windows[index], affected.ToImmutable()) { Backend = backends.Made(index) });
        }

        return impacts.MoveToImmutable();
    }

    private AffectedClient? ReadOne(int index, Fault fault, FaultWindow window, ClientRecord client)
    {
        var affected = new AffectedClient { Record = client, Window = window };
        if (fault.Traits.ClientLeaves)
        {
            return client.Left is { } left && left.Fault == index ? affected : null;
        }

        ImmutableArray<Hit> hits = [.. client.Connections
            .Select(connection => ReadHit(index, fault, window, client, connection))
            .OfType<Hit>()];
        return hits.IsEmpty ? null : affected with { Hits = hits };
    }

    private Hit? ReadHit(int index, Fault fault, FaultWindow window, ClientRecord client, Connection connection)
    {
        bool lasting = fault.Traits.HitsNewConnections;
        long removed = window.RemovalAck ?? time.End;
        bool openAtOnset = connection.Opened <= window.OnsetAck && connection.LostAt > window.OnsetRequest;
        bool openedUnderIt = lasting && connection.Opened > window.OnsetAck && connection.Opened < removed;
        if (!openAtOnset && !openedUnderIt)
        {
            return null;
        }

        if (fault.Traits.HitsOnlyTold && !(connection.Told && connection.LostAt >= window.OnsetRequest && connection.LostAt <= removed))
        {
            return null;
        }

        // An event hits what is open at its instant. Of a connection that opened while it was being armed nobody can say which it was,
        // unless it was lost by silence: then it may have been hit.
        bool openedWhileArming = !lasting && connection.Opened > window.OnsetRequest;
        if (openedWhileArming && connection.Declared is null)
        {
            return null;
        }

        (long from, long to) = OnsetOf(index, fault, window, client, connection);
        Duty duty = DutyOf(index, fault, window, client, connection, from, to);
        // Timers that stood still cannot find out in time.
        bool slept = client.Suspensions.Any(suspension => suspension.From < removed && suspension.To > from);
        duty = duty == Duty.Must && (openedWhileArming || slept) ? Duty.May : duty;
        bool detected = duty != Duty.MustNot && connection.Declared is { } declared && declared <= removed;
        return new Hit(connection, from, duty, detected);
    }

    /// <summary>The interval in which the fault took effect on a connection.</summary>
    private static (long From, long To) OnsetOf(int index, Fault fault, FaultWindow window, ClientRecord client, Connection connection)
    {
        long from = Math.Max(window.OnsetRequest, connection.Opened);
        long to = Math.Max(window.OnsetAck, connection.Opened);
        if (fault.Traits.Onset != FaultOnset.FirstByteSent)
        {
            return (from, to);
        }

        foreach ((int armed, long at) in client.FirstBytes)
        {
            if (armed == index && at >= connection.Opened && at < connection.LostAt)
            {
                return (at, at);
            }
        }

        // Nothing was sent on it, though a sound client sends at least one heartbeat per interval.
        return (from, to + (client.Times.Interval ?? 0));
    }

    private Duty DutyOf(int index, Fault fault, FaultWindow window, ClientRecord client, Connection connection, long from, long to)
    {
        if (!FaultImpact.Notices(fault))
        {
            return Duty.MustNot;
        }

        // A close that came before the removal ended the outage of this connection: there was nothing left to detect.
        long end = Math.Min(client.Until, connection.Told ? connection.LostAt : long.MaxValue);
        long shortest = Math.Min(end, window.RemovalRequest ?? long.MaxValue) - to;
        long longest = Math.Min(end, window.RemovalAck is { } removed ? FaultBackends.HeardAgain(backends.Made(index), window.OnsetRequest, removed) : long.MaxValue) - from;
        shortest = Math.Min(shortest, fault.Traits.LongestSilence?.Microseconds() ?? long.MaxValue);
        longest = Math.Min(longest, FaultImpact.LongestSilence(fault));

        if (fault.Traits.PushesArrive)
        {
            shortest = LongestQuiet(client, to, Math.Min(Math.Min(end, time.End), window.RemovalRequest ?? long.MaxValue));
        }

        if (client.Times.Worst is { } worst && shortest >= worst + client.Times.Tolerance)
        {
            return Duty.Must;
        }

        return client.Times.Earliest is { } earliest && longest >= earliest ? Duty.May : Duty.MustNot;
    }

    /// <summary>
    /// The longest time without a push, where pushes go on arriving. Of a target that does not tell what it publishes nobody knows:
    /// then it asks for nothing.
    /// </summary>
    private long LongestQuiet(ClientRecord client, long from, long to)
    {
        TopicSettings topics = scenario.Topics;
        if (topics.Pushes is not null && !publications.AreKnown)
        {
            return 0;
        }

        long longest = 0;
        long last = from;
        foreach (long pushed in Enumerable.Range(0, topics.PerClient).SelectMany(i => publications.Within(scenario.TopicOf(client.Client, i), from, to)).Order().Append(to))
        {
            longest = Math.Max(longest, pushed - last);
            last = pushed;
        }

        return longest;
    }
}
