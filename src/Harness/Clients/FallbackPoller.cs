using Harness.Journal;
using Harness.Timing;

namespace Harness.Clients;

/// <summary>
/// Decides when a client polls: after push silence, and while its socket is lost. One poll in flight per client; the topics of one
/// poll are fetched one after the other. A part of <see cref="ClientMachine"/>: pure, times in microseconds.
/// </summary>
internal sealed class FallbackPoller(FallbackPolicy? policy, int topics)
{
    private long _silenceDue = long.MaxValue;
    private long _pollDue = long.MaxValue;
    private int _topicInFlight = -1;
    private FetchReason _reason;

    /// <summary>Whether a loss (or failed attempts) made the client poll, until its socket is open again.</summary>
    public bool PollsForLoss { get; private set; }

    /// <summary>When the next poll is due.</summary>
    public long NextDue => Math.Min(_silenceDue, _pollDue);

    /// <summary>The client connects for the first time: push silence counts from here.</summary>
    public void Started(long now) => _silenceDue = policy?.OnPushSilence is { } silence && topics > 0 ? now + silence.Microseconds() : long.MaxValue;

    /// <summary>A push came: the pending poll is cancelled and the silence starts anew.</summary>
    public void Pushed(long now) => Started(now);

    /// <summary>The socket is lost.</summary>
    public void Lost(long now)
    {
        if (policy?.OnLoss is { } delay && topics > 0)
        {
            _pollDue = now + delay.Microseconds();
        }
    }

    /// <summary>Another attempt failed.</summary>
    public void AttemptFailed(long now, int failures)
    {
        if (failures >= policy?.AfterFailedAttempts && topics > 0 && !PollsForLoss)
        {
            _pollDue = Math.Min(_pollDue, now);
        }
    }

    /// <summary>The socket is open: push serves again.</summary>
    public void SocketOpened()
    {
        PollsForLoss = false;
        _pollDue = long.MaxValue;
    }

    /// <summary>Starts the polls whose time has come.</summary>
    public void Due(long now, List<ClientEffect> effects)
    {
        if (_pollDue <= now)
        {
            PollsForLoss = true;
            long every = policy!.Every.Microseconds();
            _pollDue = now - _pollDue < every ? _pollDue + every : now + every;
            Poll(FetchReason.PollLoss, effects);
        }

        if (_silenceDue <= now)
        {
            _silenceDue = now + policy!.OnPushSilence!.Value.Microseconds();
            if (!PollsForLoss)
            {
                Poll(FetchReason.PollSilence, effects);
            }
        }
    }

    /// <summary>A poll or fetch came to an end; a poll goes on to the next topic.</summary>
    public void Answered(long now, FetchReason reason, List<ClientEffect> effects)
    {
        if (reason is not (FetchReason.PollLoss or FetchReason.PollSilence) || _topicInFlight < 0)
        {
            return;
        }

        _topicInFlight++;
        if (_topicInFlight < topics)
        {
            effects.Add(new(EffectKind.Fetch, Number: _topicInFlight, Reason: _reason));
            return;
        }

        _topicInFlight = -1;
        if (_pollDue <= now)
        {
            Due(now, effects);
        }
    }

    private void Poll(FetchReason reason, List<ClientEffect> effects)
    {
        if (_topicInFlight >= 0)
        {
            // The poll before is still under way, perhaps into a timeout: this turn is left out, not piled up.
            return;
        }

        _topicInFlight = 0;
        _reason = reason;
        effects.Add(new(EffectKind.Fetch, Number: 0, Reason: reason));
    }
}
