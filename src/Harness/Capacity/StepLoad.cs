namespace Harness.Capacity;

/// <summary>What became of the load that a step was to offer, as its journal tells.</summary>
public sealed record StepLoad
{
    /// <summary>Clients that were started and never had an open socket, and what the target said to them; null: not asked, because nobody is missing.</summary>
    public NeverIn? NeverIn { get; init; }

    /// <summary>The messages that the level counts; null: it counts none.</summary>
    public OfferedMessages? Messages { get; init; }
}

/// <summary>Clients that never had an open socket.</summary>
/// <param name="Clients">How many.</param>
/// <param name="TurnedAway">Of them, those of whom every attempt that came to an end was answered with a status of 400 or more, and at least one did.</param>
/// <param name="Attempts">The handshakes of these that were answered so.</param>
/// <param name="Status">The status that most of them got; 0 where there are none.</param>
public sealed record NeverIn(int Clients, int TurnedAway, int Attempts, int Status)
{
    /// <summary>Whether the target's own word explains all of them, however busy the generator was.</summary>
    public bool IsTheTargetsWord => TurnedAway > 0 && TurnedAway == Clients;
}

/// <summary>Messages per second of real time.</summary>
/// <param name="What">What they are, in the plural: <c>publications</c>.</param>
/// <param name="Asked">As the level asks for.</param>
/// <param name="Due">Those that our own timers had in time.</param>
/// <param name="Done">Those that went out.</param>
/// <param name="ByTarget">Whether it is the target that makes them, so that it is to blame for what was due and not done; else they are sent from here.</param>
public sealed record OfferedMessages(string What, double Asked, double Due, double Done, bool ByTarget);
