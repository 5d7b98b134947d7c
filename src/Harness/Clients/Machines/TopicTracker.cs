using Harness.Journal;

namespace Harness.Clients.Machines;

/// <summary>
/// Which versions a client holds and which it knows to be newer; decides when a topic is fetched. One fetch per topic in flight.
/// A part of <see cref="ClientMachine"/>: pure, times in microseconds.
/// </summary>
internal sealed class TopicTracker(int count, long refetchDelay)
{
    private readonly Topic[] _topics = count == 0 ? [] : new Topic[count];

    /// <summary>How many topics the client follows.</summary>
    public int Count => _topics.Length;

    /// <summary>When the next fetch is to be repeated.</summary>
    public long NextDue { get; private set; } = long.MaxValue;

    /// <summary>Whether every topic has been fetched, with as new a version as was announced, since <see cref="FetchAll"/>.</summary>
    public bool IsFresh
    {
        get
        {
            foreach (ref readonly Topic topic in _topics.AsSpan())
            {
                if (topic.IsStale)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The version held; 0: none yet.</summary>
    public long Held(int topic) => _topics[topic].Held;

    /// <summary>
    /// The socket is open: fetches every topic, whether something newer is known or not. Where a fetch is under way already, another follows it:
    /// its answer may be older than the subscription, and what was published between the two is never pushed.
    /// </summary>
    public void FetchAll(List<ClientEffect> effects)
    {
        for (int i = 0; i < _topics.Length; i++)
        {
            _topics[i].OpenedMeanwhile = _topics[i].InFlight;
            _topics[i].IsStale = true;
            Fetch(i, FetchReason.Open, effects);
        }
    }

    /// <summary>A push said that a topic has a version. One that is held already is an old story and causes nothing.</summary>
    public void Announced(int topic, long version, List<ClientEffect> effects)
    {
        ref Topic t = ref _topics[topic];
        t.Announced = Math.Max(t.Announced, version);
        if (t.Announced > t.Held && !t.InFlight)
        {
            Fetch(topic, FetchReason.Push, effects);
        }
    }

    /// <summary>A push said that a topic has changed, not to which version: it is fetched, and once more where a fetch is under way, which may have been answered before.</summary>
    public void Changed(int topic, List<ClientEffect> effects)
    {
        _topics[topic].OpenedMeanwhile |= _topics[topic].InFlight;
        Fetch(topic, FetchReason.Push, effects);
    }

    /// <summary>A push had a version with it: the client holds it, and nothing is fetched. What was asked for already may still be answered.</summary>
    public void Pushed(int topic, long version, List<ClientEffect> effects)
    {
        ref Topic t = ref _topics[topic];
        if (version > t.Held)
        {
            t.Held = version;
            effects.Add(new(EffectKind.NoteHeld, Number: topic, At: version));
        }

        // Pushed after the open, it is as new as what a fetch of the open would have brought.
        t.IsStale &= t.Held < t.Announced;
    }

    /// <summary>A fetch or poll was answered. An answer older than what was announced when it began is asked for once more, later; then it is left to the fallback.</summary>
    public void Answered(long now, int topic, long version, FetchReason reason, List<ClientEffect> effects)
    {
        ref Topic t = ref _topics[topic];
        t.Held = Math.Max(t.Held, version);
        if (FallbackPoller.IsPoll(reason))
        {
            // Where the fetches of the open have failed for good, a poll is what makes the topic fresh.
            t.IsStale &= t.InFlight || t.RepeatDue != 0 || t.Held < t.Announced;
            return;
        }

        t.InFlight = false;
        if (FetchForOpen(topic, effects))
        {
            return;
        }

        if (t.Held >= t.Announced)
        {
            t.IsStale = false;
            return;
        }

        if (t.Announced > t.AnnouncedAtStart)
        {
            // A push overtook this fetch: what it announced has not been asked for yet.
            Fetch(topic, FetchReason.Push, effects);
        }
        else if (reason != FetchReason.Refetch)
        {
            Repeat(now, ref t);
        }
    }

    /// <summary>A fetch or poll failed. A fetch is repeated once; then it is left to the fallback.</summary>
    public void Failed(long now, int topic, FetchReason reason, List<ClientEffect> effects)
    {
        ref Topic t = ref _topics[topic];
        if (FallbackPoller.IsPoll(reason))
        {
            return;
        }

        t.InFlight = false;
        if (!FetchForOpen(topic, effects) && reason != FetchReason.Refetch)
        {
            Repeat(now, ref t);
        }
    }

    /// <summary>Repeats the fetches whose time has come.</summary>
    public void Due(long now, List<ClientEffect> effects)
    {
        if (NextDue > now)
        {
            return;
        }

        NextDue = long.MaxValue;
        for (int i = 0; i < _topics.Length; i++)
        {
            ref Topic t = ref _topics[i];
            if (t.RepeatDue != 0 && t.RepeatDue <= now)
            {
                t.RepeatDue = 0;
                Fetch(i, FetchReason.Refetch, effects);
            }
            else if (t.RepeatDue != 0)
            {
                NextDue = Math.Min(NextDue, t.RepeatDue);
            }
        }
    }

    private bool FetchForOpen(int topic, List<ClientEffect> effects)
    {
        if (!_topics[topic].OpenedMeanwhile)
        {
            return false;
        }

        _topics[topic].OpenedMeanwhile = false;
        Fetch(topic, FetchReason.Open, effects);
        return true;
    }

    private void Fetch(int topic, FetchReason reason, List<ClientEffect> effects)
    {
        ref Topic t = ref _topics[topic];
        if (t.InFlight)
        {
            return;
        }

        t.InFlight = true;
        t.AnnouncedAtStart = t.Announced;
        effects.Add(new(EffectKind.Fetch, Number: topic, Reason: reason));
    }

    private void Repeat(long now, ref Topic t)
    {
        t.RepeatDue = now + refetchDelay;
        NextDue = Math.Min(NextDue, t.RepeatDue);
    }

    private struct Topic
    {
        public long Held;
        public long Announced;
        public long AnnouncedAtStart;
        public long RepeatDue;
        public bool InFlight;
        public bool OpenedMeanwhile;
        public bool IsStale;
    }
}
