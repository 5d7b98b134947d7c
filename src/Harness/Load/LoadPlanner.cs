using System.Collections.Immutable;
using Harness.Scenarios;
using Harness.Scenarios.Lifetimes;
using Harness.Scenarios.Stages;
using Harness.Seeding;
using Harness.Timing;

namespace Harness.Load;

/// <summary>One client's time in a load.</summary>
/// <param name="Start">When it is to connect, µs from the start of the scenario's load.</param>
/// <param name="End">When its user closes it; <see cref="long.MaxValue"/>: it stays to the end.</param>
public readonly record struct PlannedSession(long Start, long End);

/// <summary>When the clients of a population come and go: pure arithmetic over stages, lifetimes and draws, no clock in it.</summary>
public static class LoadPlanner
{
    /// <summary>Keeps the draws of lifetimes apart from those of the stages: with another lifetime the same clients connect at the same instants.</summary>
    private const ulong LifetimeStream = 0x11FE;

    /// <summary>
    /// The sessions, in the order in which they start: client i of the population is element i. Those whose end would come with or after the end of the load stay.
    /// </summary>
    /// <param name="population">With the load that it plays.</param>
    /// <param name="seed">Where draws come from.</param>
    public static ImmutableArray<PlannedSession> Plan(Population population, ulong seed)
    {
        long begin = population.Start.Microseconds();
        long over = population.End.Microseconds();
        List<LoadEvent> events = Events(population, seed);
        var lifetimes = new SplitMix64(seed ^ LifetimeStream);
        var sessions = ImmutableArray.CreateBuilder<PlannedSession>();
        var places = new Stack<long>();

        foreach (LoadEvent happens in events.OrderBy(happens => happens.At))
        {
            long at = begin + happens.At;
            switch (happens.Kind)
            {
                case LoadEventKind.Join:
                    places.Push(at);
                    break;
                case LoadEventKind.Leave:
                    Occupy(places.Pop(), at);
                    break;
                default:
                    sessions.Add(Session(at, at + (happens.Lifetime ?? population.Lifetime?.Draw(ref lifetimes) ?? over)));
                    break;
            }
        }

        // Oldest first, so that draws go to clients in the order in which they start, as long as nobody left before.
        foreach (long since in places.Reverse())
        {
            Occupy(since, long.MaxValue);
        }

        sessions.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.End.CompareTo(b.End));
        return sessions.DrainToImmutable();

        // One client after the other has the place, each for its lifetime.
        void Occupy(long from, long until)
        {
            while (from < Math.Min(until, over))
            {
                long end = Math.Min(until, population.Lifetime is { } lifetime ? from + lifetime.Draw(ref lifetimes) : long.MaxValue);
                sessions.Add(Session(from, end));
                from = end;
            }
        }

        PlannedSession Session(long from, long end) => new(from, end >= over ? long.MaxValue : end);
    }

    /// <summary>The most sessions that are there at the same time.</summary>
    public static int Peak(ImmutableArray<PlannedSession> sessions)
    {
        long[] ends = [.. sessions.Select(session => session.End).Order()];
        int peak = 0;
        int gone = 0;
        for (int started = 0; started < sessions.Length; started++)
        {
            while (gone < ends.Length && ends[gone] <= sessions[started].Start)
            {
                gone++;
            }

            peak = Math.Max(peak, started + 1 - gone);
        }

        return peak;
    }

    private static List<LoadEvent> Events(Population population, ulong seed)
    {
        var events = new List<LoadEvent>();
        var random = new SplitMix64(seed);
        int present = 0;
        long begin = 0;
        foreach (LoadStage stage in population.Load)
        {
            var plan = new StagePlan(begin, stage.Length.Microseconds(), present, population.Clients.Count, random, events);
            stage.Plan(plan);
            (present, random) = (plan.Present, plan.Random);
            begin += plan.Length;
        }

        return events;
    }
}
