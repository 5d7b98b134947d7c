using Harness.Journal;
using Harness.Seeding;
using Harness.Timing;

namespace Harness.Clients.Machines;

/// <summary>
/// Decides when a client polls: after push silence, while its socket is lost, or all the time where polling is its transport. One poll in flight per
/// client; the topics of one poll are fetched one after the other. A part of <see cref="ClientMachine"/>: pure, times in microseconds.
/// </summary>
internal sealed class FallbackPoller(FallbackPolicy? policy, bool isTransport, int topics)
{
    private readonly int _polled = policy is null ? 0 : Math.Min(policy.Topics ?? topics, topics);
    private long _silenceDue = long.MaxValue;
    private long _pollDue = long.MaxValue;
    private int _topicInFlight = -1;
    private bool _failed;
    private FetchReason _reason;

    /// <summary>Whether a loss (or failed attempts) made the client poll, until its socket is open again.</summary>
    public bool PollsForLoss { get; private set; }

    /// <summary>When the next poll is due.</summary>
    public long NextDue => Math.Min(_silenceDue, _pollDue);

    /// <summary>The client connects for the first time: push silence counts from here.</summary>
    public void Started(long now, ref SplitMix64 random)
    {
        if (isTransport && _polled > 0)
        {
            _pollDue = now + Spread(ref random);
        }
        else
        {
            Pushed(now);
        }
    }

    /// <summary>A push came: the pending poll is cancelled and the silence starts anew.</summary>
    public void Pushed(long now) => _silenceDue = policy?.OnPushSilence is { } silence && _polled > 0 ? now + silence.Microseconds() : long.MaxValue;

    /// <summary>The socket is lost.</summary>
    public void Lost(long now, ref SplitMix64 random)
    {
        if (policy?.OnLoss is { } delay && _polled > 0 && !PollsForLoss)
        {
            _pollDue = now + delay.Microseconds() + Spread(ref random);
        }
    }

    /// <summary>Another attempt failed.</summary>
    public void AttemptFailed(long now, int failures, ref SplitMix64 random)
    {
        if (failures >= policy?.AfterFailedAttempts && _polled > 0 && !PollsForLoss && _pollDue > now + policy.Spread.Microseconds())
        {
            _pollDue = now + Spread(ref random);
        }
    }

    /// <summary>The socket is open: push serves again, at once or when every topic is fresh.</summary>
    public void SocketOpened(bool isFresh)
    {
        if (isFresh || policy is not { UntilFresh: true })
        {
            PollsForLoss = false;
            _pollDue = long.MaxValue;
        }
    }

    /// <summary>Starts the polls whose time has come.</summary>
    public void Due(long now, List<ClientEffect> effects)
    {
        if (_pollDue <= now)
        {
            PollsForLoss = !isTransport;
            long every = policy!.Every.Microseconds();
            _pollDue = policy.LongPoll ? long.MaxValue : now - _pollDue < every ? _pollDue + every : now + every;
            Poll(isTransport ? FetchReason.PollTransport : FetchReason.PollLoss, effects);
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
    public void Answered(long now, FetchReason reason, bool failed, List<ClientEffect> effects)
    {
        if (!IsPoll(reason) || _topicInFlight < 0)
        {
            return;
        }

        _failed |= failed;
        _topicInFlight++;
        if (_topicInFlight < _polled)
        {
            Fetch(effects);
            return;
        }

        _topicInFlight = -1;
        if (policy is { LongPoll: true } && (PollsForLoss || isTransport))
        {
            // Held by the server till now: the next begins at once, unless the server had no answer to give.
            _pollDue = _failed ? now + policy.Every.Microseconds() : now;
        }

        if (_pollDue <= now)
        {
            Due(now, effects);
        }
    }

    /// <summary>Whether a fetch of this reason is a poll.</summary>
    public static bool IsPoll(FetchReason reason) => reason is FetchReason.PollLoss or FetchReason.PollSilence or FetchReason.PollTransport;

    private long Spread(ref SplitMix64 random) => policy!.Spread > TimeSpan.Zero ? (long)(policy.Spread.Microseconds() * random.NextDouble()) : 0;

    private void Poll(FetchReason reason, List<ClientEffect> effects)
    {
        if (_topicInFlight >= 0)
        {
            // The poll before is still under way, perhaps into a timeout: this turn is left out, not piled up.
            return;
        }

        _topicInFlight = 0;
        _failed = false;
        _reason = reason;
        Fetch(effects);
    }

    private void Fetch(List<ClientEffect> effects) =>
        effects.Add(new(EffectKind.Fetch, Number: _topicInFlight, Reason: _reason, Flag: policy!.LongPoll && _reason != FetchReason.PollSilence));
}
