using Harness.Journal;
using Harness.Seeding;

namespace Harness.Clients.Chat;

/// <summary>
/// One client's part in the room: its token, what it has to say, and who it was told is there. Records the facts of the chat; the socket is its session's, under whose gate all
/// of this runs.
/// </summary>
internal sealed class ChatSeat(ChatHost host, int client, ulong seed)
{
    /// <summary>How far the server's clock may be ahead of the client's, µs.</summary>
    private const long Slack = 1_000_000;

    private readonly Dictionary<int, ChatMessage> _waiting = [];
    private readonly Dictionary<int, int[]> _lists = [];
    private SplitMix64 _random = new(seed);
    private ChatSchedule? _schedule;
    private ChatMessage? _asking;
    private string? _token;
    private long _expires;
    private int _listsOf;

    /// <summary>When it has something to say next, µs; <see cref="long.MaxValue"/>: not any more.</summary>
    public long NextDue => _schedule?.Next is { } next ? host.Began + next.Due : long.MaxValue;

    private bool CanLogIn => host.Roster.CredentialOf(client) == ChatCredential.Sound;

    /// <summary>The client starts.</summary>
    public void Start(long now) => _schedule = host.ScheduleOf(client, now);

    /// <summary>The query of its next attempt. It logs in where it has no token, or one that it knows to be over.</summary>
    public string Query(long now)
    {
        if (_token is null || (CanLogIn && _expires <= now))
        {
            (_token, _expires) = host.LogIn(client, now, _random.NextDouble());
            host.Journal.Add(ChatFacts.LoggedIn(now, client, host.Roster.CredentialOf(client), _expires));
        }

        return ChatProtocol.Query(_token, host.Roster.GroupsOf(client));
    }

    /// <summary>Something is due: the session is to send it.</summary>
    public bool TakeDue(long now)
    {
        if (NextDue > now)
        {
            return false;
        }

        _asking = _schedule!.Take();
        return true;
    }

    /// <summary>The session has given what was due a number, by which it asks for it when it goes out.</summary>
    public void Asked(long now, int number, bool isOpen)
    {
        if (_asking is { } message)
        {
            _waiting[number] = message;
            _asking = null;
            host.Journal.Add(ChatFacts.Asked(now, client, message.Id, message.Kind, message.To, host.Began + message.Due, isOpen));
        }
    }

    /// <summary>The bytes of a message of the session, if it is one of the chat's.</summary>
    public byte[]? Find(int number) => _waiting.TryGetValue(number, out ChatMessage waiting) ? ChatProtocol.Write(waiting, host.TextOf(client, waiting)) : null;

    /// <summary>A message of the session has gone out.</summary>
    public void Sent(long now, int number, int connection)
    {
        if (_waiting.Remove(number, out ChatMessage message))
        {
            host.Journal.Add(ChatFacts.Sent(now, client, message.Id, message.Kind, message.To, host.Began + message.Due, connection));
        }
    }

    /// <summary>A text came in.</summary>
    /// <returns>What the client makes of it; null: it is none of the chat's.</returns>
    public ClientInput? Take(long now, ReadOnlySpan<byte> text, int connection)
    {
        ChatEvent read = ChatProtocol.Read(text);
        switch (read.Kind)
        {
            case ChatEventKind.None:
                return null;
            case ChatEventKind.Error:
                return Refused(now, connection);
            case ChatEventKind.Welcome:
                host.Journal.Add(ChatFacts.Joined(now, client, connection));
                break;
            case ChatEventKind.GroupList:
                Listed(now, read, connection);
                break;
            default:
                host.Journal.Add(ChatFacts.Received(now, client, read.From, read.Id, read.What, read.Group, connection));
                break;
        }

        return ClientInput.Message(connection);
    }

    /// <summary>The token is dropped. Who can log in does so when the token has had its time; a token that was refused before is no good, and neither would be the next.</summary>
    private ClientInput Refused(long now, int connection)
    {
        bool again = CanLogIn && _expires <= now + Slack;
        host.Journal.Add(ChatFacts.Refused(now, client, connection, host.Roster.CredentialOf(client), again));
        _token = null;
        return again ? ClientInput.Message(connection) : ClientInput.AuthenticationRefused(connection);
    }

    /// <summary>Only what differs from the list before is recorded. On a new connection nothing is known.</summary>
    private void Listed(long now, in ChatEvent list, int connection)
    {
        if (_listsOf != connection)
        {
            _listsOf = connection;
            _lists.Clear();
        }

        int[] before = _lists.GetValueOrDefault(list.Group, []);
        int[] members = list.Members!;
        _lists[list.Group] = members;
        int old = 0;
        foreach (int member in members)
        {
            for (; old < before.Length && before[old] < member; old++)
            {
                host.Journal.Add(ChatFacts.Listed(now, client, list.Group, before[old], connection, isIn: false));
            }

            if (old < before.Length && before[old] == member)
            {
                old++;
            }
            else
            {
                host.Journal.Add(ChatFacts.Listed(now, client, list.Group, member, connection, isIn: true));
            }
        }

        for (; old < before.Length; old++)
        {
            host.Journal.Add(ChatFacts.Listed(now, client, list.Group, before[old], connection, isIn: false));
        }
    }
}
