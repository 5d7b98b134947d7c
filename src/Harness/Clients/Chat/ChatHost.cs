using Harness.Data;
using Harness.Journal;
using Harness.Timing;

namespace Harness.Clients.Chat;

/// <summary>What a worker is told of the room.</summary>
public sealed record ChatPlan
{
    public required ChatSettings Settings { get; init; }

    /// <summary>How many clients the scenario has, over all workers.</summary>
    public required int Clients { get; init; }

    /// <summary>The key of the tokens; the target was given the same.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>When the load ends, µs from its beginning: nothing is said from then on.</summary>
    public required long Until { get; init; }
}

/// <summary>What the members of one worker share.</summary>
internal sealed class ChatHost(ChatPlan plan, DataSource data, JournalWriter journal)
{
    /// <summary>Keeps the draws of lifetimes apart from others.</summary>
    private const ulong TokenStream = 0x70CE_17D5;

    private static readonly TimeSpan _long = TimeSpan.FromDays(1);
    private static readonly TimeSpan _past = TimeSpan.FromMinutes(1);

    private readonly Template _text = data.Compile(plan.Settings.Text, TextForm.Plain);
    private readonly Template _name = data.Compile(plan.Settings.Name, TextForm.Plain);
    private readonly int _talkers = new ChatRoster(plan.Settings, plan.Clients).Talkers;

    public ChatRoster Roster { get; } = new(plan.Settings, plan.Clients);

    public JournalWriter Journal => journal;

    /// <summary>When the load began, µs. Set before any client is started.</summary>
    public long Began { get; set; }

    /// <summary>What a client is to say.</summary>
    public ChatSchedule ScheduleOf(int client, long startedAt) => new(Roster, client, _talkers, startedAt - Began, plan.Until, data.Seed);

    /// <summary>The seat of a client.</summary>
    public ChatSeat Seat(int client) => new(this, client, Seeding.ClientSeed.Of(data.Seed ^ TokenStream, client));

    /// <summary>The text of a message.</summary>
    public string TextOf(int client, in ChatMessage message) => _text.Fill(data.For(client), message.Id - 1);

    /// <summary>The token that a client gets, and when it is over, µs of the monotonic clock.</summary>
    /// <param name="draw">In [0, 1): what its lifetime is shortened by.</param>
    public (string Text, long Expires) LogIn(int client, long now, double draw)
    {
        ChatCredential credential = Roster.CredentialOf(client);
        long expires = now + (credential == ChatCredential.Expired ? -_past.Microseconds() : LifetimeAt(now, draw));
        DateTimeOffset at = data.Time.GetUtcNow() + TimeSpan.FromMicroseconds(expires - now);
        string name = _name.Fill(data.For(client));
        string text = credential == ChatCredential.Forged ? ChatMint.Forge(client, name, at, plan.Secret) : ChatMint.Sign(client, name, at, plan.Secret);
        return (text, expires);
    }

    /// <summary>How long a token is good for that is given now, µs.</summary>
    private long LifetimeAt(long now, double draw)
    {
        if (plan.Settings.Tokens.Lifetime is not { } lifetime)
        {
            return _long.Microseconds();
        }

        long whole = lifetime.Microseconds();
        long shorter = (long)(whole * plan.Settings.Tokens.Jitter * draw);
        if (!plan.Settings.Tokens.Together)
        {
            return whole - shorter;
        }

        // The next common end that is not too near: a token that is over as soon as it is given would be asked for twice.
        long left = whole - ((now - Began) % whole);
        return (left < whole / 2 ? left + whole : left) - shorter / 2;
    }
}
