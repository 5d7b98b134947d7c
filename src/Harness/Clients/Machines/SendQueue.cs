using Harness.Seeding;
using Harness.Timing;

namespace Harness.Clients.Machines;

/// <summary>
/// The messages of a client's session: the subscription, which each new socket needs once, and what its user sends. While there is no open socket
/// they wait, in order. A part of <see cref="ClientMachine"/>: pure, times in microseconds.
/// </summary>
internal sealed class SendQueue(SendPolicy? policy, bool subscribes)
{
    private int _firstWaiting = 1;
    private int _messages;
    private int _subscription;

    /// <summary>When the user's next message is due.</summary>
    public long NextDue { get; private set; } = long.MaxValue;

    private bool IsSubscriptionWaiting => _subscription >= _firstWaiting;

    /// <summary>The client starts: its user's first message comes within one interval.</summary>
    public void Started(long now, ref SplitMix64 random)
    {
        if (policy is not null)
        {
            NextDue = now + (long)(policy.Every.Microseconds() * random.NextDouble());
        }
    }

    /// <summary>A socket is being made: the session subscribes as soon as it has one, open or not; where it is not, the send waits for the open.</summary>
    public void Connecting(int connection, List<ClientEffect> effects, bool isOpen = false)
    {
        if (subscribes && !IsSubscriptionWaiting)
        {
            _subscription = _messages + 1;
            Ask(connection, isOpen, effects);
        }
    }

    /// <summary>The socket is open: what waited goes out.</summary>
    public void Opened(int connection, List<ClientEffect> effects)
    {
        for (; _firstWaiting <= _messages; _firstWaiting++)
        {
            effects.Add(new(EffectKind.Send, connection, _firstWaiting, Flag: _firstWaiting == _subscription));
        }
    }

    /// <summary>The session wants to send a message.</summary>
    public void Ask(int connection, bool isOpen, List<ClientEffect> effects)
    {
        _messages++;
        effects.Add(new(EffectKind.NoteSendAsked, connection, _messages, Flag: isOpen));
        if (isOpen)
        {
            effects.Add(new(EffectKind.Send, connection, _messages, Flag: _messages == _subscription));
            _firstWaiting = _messages + 1;
        }
    }

    /// <summary>A message did not get out: it and those behind it, in order, at the next open.</summary>
    public void Failed(int message) => _firstWaiting = Math.Min(_firstWaiting, message);

    /// <summary>Whether the user's next message is due now; the one after it is an interval later.</summary>
    public bool TakeDue(long now)
    {
        if (NextDue > now)
        {
            return false;
        }

        long every = policy!.Every.Microseconds();
        NextDue = now - NextDue < every ? NextDue + every : now + every;
        return true;
    }
}
