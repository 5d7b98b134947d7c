using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Metrics;

namespace Harness.Judging.Invariants;

/// <summary>
/// The one rule that is judged after closing has begun, too: that is when users close their clients.
/// </summary>
public sealed class ClosedStaysClosed : IInvariant
{
    public string Name => InvariantNames.ClosedStaysClosed;

    public string Meaning => "a client that is closed by its user stays closed";

    public IEnumerable<Breach> Find(JudgeContext context)
    {
        foreach (ClientRecord record in context.Clients)
        {
            bool closed = false;
            foreach (Fact fact in record.All)
            {
                closed |= fact.Kind == FactKind.ClosedByUser;
                if (closed && (fact.Kind is FactKind.AttemptStarted or FactKind.Opened))
                {
                    yield return new Breach(record.Client, fact.At, fact.Kind == FactKind.Opened
                        ? $"opened connection {fact.A} after its user had closed it"
                        : $"started attempt {fact.A} after its user had closed it");
                }
            }
        }
    }
}
