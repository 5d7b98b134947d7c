using System.Runtime.InteropServices;

namespace Harness.Journal;

/// <summary>
/// One recorded fact: 40 bytes, the same in memory and on disk. What the general fields hold is said at each <see cref="FactKind"/>;
/// facts are made with the named constructors of <see cref="Facts"/>, so no caller counts fields.
/// </summary>
/// <param name="At">Microseconds of the machine's monotonic clock (<see cref="Timing.MonotonicClock"/>).</param>
/// <param name="C">Depends on the kind.</param>
/// <param name="D">Depends on the kind.</param>
/// <param name="Subject">The client, or the cohort, or -1.</param>
/// <param name="A">Depends on the kind.</param>
/// <param name="B">Depends on the kind.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Role">The role that recorded it: an index into the journal's role names. Set when journals are merged.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct Fact(long At, long C, long D, int Subject, int A, int B, FactKind Kind, short Role = 0)
{
    /// <summary>Bytes per fact on disk.</summary>
    public const int Size = 40;
}
