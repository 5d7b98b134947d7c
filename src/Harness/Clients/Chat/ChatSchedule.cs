using Harness.Journal;
using Harness.Seeding;

namespace Harness.Clients.Chat;

/// <summary>
/// When a client says what to whom, drawn from its own seed: no clock in it. Time is cut into slots that are as long as a client's share of the rate asks for;
/// in each slot there is one burst, at a drawn place. What falls before the client is started is not said.
/// </summary>
public sealed class ChatSchedule
{
    /// <summary>Keeps these draws apart from those of the client's jitter.</summary>
    private const ulong Stream = 0xC4A7_5EED;

    private readonly ChatRoster _roster;
    private readonly int _client;
    private readonly double _slot;
    private readonly long _until;
    private SplitMix64 _random;
    private long _slots;
    private int _inBurst;
    private int _id;
    private long _due;

    /// <param name="roster">Who there is.</param>
    /// <param name="client">Whose schedule it is.</param>
    /// <param name="talkers"><see cref="ChatRoster.Talkers"/>, counted once for all clients.</param>
    /// <param name="from">When the client is started, µs from the beginning of the load.</param>
    /// <param name="until">When the load ends: nothing is said from then on.</param>
    /// <param name="seed">The run's.</param>
    public ChatSchedule(ChatRoster roster, int client, int talkers, long from, long until, ulong seed)
    {
        (_roster, _client, _until) = (roster, client, until);
        _random = new SplitMix64(ClientSeed.Of(seed ^ Stream, client));
        double rate = roster.Settings.MessagesPerSecond / roster.Settings.Burst / talkers;
        _slot = rate > 0 && roster.IsTalker(client) ? 1e6 / rate : double.PositiveInfinity;
        do
        {
            Draw();
        }
        while (Next is { } first && first.Due < from);
        _id = 0;
        Next = Next is { } kept ? kept with { Id = ++_id } : null;
    }

    /// <summary>What is to be said next; null: nothing any more.</summary>
    public ChatMessage? Next { get; private set; }

    /// <summary>Takes it, and moves on.</summary>
    public ChatMessage Take()
    {
        ChatMessage taken = Next ?? throw new InvalidOperationException("nothing is left to say");
        Draw();
        return taken;
    }

    private void Draw()
    {
        if (_inBurst == 0)
        {
            double due = (_slots + _random.NextDouble()) * _slot;
            _slots++;
            _due = due < _until ? (long)due : long.MaxValue;
        }

        _inBurst = (_inBurst + 1) % _roster.Settings.Burst;
        Next = _due < _until ? Draw(_due) : null;
    }

    private ChatMessage Draw(long due)
    {
        ChatSettings settings = _roster.Settings;
        double kind = _random.NextDouble();
        double whom = _random.NextDouble();
        _id++;
        if (kind < settings.Broadcasts)
        {
            return new ChatMessage(_id, due, whom < 0.5 ? ChatKind.Everybody : ChatKind.Others, -1);
        }

        if (kind < settings.Broadcasts + settings.Singles && Somebody(whom) is >= 0 and int other)
        {
            return new ChatMessage(_id, due, ChatKind.Single, other);
        }

        return new ChatMessage(_id, due, ChatKind.Group, (_client + (int)(whom * settings.PerClient)) % settings.Groups);
    }

    /// <summary>Another client that can come in; -1 if there is none.</summary>
    private int Somebody(double place)
    {
        int first = (int)(place * _roster.Clients);
        for (int step = 0; step < _roster.Clients; step++)
        {
            int other = (first + step) % _roster.Clients;
            if (other != _client && _roster.CredentialOf(other) == ChatCredential.Sound)
            {
                return other;
            }
        }

        return -1;
    }
}
