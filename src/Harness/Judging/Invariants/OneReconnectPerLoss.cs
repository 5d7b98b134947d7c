using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Invariants;

/// <summary>
/// One pending reconnect per loss: close and error together do not make two, a hung attempt is over before the next starts, a failed one has one
/// successor, and nobody reconnects while connected. A client may hold several sockets and attempts at once: that is what is looked for.
/// </summary>
public sealed class OneReconnectPerLoss : IInvariant
{
    public string Name => InvariantNames.OneReconnectPerLoss;

    public string Meaning => "one loss causes one reconnect; attempts follow each other and never overlap";

    public IEnumerable<Breach> Find(JudgeContext context)
    {
        HashSet<int> open = [], pending = [];
        foreach (ClientRecord record in context.Clients)
        {
            open.Clear();
            pending.Clear();
            var owed = new Owed();
            foreach (Fact fact in record.Judged)
            {
                switch (fact.Kind)
                {
                    case FactKind.AttemptStarted:
                        string? second = owed.Take((AttemptCause)fact.B);
                        if (Why(fact, open.Count > 0, pending, second) is { } why)
                        {
                            yield return new Breach(record.Client, fact.At, why);
                        }

                        pending.Add(fact.A);
                        break;
                    case FactKind.Opened:
                        open.Add(fact.A);
                        pending.Remove(fact.A);
                        break;
                    case FactKind.AttemptFailed:
                        pending.Remove(fact.A);
                        owed.Failures++;
                        break;
                    case FactKind.SocketGone:
                        owed.Losses += open.Remove(fact.A) ? 1 : 0;
                        break;
                    case FactKind.WaitsForSend:
                        owed.Sends++;
                        break;
                }
            }
        }
    }

    private static string? Why(in Fact started, bool isOpen, HashSet<int> pending, string? second) =>
        isOpen ? $"started attempt {started.A} while it was connected"
        : pending.Count > 0 ? $"started attempt {started.A} while attempt {pending.First()} was under way"
        : second is not null ? $"started attempt {started.A} for {second} that already had its reconnect"
        : null;

    /// <summary>What a client still owes an attempt to: each loss, each failed attempt and each wait for a message has one.</summary>
    private sealed class Owed
    {
        public int Losses { get; set; }
        public int Failures { get; set; }
        public int Sends { get; set; }

        /// <summary>Takes one off; what there was none of, where there was none.</summary>
        public string? Take(AttemptCause cause)
        {
            switch (cause)
            {
                case AttemptCause.Loss when Losses > 0:
                    Losses--;
                    return null;
                case AttemptCause.Loss:
                    return "a loss";
                case AttemptCause.FailedAttempt or AttemptCause.LockEnded when Failures > 0:
                    Failures--;
                    return null;
                case AttemptCause.FailedAttempt or AttemptCause.LockEnded:
                    return "a failed attempt";
                case AttemptCause.Send when Sends > 0:
                    // The wait was for a loss, or after a failed attempt: that has its reconnect now.
                    (Sends, Losses, Failures) = (0, 0, 0);
                    return null;
                case AttemptCause.Send:
                    return "a message";
                default:
                    return null;
            }
        }
    }
}
