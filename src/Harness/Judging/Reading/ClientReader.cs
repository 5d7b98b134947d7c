using System.Collections.Immutable;
using Harness.Journal;
using Harness.Scenarios;

namespace Harness.Judging.Reading;

/// <summary>Sorts the facts of a journal by client, in linear time, and puts each client's connections together.</summary>
public static class ClientReader
{
    /// <summary>One record per client, also for those that were never started: the index is the client's number.</summary>
    public static ImmutableArray<ClientRecord> Read(JudgedRun run, JudgedTime time)
    {
        Scenario scenario = run.Scenario;
        ImmutableArray<PolicyTimes> times = [.. scenario.Populations.Select(population => PolicyTimes.Of(population.Clients.Policy))];
        (Fact[] sorted, int[] begins) = SortByClient(run.Journal, run.Planned ?? scenario.Count);
        var records = ImmutableArray.CreateBuilder<ClientRecord>(begins.Length - 1);
        for (int client = 0; client < begins.Length - 1; client++)
        {
            var facts = new ArraySegment<Fact>(sorted, begins[client], begins[client + 1] - begins[client]);
            int population = Math.Min(run.PopulationOf(client), times.Length - 1);
            records.Add(ReadOne(facts, time) with
            {
                Client = client,
                Cohort = scenario.CohortOf(client),
                Population = population,
                Policy = scenario.Populations[population].Clients.Policy,
                Times = times[population],
            });
        }

        return records.MoveToImmutable();
    }

    /// <summary>Counting sort: stable, so facts of one instant keep the order in which they were recorded.</summary>
    private static (Fact[] Sorted, int[] Begins) SortByClient(RunJournal journal, int clients)
    {
        ReadOnlySpan<Fact> facts = journal.Facts.AsSpan();
        foreach (ref readonly Fact fact in facts)
        {
            clients = IsOfClient(fact) ? Math.Max(clients, fact.Subject + 1) : clients;
        }

        int[] begins = new int[clients + 1];
        foreach (ref readonly Fact fact in facts)
        {
            if (IsOfClient(fact))
            {
                begins[fact.Subject + 1]++;
            }
        }

        for (int client = 0; client < clients; client++)
        {
            begins[client + 1] += begins[client];
        }

        var sorted = new Fact[begins[clients]];
        int[] next = begins[..clients];
        foreach (ref readonly Fact fact in facts)
        {
            if (IsOfClient(fact))
            {
                sorted[next[fact.Subject]++] = fact;
            }
        }

        return (sorted, begins);
    }

    private static bool IsOfClient(in Fact fact) =>
        fact.Subject >= 0 && (fact.Kind is >= FactKind.AttemptStarted and < FactKind.HistogramBucket or FactKind.PresenceDropped or FactKind.PresenceListed);

    /// <summary>What the facts of one client say; who it is, the caller fills in.</summary>
    private static ClientRecord ReadOne(ArraySegment<Fact> all, JudgedTime time)
    {
        long until = time.End;
        (long At, int Fault)? left = null;
        long? dropped = null;
        foreach (Fact fact in all)
        {
            if (fact.Kind == FactKind.Left && left is null)
            {
                left = (fact.At, fact.A);
                until = Math.Min(until, fact.At);
            }
            else if (fact.Kind == FactKind.ClosedByUser)
            {
                until = Math.Min(until, fact.At);
            }
            else if (fact.Kind == FactKind.PresenceDropped && left is { } leaving && fact.At >= leaving.At)
            {
                dropped ??= fact.At;
            }
        }

        int judged = 0;
        while (judged < all.Count && all[judged].At < until)
        {
            judged++;
        }

        return new ClientRecord
        {
            Client = -1,
            Cohort = -1,
            Population = -1,
            Policy = null!,
            Times = null!,
            All = all,
            Judged = all[..judged],
            Until = until,
            WentAway = until < time.End,
            Left = left,
            PresenceDropped = dropped,
            Connections = ReadConnections(all[..judged], until < time.End ? until : null),
            Suspensions = ReadSuspensions(all[..judged], until),
            FirstBytes = [.. all[..judged].Where(fact => fact.Kind == FactKind.FirstByteAfterArming).Select(fact => (fact.A, fact.At))],
        };
    }

    private static ImmutableArray<(long From, long To)> ReadSuspensions(ArraySegment<Fact> facts, long until)
    {
        List<(long From, long To)> suspensions = [];
        foreach (Fact fact in facts)
        {
            if (fact.Kind == FactKind.Suspended)
            {
                suspensions.Add((fact.At, until));
            }
            else if (fact.Kind == FactKind.Woken && suspensions.Count > 0)
            {
                suspensions[^1] = (suspensions[^1].From, fact.At);
            }
        }

        return [.. suspensions];
    }

    /// <param name="facts">What the client is judged by.</param>
    /// <param name="left">When it went away: what was open then ends with it, though the socket goes only afterwards. Null: it was there to the end.</param>
    private static ImmutableArray<Connection> ReadConnections(ArraySegment<Fact> facts, long? left)
    {
        List<Connection> connections = [];
        foreach (Fact fact in facts)
        {
            if (fact.Kind == FactKind.Opened)
            {
                connections.Add(new Connection { Number = fact.A, Opened = fact.At });
                continue;
            }

            if (fact.Kind is not (FactKind.DeclaredDead or FactKind.SocketGone))
            {
                continue;
            }

            int index = connections.FindLastIndex(connection => connection.Number == fact.A);
            if (index < 0 || connections[index].Gone is not null)
            {
                continue;
            }

            connections[index] = fact.Kind == FactKind.SocketGone
                ? connections[index] with { Gone = fact.At, Cause = (CloseCause)fact.B }
                : connections[index].Declared is null ? connections[index] with { Declared = fact.At, LastAnswer = fact.C, Late = fact.D } : connections[index];
        }

        return [.. connections.Select(connection => connection.Declared is null && connection.Gone is null ? connection with { Left = left } : connection)];
    }
}
