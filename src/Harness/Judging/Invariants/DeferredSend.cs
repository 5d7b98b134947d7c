using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Invariants;

/// <summary>
/// A message that is asked for while the client is not open waits for the next open, and then goes out, once. One whose client never opened again
/// before the end is not lost, only late.
/// </summary>
public sealed class DeferredSend : IInvariant
{
    public string Name => InvariantNames.DeferredSend;

    public string Meaning => "a send while connecting is deferred until open, never thrown, never lost, and goes out once";

    public IEnumerable<Breach> Find(JudgeContext context)
    {
        foreach (ClientRecord record in context.Clients)
        {
            if (record.Judged.Any(fact => fact.Kind is FactKind.SendAsked or FactKind.SendLost))
            {
                foreach (Breach breach in Find(record))
                {
                    yield return breach;
                }
            }
        }
    }

    private static IEnumerable<Breach> Find(ClientRecord record)
    {
        // A message may go out just after closing began: that is no loss. What is asked for from then on is not judged.
        Dictionary<int, long> done = [];
        foreach (Fact fact in record.All)
        {
            if (fact.Kind == FactKind.SendDone && !done.TryAdd(fact.B, fact.At) && fact.At < record.Until)
            {
                yield return new Breach(record.Client, fact.At, $"sent message {fact.B} twice");
            }
        }

        foreach (Fact fact in record.Judged)
        {
            if (fact.Kind == FactKind.SendLost)
            {
                yield return new Breach(record.Client, fact.At, $"dropped message {fact.B}");
            }
            else if (fact.Kind == FactKind.SendAsked && WhyBroken(record, fact, done) is { } why)
            {
                yield return new Breach(record.Client, fact.At, why);
            }
        }
    }

    private static string? WhyBroken(ClientRecord record, Fact asked, Dictionary<int, long> done)
    {
        bool wasOpen = asked.A == 1;
        long? opened = record.Connections.Where(connection => connection.Opened >= asked.At).Select(connection => (long?)connection.Opened).Min();
        if (done.TryGetValue(asked.B, out long sent))
        {
            return !wasOpen && (opened is null || sent < opened) ? $"sent message {asked.B} while it was not open" : null;
        }

        // Open from then to the end, or open again later: it could have gone out.
        bool couldGo = opened is not null || record.Connections.Any(connection => connection.IsOpenAt(asked.At) && connection.LostAt == long.MaxValue);
        return couldGo ? $"was asked to send message {asked.B}, was open, and never sent it" : null;
    }
}
