namespace Harness.Clients;

/// <summary>
/// A heartbeat that the client sends after <see cref="Interval"/> without a message, and the rule that declares the connection dead.
/// Exactly one of <see cref="Misses"/> and <see cref="ReplyTimeout"/> is set; none: heartbeats are sent, but nothing is ever declared.
/// </summary>
public sealed record HeartbeatPolicy
{
    /// <summary>The text message that is sent. Any message from the server counts as an answer.</summary>
    public required string Message { get; init; }

    /// <summary>Silence after which a heartbeat is sent. At least 100 ms.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Whether a heartbeat is sent at once on open. It does not count as a round.</summary>
    public bool AtOnce { get; init; }

    /// <summary>Rounds: the connection is closed when this many heartbeats in a row went out unanswered. At least 1.</summary>
    public int? Misses { get; init; }

    /// <summary>Reply timer: the connection is closed when no message came within this time after a heartbeat.</summary>
    public TimeSpan? ReplyTimeout { get; init; }

    /// <summary>Silence at declaration: N·I for rounds, I + T for a reply timer, null where nothing is ever declared.</summary>
    public TimeSpan? SilenceThreshold => Misses is { } n ? n * Interval : Interval + ReplyTimeout;

    /// <summary>Every duration multiplied by <paramref name="factor"/>.</summary>
    public HeartbeatPolicy Scale(double factor) => this with { Interval = Interval * factor, ReplyTimeout = ReplyTimeout * factor };
}
