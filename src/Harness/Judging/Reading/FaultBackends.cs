using System.Collections.Immutable;
using Harness.Journal;

namespace Harness.Judging.Reading;

/// <summary>What made each fault, as far as the journal says.</summary>
public static class FaultBackends
{
    /// <summary>TCP's first retransmission is due 200 ms after a segment that was lost; with room for a slow machine.</summary>
    private static readonly long _firstRetransmission = 500_000;

    /// <summary>By index of the fault.</summary>
    public static ImmutableDictionary<int, FaultBackend> Read(RunJournal journal) => journal.Facts
        .Where(fact => fact.Kind == FactKind.FaultPlanned)
        .ToImmutableDictionary(fact => fact.A, fact => (FaultBackend)fact.B);

    /// <summary>What made a fault; null: the journal does not say.</summary>
    public static FaultBackend? Made(this ImmutableDictionary<int, FaultBackend> backends, int fault) =>
        backends.TryGetValue(fault, out FaultBackend backend) ? backend : null;

    /// <summary>
    /// When a connection is heard again after a removal, at the latest. Toxics end what they held or let it pass at once. Packets that were lost are sent
    /// again by TCP, each time after twice the wait, so a connection that both ends still hold stays silent for up to as long again:
    /// <code>
    ///   onset                          removal
    ///   ──┤ ✗  ✗     ✗           ✗       ├             ✓──
    ///     │◄─────────── outage ─────────►│◄── at most ─►│   as long again, and the first wait
    /// </code>
    /// </summary>
    /// <param name="onset">When it was requested, µs.</param>
    /// <param name="removed">When its removal was acknowledged, µs.</param>
    public static long HeardAgain(FaultBackend? backend, long onset, long removed) =>
        backend == FaultBackend.Kernel ? removed + (removed - onset) + _firstRetransmission : removed;

    /// <summary>
    /// How much longer than to the removal a client's outage lasts, µs: one that holds a connection that the fault hit goes on hearing nothing, until it is
    /// heard again or declared lost. What its policy allows begins only then. 0 for a client that had lost its connection before.
    /// </summary>
    /// <param name="onset">When it was requested, µs.</param>
    /// <param name="removed">When its removal was acknowledged, µs.</param>
    /// <param name="hit">The connections that the fault hit.</param>
    public static long SilentAfter(FaultBackend? backend, long onset, long removed, IEnumerable<Connection> hit) => hit
        .Where(connection => connection.Opened < removed && connection.LostAt > removed)
        .Select(connection => Math.Min(connection.LostAt, HeardAgain(backend, onset, removed)) - removed)
        .DefaultIfEmpty(0)
        .Max();
}
