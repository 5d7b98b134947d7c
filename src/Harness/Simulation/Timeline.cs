using System.Collections.Immutable;
using System.Globalization;
using Harness.Journal;
using Harness.Judging;
using Harness.Judging.Evidence;

namespace Harness.Simulation;

/// <summary>A schedule as it was lived through: what the client did, what broke, what the server did, in order.</summary>
internal static class Timeline
{
    /// <param name="context">The schedule, played for a reader.</param>
    /// <param name="schedule">For what no fact tells: the ends that come from the server.</param>
    /// <param name="focus">What it is about, virtual µs: where there is too much to tell, what is near it is told first.</param>
    public static ImmutableArray<TimedEvent> Of(JudgeContext context, Schedule schedule, long focus)
    {
        IEnumerable<TimedEvent> own = ClientStory.Tell(context, context.Clients[0], context.Time.Load, long.MaxValue, focus);
        IEnumerable<TimedEvent> published = context.Run.Journal.Facts
            .Where(fact => fact.Kind == FactKind.Published)
            .Select(fact => new TimedEvent(context.Time.Seconds(fact.At), $"version {fact.C} of t{fact.A} is published"));
        IEnumerable<TimedEvent> ends = schedule.Ends.Select(end => new TimedEvent(end.At.TotalSeconds, Tell(end)));

        // A note on what is left out has the time of the last event, and stays behind it.
        return [.. published.Concat(ends).Concat(own).Select((told, i) => (told, i)).OrderBy(entry => entry.told.Seconds).ThenBy(entry => entry.i).Select(entry => entry.told)];
    }

    private static string Tell(ServerEnd end)
    {
        string how = $"the server ends its connections ({Words.Cause(end.Cause, end.Code)})";
        return end.DownFor > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"{how} and refuses new ones for {end.DownFor.TotalSeconds:0.###} s") : how;
    }
}
