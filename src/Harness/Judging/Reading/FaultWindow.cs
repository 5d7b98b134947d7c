using System.Collections.Immutable;
using Harness.Journal;

namespace Harness.Judging.Reading;

/// <summary>
/// When a fault was on for one cohort. Both edges are intervals, from the first request to the last acknowledgement of the calls that make them:
/// <code>
///   OnsetRequest  OnsetAck                RemovalRequest  RemovalAck
///   ──┤░░░░░░░░░░░░├────────── on ──────────┤░░░░░░░░░░░░░░├──
///     │            │◄── outage at shortest ─►│              │
///     │◄───────────────── outage at longest ───────────────►│
/// </code>
/// </summary>
public sealed record FaultWindow(long OnsetRequest, long OnsetAck, long? RemovalRequest = null, long? RemovalAck = null)
{
    /// <summary>The windows of one fault by cohort; a planned cohort that the fault never reached has none.</summary>
    public static ImmutableDictionary<int, FaultWindow> Of(RunJournal journal, int fault)
    {
        var windows = ImmutableDictionary.CreateBuilder<int, FaultWindow>();
        foreach (Fact edge in journal.Facts)
        {
            if (edge.Kind != FactKind.FaultEdge || edge.A != fault)
            {
                continue;
            }

            FaultWindow? known = windows.GetValueOrDefault(edge.Subject);
            if (edge.B == (int)FaultEdge.Onset)
            {
                windows[edge.Subject] = known is null
                    ? new FaultWindow(edge.C, edge.At)
                    : known with { OnsetRequest = Math.Min(known.OnsetRequest, edge.C), OnsetAck = Math.Max(known.OnsetAck, edge.At) };
            }
            else if (known is not null)
            {
                windows[edge.Subject] = known with
                {
                    RemovalRequest = Math.Min(known.RemovalRequest ?? edge.C, edge.C),
                    RemovalAck = Math.Max(known.RemovalAck ?? edge.At, edge.At),
                };
            }
        }

        return windows.ToImmutable();
    }
}
