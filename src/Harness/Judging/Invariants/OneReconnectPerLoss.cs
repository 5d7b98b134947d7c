using Harness.Journal;
using Harness.Judging.Reading;

namespace Harness.Judging.Invariants;

/// <summary>
/// One pending reconnect per loss: close and error together do not make two, a hung attempt is over before the next starts, and nobody
/// reconnects while connected.
/// </summary>
public sealed class OneReconnectPerLoss : IInvariant
{
    public string Name => "one-reconnect-per-loss";

    public string Meaning => "one loss causes one reconnect; attempts follow each other and never overlap";

    public IEnumerable<Breach> Find(JudgeContext context)
    {
        HashSet<int> open = [];
        foreach (ClientRecord record in context.Clients)
        {
            open.Clear();
            int pending = 0;
            int unansweredLosses = 0;
            foreach (Fact fact in record.Judged)
            {
                switch (fact.Kind)
                {
                    case FactKind.AttemptStarted:
                        bool forLoss = fact.B == (int)AttemptCause.Loss;
                        if (Why(fact, open.Count > 0, pending, forLoss && unansweredLosses == 0) is { } why)
                        {
                            yield return new Breach(record.Client, fact.At, why);
                        }

                        unansweredLosses -= forLoss && unansweredLosses > 0 ? 1 : 0;
                        pending = fact.A;
                        break;
                    case FactKind.Opened:
                        open.Add(fact.A);
                        pending = pending == fact.A ? 0 : pending;
                        break;
                    case FactKind.AttemptFailed:
                        pending = pending == fact.A ? 0 : pending;
                        break;
                    case FactKind.SocketGone:
                        unansweredLosses += open.Remove(fact.A) ? 1 : 0;
                        break;
                }
            }
        }
    }

    private static string? Why(in Fact started, bool isOpen, int pending, bool secondForOneLoss) =>
        isOpen ? $"started attempt {started.A} while it was connected"
        : pending > 0 ? $"started attempt {started.A} while attempt {pending} was under way"
        : secondForOneLoss ? $"started attempt {started.A} for a loss that already had its reconnect"
        : null;
}
