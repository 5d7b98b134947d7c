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

/// <summary>One stage of a load, laid down.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Begin">When it begins, µs from the start of the population's load.</param>
/// <param name="From">Places before it.</param>
/// <param name="To">Places after it.</param>
/// <param name="Events">Where what happens in it is among the events of the load.</param>
public sealed record PlannedStage(LoadStage Stage, long Begin, int From, int To, Range Events);

/// <summary>When the clients of a population come and go: pure arithmetic over stages, lifetimes and draws, no clock in it.</summary>
public static class LoadPlanner
{
    /// <summary>Keeps the draws of lifetimes apart from those of the stages: with another lifetime the same clients connect at the same instants.</summary>
    private const ulong LifetimeStream = 0x11FE;

    /// <summary>
    /// The sessions, in the order in which they start: client i of the population is element i. Those whose end would come with or after the end of the run stay.
    /// </summary>
    /// <param name="population">With the load that it plays.</param>
    /// <param name="seed">Where draws come from.</param>
    /// <param name="end">When the load of the last population of the scenario is over: until then those stay whom this one's load has left there, each for a lifetime.</param>
    /// <param name="most">How many sessions there may be.</param>
    /// <exception cref="LoadTooLargeException">There are more.</exception>
    public static ImmutableArray<PlannedSession> Plan(Population population, ulong seed, TimeSpan end, int most = LoadSize.MostSessions)
    {
        long begin = population.Start.Microseconds();
        long over = end.Microseconds();
        var events = new List<LoadEvent>();
        Stages(population, seed, events);
        var lifetimes = new SplitMix64(seed ^ LifetimeStream);
        var sessions = ImmutableArray.CreateBuilder<PlannedSession>();
        var places = new Stack<long>();

        foreach (LoadEvent happens in InOrder(events))
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
                    Add(Session(at, at + (happens.Lifetime ?? population.Lifetime?.Draw(ref lifetimes) ?? over)));
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
                long left = Math.Min(until, population.Lifetime is { } lifetime ? from + lifetime.Draw(ref lifetimes) : long.MaxValue);
                Add(Session(from, left));
                from = left;
            }
        }

        void Add(PlannedSession session)
        {
            if (sessions.Count >= most)
            {
                throw new LoadTooLargeException();
            }

            sessions.Add(session);
        }

        PlannedSession Session(long from, long until) => new(from, until >= over ? long.MaxValue : until);
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

    /// <summary>Most stages say what happens in the order in which it does; to sort a million of them takes as long as everything else.</summary>
    private static IEnumerable<LoadEvent> InOrder(List<LoadEvent> events)
    {
        for (int i = 1; i < events.Count; i++)
        {
            if (events[i].At < events[i - 1].At)
            {
                return events.OrderBy(happens => happens.At);
            }
        }

        return events;
    }

    /// <summary>Lays down each stage.</summary>
    /// <param name="population">With the load that it plays.</param>
    /// <param name="seed">Where draws come from.</param>
    /// <param name="events">Where what happens goes: stage by stage, and in each in any order.</param>
    /// <exception cref="LoadTooLargeException">There is more than a run can hold.</exception>
    public static ImmutableArray<PlannedStage> Stages(Population population, ulong seed, List<LoadEvent> events)
    {
        var stages = ImmutableArray.CreateBuilder<PlannedStage>(population.Load.Length);
        var random = new SplitMix64(seed);
        int present = 0;
        long begin = 0;
        foreach (LoadStage stage in population.Load)
        {
            int first = events.Count;
            var plan = new StagePlan(begin, stage.Length.Microseconds(), present, population.Clients.Count, random, events);
            stage.Plan(plan);
            stages.Add(new PlannedStage(stage, begin, present, plan.Present, first..events.Count));
            (present, random) = (plan.Present, plan.Random);
            begin += plan.Length;
        }

        return stages.MoveToImmutable();
    }
}
