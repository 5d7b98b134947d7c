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
        HashSet<int> done = [];
        foreach (Fact fact in record.All)
        {
            if (fact.Kind == FactKind.SendDone && !done.Add(fact.B) && fact.At < record.Until)
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
        }

        foreach (SessionMessage message in SessionMessage.Of(record))
        {
            if (WhyBroken(message) is { } why)
            {
                yield return new Breach(record.Client, message.Asked, why);
            }
        }
    }

    private static string? WhyBroken(SessionMessage message)
    {
        if (message.Sent is { } sent)
        {
            return !message.WasOpen && (message.NextOpen is not { } opened || sent < opened) ? $"sent message {message.Number} while it was not open" : null;
        }

        return message.IsLost ? $"was asked to send message {message.Number}, was open, and never sent it" : null;
    }
}
