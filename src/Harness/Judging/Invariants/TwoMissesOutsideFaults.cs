using Harness.Metrics;

namespace Harness.Judging.Invariants;

/// <summary>
/// Outside [onset, removal + recovery bound] of the faults that hit a client's cohort, nothing is to disturb it; a control client has no such window.
/// Misses during a stall of our own roles are ours, and the stalls are judged as such.
/// </summary>
public sealed class TwoMissesOutsideFaults : IInvariant
{
    public string Name => InvariantNames.TwoMissesOutsideFaults;

    public string Meaning => "no client misses two heartbeats in a row while no fault is on for it";

    public IEnumerable<Breach> Find(JudgeContext context) => context.MissedOutsideFaults
        .Where(missed => missed.InARow >= 2 && !missed.IsOurs)
        .Select(missed => new Breach(missed.Record.Client, missed.At, $"missed {missed.InARow} heartbeats in a row while no fault was on for it"));
}
