using System.Collections.Immutable;
using Harness.Capacity.Levers;
using Harness.Clients;
using Harness.Journal;
using Harness.Scenarios;

namespace Harness.Capacity.Probing;

/// <summary>Reads from a step's journal what became of its load. Pure.</summary>
internal static class LoadReader
{
    /// <summary>What is handed over later than this was not offered at its time; as for clients that start late.</summary>
    private const long Late = 250_000;

    /// <param name="lever">What the level counts.</param>
    /// <param name="scenario">As it was run.</param>
    /// <param name="journal">Of that run, to its end.</param>
    /// <param name="ramp">Of the step.</param>
    /// <param name="hold">How long the level was held.</param>
    public static StepLoad Read(ILever lever, Scenario scenario, RunJournal journal, TimeSpan ramp, TimeSpan hold)
    {
        (long begin, long end) = Judged(journal);
        return new StepLoad
        {
            NeverIn = NeverIn(journal, begin, end),
            Messages = lever is MessagesLever ? Messages(scenario, journal, begin, ramp, hold) : null,
        };
    }

    private static (long Begin, long End) Judged(RunJournal journal)
    {
        long begin = long.MinValue, end = long.MaxValue;
        foreach (Fact fact in journal.Facts.Where(fact => fact.Kind == FactKind.PhaseBegan))
        {
            begin = fact.A == (int)RunPhase.Load ? fact.At : begin;
            end = fact.A == (int)RunPhase.Closing ? fact.At : end;
        }

        return (begin, end);
    }

    private static NeverIn NeverIn(RunJournal journal, long begin, long end)
    {
        HashSet<int> tried = [], opened = [], failedOtherwise = [];
        var turnedAway = new Dictionary<int, List<int>>();
        foreach (Fact fact in journal.Facts.Where(fact => fact.At >= begin && fact.At < end))
        {
            switch (fact.Kind)
            {
                case FactKind.AttemptStarted:
                    tried.Add(fact.Subject);
                    break;
                case FactKind.Opened:
                    opened.Add(fact.Subject);
                    break;
                case FactKind.AttemptFailed when fact is { B: (int)CloseCause.HandshakeRefused, C: >= 400 }:
                    (turnedAway.TryGetValue(fact.Subject, out List<int>? statuses) ? statuses : turnedAway[fact.Subject] = []).Add((int)fact.C);
                    break;
                case FactKind.AttemptFailed:
                    failedOtherwise.Add(fact.Subject);
                    break;
            }
        }

        tried.ExceptWith(opened);
        int[] ofTarget = [.. tried.Where(client => turnedAway.ContainsKey(client) && !failedOtherwise.Contains(client))];
        int[] answers = [.. ofTarget.SelectMany(client => turnedAway[client])];
        return new NeverIn(tried.Count, ofTarget.Length, answers.Length, answers.GroupBy(status => status).OrderByDescending(group => group.Count()).Select(group => group.Key).FirstOrDefault());
    }

    private static OfferedMessages? Messages(Scenario scenario, RunJournal journal, long begin, TimeSpan ramp, TimeSpan hold)
    {
        if (MessagesLever.Publishes(scenario))
        {
            Fact[] published = [.. journal.Facts.Where(fact => fact.Kind == FactKind.Published)];
            double inTime = published.Length == 0 ? 1 : published.Count(fact => fact.D < Late) / (double)published.Length;
            double asked = scenario.Topics.UpdatesPerSecond;
            return new OfferedMessages("publications", asked, asked * inTime, published.Length / scenario.Duration.TotalSeconds, ByTarget: true);
        }

        // Clients that come and go, or whose timers are stopped by a fault, send as they are there: no rate is promised.
        if (scenario.Populations.Select(scenario.Settle).Any(population => StepShape.IsOpen(population) || population.Lifetime is not null)
            || journal.Facts.Any(fact => fact.Kind is FactKind.Suspended or FactKind.Left))
        {
            return null;
        }

        bool inChat = MessagesLever.Chats(scenario);
        long from = begin + (long)ramp.TotalMicroseconds, to = from + (long)hold.TotalMicroseconds;
        int due = 0, done = 0;
        HashSet<int> senders = [];
        foreach (Fact fact in journal.Facts.Where(fact => fact.At >= from && fact.At < to))
        {
            if (fact.Kind == (inChat ? FactKind.ChatAsked : FactKind.SendAsked))
            {
                due++;
                senders.Add(fact.Subject);
            }
            else if (fact.Kind == (inChat ? FactKind.ChatSent : FactKind.SendDone))
            {
                done++;
            }
        }

        // Each sender has a drawn place in its own period, so over a hold of so many periods it may send one less: together that is a root of their number.
        double slack = Math.Sqrt(senders.Count) * (inChat ? scenario.Chat!.Burst : 1);
        return new OfferedMessages("messages", MessagesLever.RateOf(scenario), (due + slack) / hold.TotalSeconds, (done + slack) / hold.TotalSeconds, ByTarget: false);
    }
}
