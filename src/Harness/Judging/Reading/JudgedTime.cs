using Harness.Journal;

namespace Harness.Judging.Reading;

/// <summary>
/// The part of a run that is judged, in microseconds of the monotonic clock: from the beginning of the load to the beginning of closing.
/// <code>
///   Load ───────────────► Drain ─────► Closing ─────► Ended
///   │◄──────────── judged ────────────►│
/// </code>
/// </summary>
/// <param name="Load">When the load began; the zero of every time that a reader sees.</param>
/// <param name="End">When closing began; of a run that was interrupted before, just after its last fact.</param>
/// <param name="HasLoad">Whether the load began at all.</param>
/// <param name="HasEnded">Whether the run came to its end.</param>
public sealed record JudgedTime(long Load, long End, bool HasLoad, bool HasEnded)
{
    /// <summary>When the drain began; <see cref="End"/> if it did not come to that.</summary>
    public long Drain { get; init; } = End;

    public long Length => Math.Max(0, End - Load);

    public bool Contains(long at) => at >= Load && at < End;

    /// <summary>Seconds since the load began.</summary>
    public double Seconds(long at) => (at - Load) / 1e6;

    public static JudgedTime Of(RunJournal journal)
    {
        long? load = null, drain = null, closing = null;
        bool ended = false;
        long last = 0;
        foreach (Fact fact in journal.Facts)
        {
            last = Math.Max(last, fact.At);
            if (fact.Kind == FactKind.PhaseBegan)
            {
                switch ((RunPhase)fact.A)
                {
                    case RunPhase.Load:
                        load ??= fact.At;
                        break;
                    case RunPhase.Drain:
                        drain ??= fact.At;
                        break;
                    case RunPhase.Closing:
                        closing ??= fact.At;
                        break;
                    case RunPhase.Ended:
                        ended = true;
                        break;
                }
            }
        }

        long from = load ?? (journal.Facts.IsEmpty ? 0 : journal.Facts[0].At);
        long end = closing ?? last + 1;
        return new JudgedTime(from, end, load is not null, ended && closing is not null) { Drain = drain ?? end };
    }
}
