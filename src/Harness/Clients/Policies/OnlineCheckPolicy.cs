namespace Harness.Clients.Policies;

/// <summary>
/// Before each attempt but its first, a client asks over HTTP whether there is a network at all (field notes 002: Offline.check), and makes none while there is no answer.
/// Any answer will do, an error status too: it came over the network.
/// </summary>
public sealed record OnlineCheckPolicy
{
    /// <summary>After a check without an answer, how long until the next.</summary>
    public required TimeSpan Every { get; init; }

    /// <summary>A check that is not answered by then says that the client is offline.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The longest time from the moment there is a network again until a client that waits for it knows: a check that hung, the pause, and one that is answered.</summary>
    public TimeSpan LongestWait => Timeout + Every + Timeout;

    /// <summary>Every duration multiplied by <paramref name="factor"/>.</summary>
    public OnlineCheckPolicy Scale(double factor) => this with { Every = Every * factor, Timeout = Timeout * factor };
}
