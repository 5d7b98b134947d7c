namespace Harness.Engines;

/// <summary>One thing that a client did, for an engine that counts steps.</summary>
/// <param name="Name">What: one of <see cref="HostedSteps"/>.</param>
/// <param name="Took">How long it took; null: it did not come to an end ("never").</param>
/// <param name="Why">Why it failed; empty where it did not.</param>
public readonly record struct HostedStep(string Name, TimeSpan? Took, string Why = "")
{
    /// <summary>Whether it succeeded.</summary>
    public bool IsOk => Took is not null && Why.Length == 0;
}

/// <summary>The names of steps.</summary>
public static class HostedSteps
{
    /// <summary>From the instant at which the client was to connect to its first open, as <c>connect.time</c>; a failed attempt is a failed step.</summary>
    public const string Connect = "connect";

    /// <summary>A heartbeat's round trip from the instant at which it was due, as <c>heartbeat.rtt</c>.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>From the onset to the client's own declaration, as <c>detection.time</c>; who had to notice and did not has failed.</summary>
    public const string Detection = "detection";

    /// <summary>From the declaration to the first poll that succeeded, as <c>fallback.time</c>.</summary>
    public const string Fallback = "fallback";

    /// <summary>From the end of the outage to an open socket with all versions held, as <c>recovery.time</c>.</summary>
    public const string Recovery = "recovery";
}
