using System.Collections.Immutable;
using Harness.Clients.Chat;
using Harness.Journal;
using Harness.Judging.Reading;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Judging.Chat;

/// <summary>One stay of a client in the room: on one connection, from the welcome until it lost that connection.</summary>
public readonly record struct ChatStay(int Connection, long Joined, long LostAt);

/// <summary>A message that a client was to send.</summary>
/// <param name="SentAt">When it went out; null: it did not.</param>
/// <param name="Connection">The connection it went out on.</param>
/// <param name="WasOpen">Whether the socket was open when it was due; without, it had to wait.</param>
public sealed record ChatSend(int Sender, int Id, ChatKind Kind, int To, long Due, bool WasOpen, long? SentAt = null, int Connection = 0);

/// <summary>How a receipt stands to what was sent and to those before it at the same client.</summary>
public enum ChatOrder
{
    New,

    /// <summary>The client had this message already.</summary>
    Duplicate,

    /// <summary>A later message of the same sender, over the same two connections and in the same place, had come before it.</summary>
    OutOfOrder,

    /// <summary>It is not for this client, or nobody has sent it.</summary>
    Misdelivered,
}

/// <summary>A message that came in.</summary>
public readonly record struct ChatReceipt(int Receiver, int Sender, int Id, long At, ChatOrder Order);

/// <summary>
/// What was said in the chat room and who got it. A message is owed to a member that was in the room for the whole of its delivery:
/// <code>
///   member    joined ├────────────────────────────────────────┤ still there
///   sender         open ├─────────────────────────────────────┤ still there
///                              │ sent                         │
///                              │◄───────── grace ────────────►│  (and that is before the end of the judged time)
/// </code>
/// The grace is the longest time in which a client of the policy finds out that its connection is dead: who is still there after it was really there.
/// What was sent otherwise may be lost without anybody's fault, and is not judged.
/// </summary>
public sealed class ChatLedger
{
    /// <summary>What is allowed beyond the policy's bound: messages in flight, and timers.</summary>
    private static readonly TimeSpan _margin = TimeSpan.FromMilliseconds(500);

    /// <summary>For policies that have no such bound.</summary>
    private static readonly TimeSpan _graceWithout = TimeSpan.FromSeconds(3);

    private readonly ImmutableArray<ClientRecord> _clients;
    private readonly JudgedTime _time;
    private readonly ImmutableArray<ChatStay>[] _stays;
    private readonly Dictionary<(int Sender, int Id), ChatSend> _sends = [];
    private readonly HashSet<(int Sender, int Id)>[] _got;
    private readonly List<ChatReceipt> _receipts = [];

    private ChatLedger(ChatSettings settings, Scenario scenario, ImmutableArray<ClientRecord> clients, JudgedTime time)
    {
        (_clients, _time) = (clients, time);
        Roster = new ChatRoster(settings, clients.Length);
        Grace = scenario.Populations.Max(population => GraceOf(PolicyTimes.Of(population.Clients.Policy)));
        _stays = [.. clients.Select(StaysIn)];
        _got = [.. clients.Select(_ => new HashSet<(int, int)>())];
        foreach (ClientRecord client in clients)
        {
            ReadSends(client);
        }

        foreach (ClientRecord client in clients)
        {
            ReadReceipts(client);
        }
    }

    public ChatRoster Roster { get; }

    /// <summary>µs.</summary>
    public long Grace { get; }

    public IReadOnlyCollection<ChatSend> Sends => _sends.Values;

    /// <summary>In the order of receivers and, for each, of time.</summary>
    public IReadOnlyList<ChatReceipt> Receipts => _receipts;

    /// <summary>The ledger of a scenario with a chat room; null for others.</summary>
    public static ChatLedger? Of(Scenario scenario, ImmutableArray<ClientRecord> clients, JudgedTime time) =>
        scenario.Chat is { } settings ? new ChatLedger(settings, scenario, clients, time) : null;

    public ChatSend? Find(int sender, int id) => _sends.GetValueOrDefault((sender, id));

    public ImmutableArray<ChatStay> StaysOf(int client) => _stays[client];

    public bool Has(int receiver, ChatSend send) => _got[receiver].Contains((send.Sender, send.Id));

