using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Invariants;

/// <summary>The old socket is gone before a new one opens.</summary>
public sealed class OneOpenSocket : IInvariant
{
    public string Name => InvariantNames.OneOpenSocket;

    public string Meaning => "one client has one open socket at most";

    public IEnumerable<Breach> Find(JudgeContext context)
    {
        HashSet<int> open = [];
        foreach (ClientRecord record in context.Clients)
        {
            open.Clear();
            foreach (Fact fact in record.Judged)
            {
                if (fact.Kind == FactKind.SocketGone)
                {
                    open.Remove(fact.A);
                }
                else if (fact.Kind == FactKind.Opened)
                {
                    if (open.Count > 0)
                    {
                        yield return new Breach(record.Client, fact.At, $"opened connection {fact.A} while connection {open.First()} was still open");
                    }

                    open.Add(fact.A);
                }
            }
        }
    }
}
