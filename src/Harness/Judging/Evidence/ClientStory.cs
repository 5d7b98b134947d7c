using System.Collections.Immutable;
using Harness.Journal;
using Harness.Judging.Impacts;
using Harness.Judging.Reading;

namespace Harness.Judging.Evidence;

/// <summary>
/// What happened to one client in a part of the run, in order and in plain words: its own facts, the fault edges of its cohort, and stalls of our roles.
/// <code>
///   12.000  silent-drop begins on its cohort
///   12.004  heartbeat sent, not answered
///   24.011  connection 1 closed by the network (FIN): told, not detected
/// </code>
/// </summary>
public static class ClientStory
{
    /// <summary>Events of a story at most. Where there are more, the least telling ones are left out and counted.</summary>
    public const int Longest = 30;

    /// <param name="context">The run.</param>
    /// <param name="record">The client.</param>
    /// <param name="from">First instant of the story, microseconds of the monotonic clock.</param>
    /// <param name="to">Last instant of the story.</param>
    /// <param name="focus">What the story is about: events near it are kept first.</param>
    public static ImmutableArray<TimedEvent> Tell(JudgeContext context, ClientRecord record, long from, long to, long focus)
    {
        List<StoryEvent> events = [.. Edges(context, record), .. Stalls(context), .. OwnEvents(record)];
        events.RemoveAll(told => told.At < from || told.At > to);
        int leftOut = 0;
        if (events.Count > Longest)
        {
            leftOut = events.Count - Longest + 1;
            events = [.. events.OrderBy(told => told.Weight).ThenBy(told => Math.Abs(told.At - focus)).Take(Longest - 1)];
        }

        List<TimedEvent> story = [.. events.OrderBy(told => told.At).Select(told => new TimedEvent(context.Time.Seconds(told.At), told.What))];
        if (leftOut > 0)
        {
            story.Add(new TimedEvent(story[^1].Seconds, $"({leftOut} more events between {context.Time.Seconds(from):0.000} s and {context.Time.Seconds(Math.Min(to, context.Time.End)):0.000} s are not shown)"));
        }

        return [.. story];
    }

    private static IEnumerable<StoryEvent> OwnEvents(ClientRecord record)
    {
        HashSet<int> declared = [];
        HashSet<long> inTrail = [.. record.All.Where(fact => fact.Kind == FactKind.HeartbeatTrail).Select(fact => fact.C)];
        foreach (Fact fact in record.All)
        {
            // A missed heartbeat that is in a declaration's trail is told there.
            if (fact.Kind == FactKind.HeartbeatMissed && inTrail.Contains(fact.C))
            {
                continue;
            }

            if (FactTeller.Tell(fact, fact.Kind == FactKind.SocketGone && declared.Contains(fact.A)) is { } told)
            {
                yield return told;
            }

            if (fact.Kind == FactKind.DeclaredDead)
            {
                declared.Add(fact.A);
            }
        }
    }

    private static IEnumerable<StoryEvent> Edges(JudgeContext context, ClientRecord record)
    {
        foreach (FaultImpact fault in context.Faults)
        {
            if (fault.Windows.TryGetValue(record.Cohort, out FaultWindow? window))
            {
                string path = fault.Fault.Path switch
                {
                    Scenarios.FaultPath.Http => " (HTTP path)",
                    Scenarios.FaultPath.All => " (all paths)",
                    _ => "",
                };
                yield return new StoryEvent(window.OnsetRequest, StoryWeight.Turn, $"{fault.Fault.Kind} begins on its cohort{path}");
                if (window.RemovalRequest is { } removed)
                {
                    yield return new StoryEvent(removed, StoryWeight.Turn, $"{fault.Fault.Kind} is removed from its cohort");
                }
            }
        }
    }

    private static IEnumerable<StoryEvent> Stalls(JudgeContext context) => context.Stalls.All
        .Select(stall => new StoryEvent(stall.From, StoryWeight.Turn, $"{stall.Role} of the harness itself stalls for {Words.Seconds((stall.To - stall.From) / 1e6)}"));
}
