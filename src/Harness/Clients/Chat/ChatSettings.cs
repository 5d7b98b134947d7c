namespace Harness.Clients.Chat;

/// <summary>The chat room that a scenario's clients are in, and what they say there. Whoever is given the number of clients can compute who belongs to what: <see cref="ChatRoster"/>.</summary>
public sealed record ChatSettings
{
    /// <summary>Number of groups, named g0, g1, … From 1 to 100,000.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Groups that each client is in: client i is in group i mod <see cref="Groups"/> and the ones after it. From 1 to <see cref="Groups"/>.</summary>
    public int PerClient { get; init; } = 1;

    /// <summary>Messages per second that all clients together send. At least 0.</summary>
    public double MessagesPerSecond { get; init; } = 10;

    /// <summary>The share of the clients that talk, the others only listen. More than 0 and at most 1.</summary>
    public double Talkers { get; init; } = 1;

    /// <summary>Messages that a client sends at one go. From 1 to 100.</summary>
    public int Burst { get; init; } = 1;

    /// <summary>The share of messages that are for one client, 0 to 1.</summary>
    public double Singles { get; init; }

    /// <summary>The share of messages that are for everybody, 0 to 1; of these, one half also reaches its own sender.</summary>
    public double Broadcasts { get; init; }

    /// <summary>What is said, a template (<see cref="Data.Template"/>).</summary>
    public string Text { get; init; } = "${text.sentence}";

    /// <summary>The name that a client shows, a template.</summary>
    public string Name { get; init; } = "${user.name}";

    /// <summary>Path of the room on the target.</summary>
    public string Path { get; init; } = "/chat";

    public ChatTokens Tokens { get; init; } = new();

    /// <summary>The same in shrunken or stretched time.</summary>
    public ChatSettings Scale(double factor) => this with
    {
        MessagesPerSecond = MessagesPerSecond / factor,
        Tokens = Tokens with { Lifetime = Tokens.Lifetime * factor },
    };

    /// <summary>The same with another number of clients: groups keep their size, as far as that is possible, and the rate stays.</summary>
    public ChatSettings WithClients(double ratio) => this with { Groups = Math.Max(PerClient, (int)Math.Round(Groups * ratio)) };
}

/// <summary>The tokens that clients show.</summary>
public sealed record ChatTokens
{
    /// <summary>The share of the clients that have only a token that is past its time, 0 to 1.</summary>
    public double Expired { get; init; }

    /// <summary>The share of the clients that have only a token that somebody else has signed, 0 to 1.</summary>
    public double Forged { get; init; }

    /// <summary>How long a token is good for; null: for the whole run.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>Each token is good for a drawn share of its lifetime less, up to this. 0 to 1.</summary>
    public double Jitter { get; init; }

    /// <summary>Tokens end at whole multiples of the lifetime since the load began, all of them together, rather than a lifetime after each login.</summary>
    public bool Together { get; init; }
}
