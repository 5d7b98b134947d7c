using Harness.Journal;
using Harness.Timing;

namespace Harness.Clients.Machines;

/// <summary>
/// The check for a network that stands before an attempt: one under way at most, and its timeout. A part of <see cref="ClientMachine"/>: pure, times in microseconds.
/// </summary>
internal sealed class OnlineGate(OnlineCheckPolicy policy)
{
    private int _check;
    private long _began;

    /// <summary>When the check that is under way has gone unanswered for too long; <see cref="long.MaxValue"/>: none is.</summary>
    public long NextDue { get; private set; } = long.MaxValue;

    /// <summary>What the attempt that waits for the answer is made for.</summary>
    public AttemptCause Cause { get; private set; }

    /// <summary>Asks.</summary>
    public void Ask(long now, AttemptCause cause, List<ClientEffect> effects)
    {
        Cause = cause;
        _began = now;
        NextDue = now + policy.Timeout.Microseconds();
        effects.Add(new(EffectKind.CheckOnline, Number: ++_check));
    }

    /// <summary>Whether an answer is that of the check under way.</summary>
    public bool IsAwaited(int check) => NextDue < long.MaxValue && check == _check;

    /// <summary>The check is over; when the next attempt, or the next check, is due.</summary>
    public long Answered(long now, bool isOnline, List<ClientEffect> effects)
    {
        NextDue = long.MaxValue;
        effects.Add(new(EffectKind.NoteOnline, Number: _check, At: _began, Flag: isOnline));
        return isOnline ? now : now + policy.Every.Microseconds();
    }
}