    /// <summary>Everybody whom a message is for.</summary>
    public IEnumerable<int> AddresseesOf(ChatSend send) => send.Kind switch
    {
        ChatKind.Group => Roster.MembersOf(send.To).Where(member => member != send.Sender),
        ChatKind.Single => [send.To],
        ChatKind.Everybody => Enumerable.Range(0, Roster.Clients),
        _ => Enumerable.Range(0, Roster.Clients).Where(client => client != send.Sender),
    };

    /// <summary>Those of them to whom it is owed.</summary>
    public IEnumerable<int> OwedTo(ChatSend send)
    {
        if (send.SentAt is not { } at || at + Grace > _time.End
            || !_clients[send.Sender].Connections.Any(connection => connection.Number == send.Connection && Lasts(connection.LostAt, send.Sender, at)))
        {
            return [];
        }

        return AddresseesOf(send).Where(client => _stays[client].Any(stay => stay.Joined <= at && Lasts(stay.LostAt, client, at)));
    }

    private static long GraceOf(PolicyTimes policy) => (policy.Worst + policy.Tolerance ?? _graceWithout.Microseconds()) + _margin.Microseconds();

    private bool Lasts(long lostAt, int client, long from) => Math.Min(lostAt, _clients[client].Until) >= from + Grace;

    private static ImmutableArray<ChatStay> StaysIn(ClientRecord client)
    {
        List<ChatStay> stays = [];
        foreach (Fact fact in client.Judged)
        {
            if (fact.Kind == FactKind.ChatJoined && client.Connections.FirstOrDefault(connection => connection.Number == fact.A) is { } on)
            {
                stays.Add(new ChatStay(fact.A, fact.At, on.LostAt));
            }
        }

        return [.. stays];
    }

    /// <summary>Also what is asked for after the end of judgement: it can come in before it, by another worker's clock.</summary>
    private void ReadSends(ClientRecord client)
    {
        foreach (Fact fact in client.All)
        {
            if (fact.Kind == FactKind.ChatAsked)
            {
                _sends[(client.Client, fact.B)] = new ChatSend(client.Client, fact.B, ChatFacts.KindOf(fact), fact.A, fact.C, ChatFacts.WasOpen(fact));
            }
            else if (fact.Kind == FactKind.ChatSent && _sends.TryGetValue((client.Client, fact.B), out ChatSend? asked))
            {
                _sends[(client.Client, fact.B)] = asked with { SentAt = fact.At, Connection = ChatFacts.ConnectionOf(fact) };
            }
        }
    }

    private void ReadReceipts(ClientRecord client)
    {
        Dictionary<(int Sender, int From, int On, int Place), int> highest = [];
        foreach (Fact fact in client.Judged)
        {
            if (fact.Kind != FactKind.ChatReceived)
            {
                continue;
            }

            ChatSend? send = Find(fact.A, fact.B);
            ChatOrder order;
            if (send is null || !IsFor(send, client.Client, fact))
            {
                order = ChatOrder.Misdelivered;
            }
            else if (!_got[client.Client].Add((fact.A, fact.B)))
            {
                order = ChatOrder.Duplicate;
            }
            else
            {
                (int, int, int, int) way = (fact.A, send.Connection, ChatFacts.ConnectionOf(fact), PlaceOf(send));
                int before = highest.GetValueOrDefault(way);
                order = fact.B < before ? ChatOrder.OutOfOrder : ChatOrder.New;
                highest[way] = Math.Max(before, fact.B);
            }

            _receipts.Add(new ChatReceipt(client.Client, fact.A, fact.B, fact.At, order));
        }
    }

    /// <summary>Groups by number; below them what is for one client, and what is for everybody.</summary>
    private static int PlaceOf(ChatSend send) => send.Kind switch
    {
        ChatKind.Group => send.To,
        ChatKind.Single => -1,
        _ => -2,
    };

    private bool IsFor(ChatSend send, int receiver, in Fact receipt) => send.Kind switch
    {
        ChatKind.Group => ChatFacts.KindOf(receipt) == ChatKind.Group && receipt.C == send.To && Roster.IsIn(receiver, send.To) && receiver != send.Sender,
        ChatKind.Single => ChatFacts.KindOf(receipt) == ChatKind.Single && receiver == send.To,
        ChatKind.Others => ChatFacts.KindOf(receipt) == ChatKind.Everybody && receiver != send.Sender,
        _ => ChatFacts.KindOf(receipt) == ChatKind.Everybody,
    };
}
