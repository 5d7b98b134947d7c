using Harness.Seeding;
using Harness.Timing;

namespace Harness.Clients.Machines;

/// <summary>What came in, as far as a heartbeat rule can tell.</summary>
internal enum Incoming : byte
{
    /// <summary>A message or control frame that is none of the others.</summary>
    Message,

    /// <summary>The reply to a heartbeat: a text of that meaning, or a pong frame.</summary>
    Reply,

    /// <summary>A heartbeat of the server: a text of that meaning, or a ping frame.</summary>
    ServerHeartbeat,
}

/// <summary>
/// Decides when a heartbeat is sent, when one counts as missed, and when the connection is dead. A part of <see cref="ClientMachine"/>: pure,
/// times in microseconds. Idle between <see cref="Stop"/> and <see cref="Opened"/>.
/// </summary>
internal sealed class HeartbeatMonitor(HeartbeatPolicy policy, TimeSpan answerAllowance)
{
    private readonly long _interval = policy.Interval.Microseconds();
    private readonly long _allowance = answerAllowance.Microseconds();
    private long _due = long.MaxValue;
    private long _replyDue = long.MaxValue;
    private long _checkDue = long.MaxValue;
    private long _lost;
    private int _rounds;
    private bool _awaiting;

    /// <summary>When the last message that counts as an answer came; the open, if none did.</summary>
    public long LastAnswer { get; private set; }

    /// <summary>How much of the silence at the declaration is our own doing: timers that fired late, since the last answer.</summary>
    public long Late { get; private set; }

    /// <summary>Heartbeats in a row without an answer.</summary>
    public int Unanswered { get; private set; }

    /// <summary>When <see cref="Due"/> is wanted next.</summary>
    public long NextDue => Math.Min(_due, Math.Min(_replyDue, _checkDue));

    /// <summary>The connection is open: the silence begins.</summary>
    public void Opened(long now, int connection, ref SplitMix64 random, List<ClientEffect> effects)
    {
        LastAnswer = now;
        Unanswered = 0;
        _lost = 0;
        _rounds = 0;
        _awaiting = false;
        _replyDue = long.MaxValue;
        _due = policy.Sender == HeartbeatSender.Server ? now + _interval + _allowance
            : now + (policy.RandomStart ? (long)(_interval * random.NextDouble()) : _interval);
        _checkDue = policy.Silence is { } silence ? NextCheck(now, now + silence.Microseconds(), ref random) : long.MaxValue;
        if (policy is { AtOnce: true, Sender: HeartbeatSender.Client })
        {
            _awaiting = policy.Form != HeartbeatForm.Pong;
            effects.Add(new(EffectKind.SendHeartbeat, connection, At: now));
        }
    }

    /// <summary>The connection is gone.</summary>
    public void Stop() => _due = _replyDue = _checkDue = long.MaxValue;

    /// <summary>Something came in.</summary>
    public void Take(long now, Incoming what, int connection, List<ClientEffect> effects)
    {
        if (what == Incoming.ServerHeartbeat && policy is { Sender: HeartbeatSender.Server, Message.Length: > 0 })
        {
            effects.Add(new(EffectKind.SendHeartbeat, connection, At: now));
        }

        if (!Counts(what))
        {
            return;
        }

        LastAnswer = now;
        Unanswered = 0;
        _lost = 0;
        _rounds = 0;
        _awaiting = false;
        _replyDue = long.MaxValue;
        if (policy.Sender == HeartbeatSender.Server)
        {
            _due = now + _interval + _allowance;
        }
        else if (policy.Pace == HeartbeatPace.AfterSilence)
        {
            _due = now + _interval;
        }

        if (policy is { Silence: { } silence, CheckEvery.Ticks: 0 })
        {
            _checkDue = now + silence.Microseconds();
        }
    }

    /// <summary>Does what is due.</summary>
    /// <returns>Whether the connection is to be declared dead.</returns>
    public bool Due(long now, int connection, ref SplitMix64 random, List<ClientEffect> effects)
    {
        if (_replyDue <= now)
        {
            Late = _lost + now - _replyDue;
            Miss(1, connection, effects);
            return true;
        }

        if (_checkDue <= now)
        {
            if (now - LastAnswer >= policy.Silence!.Value.Microseconds())
            {
                Late = now - _checkDue;
                return true;
            }

            _checkDue = NextCheck(now, LastAnswer + policy.Silence.Value.Microseconds(), ref random);
        }

        return _due <= now && (policy.Sender == HeartbeatSender.Server ? MissedFromServer(now, connection, effects) : Beat(now, connection, effects));
    }

    private bool Counts(Incoming what) => policy.Answer switch
    {
        AnswerRule.Reply => what == Incoming.Reply,
        AnswerRule.ServerHeartbeat => what == Incoming.ServerHeartbeat,
        _ => true,
    };

    /// <summary>A watchdog with a timer of its own looks when the silence is over; one that looks now and then looks at its own times.</summary>
    private long NextCheck(long now, long silenceEnds, ref SplitMix64 random) => policy.CheckEvery == TimeSpan.Zero
        ? silenceEnds
        : now + (long)(policy.CheckEvery.Microseconds() * (1 + (policy.CheckSpread * (policy.CheckSpread > 0 ? random.NextDouble() : 0))));

    private bool MissedFromServer(long now, int connection, List<ClientEffect> effects)
    {
        Miss(Unanswered + 1, connection, effects);
        _due = now - _due < _interval ? _due + _interval : now + _interval;
        return false;
    }

    private bool Beat(long now, int connection, List<ClientEffect> effects)
    {
        long due = _due;
        if (_awaiting)
        {
            Miss(Unanswered + 1, connection, effects);
        }

        _awaiting = policy.Form != HeartbeatForm.Pong;
        effects.Add(new(EffectKind.SendHeartbeat, connection, At: due));

        // The next is due one interval after this one was due, so the silence at declaration is N·I and not N·I plus what the timers
        // were late. After a stall of our own the interval starts anew: a peer that was given no time to answer must not be declared dead.
        long from = now - due <= _interval / 10 ? due : now;
        Late = _lost + now - due;
        _lost += from - due;
        if (policy.ReplyTimeout is { } timeout)
        {
            _replyDue = Math.Min(_replyDue, from + timeout.Microseconds());
            _due = policy.Pace == HeartbeatPace.Fixed ? from + _interval : long.MaxValue;
            return false;
        }

        _due = from + _interval;

        // This heartbeat is one that nobody has answered yet: the Nth closes. The one on open is no round, answered or not,
        // or a connection that never answered would be given one interval less.
        return ++_rounds >= policy.Misses;
    }

    private void Miss(int unanswered, int connection, List<ClientEffect> effects)
    {
        Unanswered = unanswered;
        effects.Add(new(EffectKind.NoteMissed, connection, unanswered));
    }
}
