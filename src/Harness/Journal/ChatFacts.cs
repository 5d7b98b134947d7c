namespace Harness.Journal;

/// <summary>What a client has to show.</summary>
public enum ChatCredential
{
    /// <summary>It can log in, and again when its token has expired.</summary>
    Sound = 0,

    /// <summary>A token that is past its time, and no other.</summary>
    Expired = 1,

    /// <summary>A token with somebody else's signature, and no other.</summary>
    Forged = 2,
}

/// <summary>Whom a message is for.</summary>
public enum ChatKind
{
    /// <summary>Everybody in a group but its sender.</summary>
    Group = 1,

    /// <summary>One client.</summary>
    Single = 2,

    /// <summary>Everybody, its sender too.</summary>
    Everybody = 3,

    /// <summary>Everybody but its sender.</summary>
    Others = 4,
}

/// <summary>Named constructors of the facts of the chat room, and the readers of the field that holds two things.</summary>
public static class ChatFacts
{
    /// <summary>The connection stands above the kind.</summary>
    private const int KindBits = 8;

    public static Fact LoggedIn(long at, int client, ChatCredential credential, long expires) => new(at, expires, 0, client, 0, (int)credential, FactKind.ChatLoggedIn);

    public static Fact Joined(long at, int client, int connection) => new(at, 0, 0, client, connection, 0, FactKind.ChatJoined);

    public static Fact Refused(long at, int client, int connection, ChatCredential credential, bool logsInAgain) =>
        new(at, logsInAgain ? 1 : 0, 0, client, connection, (int)credential, FactKind.ChatRefused);

    public static Fact Asked(long at, int client, int id, ChatKind kind, int to, long due, bool open) =>
        new(at, due, Pack(kind, open ? 1 : 0), client, to, id, FactKind.ChatAsked);

    public static Fact Sent(long at, int client, int id, ChatKind kind, int to, long due, int connection) =>
        new(at, due, Pack(kind, connection), client, to, id, FactKind.ChatSent);

    public static Fact Received(long at, int client, int from, int id, ChatKind kind, int group, int connection) =>
        new(at, group, Pack(kind, connection), client, from, id, FactKind.ChatReceived);

    public static Fact Listed(long at, int client, int group, int member, int connection, bool isIn) =>
        new(at, connection, isIn ? 1 : 0, client, group, member, FactKind.ChatListed);

    /// <summary>The kind of a message that was asked for, sent or received.</summary>
    public static ChatKind KindOf(in Fact fact) => (ChatKind)(fact.D & ((1 << KindBits) - 1));

    /// <summary>The connection that it was sent or received on.</summary>
    public static int ConnectionOf(in Fact fact) => (int)(fact.D >> KindBits);

    /// <summary>Whether the sender's socket was open when it was asked for.</summary>
    public static bool WasOpen(in Fact asked) => asked.D >> KindBits != 0;

    private static long Pack(ChatKind kind, int above) => (long)kind | ((long)above << KindBits);
}
