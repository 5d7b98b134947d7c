namespace Harness.Scenarios;

/// <summary>Which connections a fault hits.</summary>
public enum FaultPath
{
    /// <summary>The WebSocket connections.</summary>
    WebSocket,

    /// <summary>The HTTP connections: polls and fetches.</summary>
    Http,

    /// <summary>Both.</summary>
    All,
}

/// <summary>
/// Something that is broken at a known instant for a known share of the clients. One record per kind, in Faults/Kinds;
/// what the judge has to know of a kind is in <see cref="Traits"/>.
/// </summary>
public abstract record Fault
{
    /// <summary>The kind's name in scenarios and reports, such as <c>silent-drop</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>From the start of the load to the onset.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>From onset to removal; null: an event that is not removed (half-open).</summary>
    public TimeSpan? For { get; init; }

    /// <summary>Share of the cohorts that is hit, a whole number of them. More than 0, at most 1.</summary>
    public required double Share { get; init; }

    /// <summary>The path that is hit. Default the WebSocket path.</summary>
    public FaultPath Path { get; init; } = FaultPath.WebSocket;

    public abstract FaultTraits Traits { get; }

    /// <summary>Every duration multiplied by <paramref name="factor"/>. Kinds with durations of their own extend it.</summary>
    public virtual Fault Scale(double factor) => this with { At = At * factor, For = For * factor };

    /// <summary>The kind's own settings as they are shown in reports, such as <c>latency 200ms ± 50ms</c>; empty where there are none.</summary>
    public virtual string Detail => "";
}

/// <summary>What the judge has to know of a kind of fault, and nothing else.</summary>
public sealed record FaultTraits
{
    /// <summary>
    /// Whether clients are meant to notice it. False (latency, a short stall): every own declaration of an affected client is a false alarm,
    /// and <c>undetected</c> is null.
    /// </summary>
    public required bool MeantToBeNoticed { get; init; }

    /// <summary>Where a client's own onset is read.</summary>
    public FaultOnset Onset { get; init; } = FaultOnset.Acknowledged;

    /// <summary>Whether connections opened while it is on are affected too. False for an event on the connections open at that instant.</summary>
    public bool HitsNewConnections { get; init; } = true;

    /// <summary>
    /// Whether pushes still arrive while it is on (a one-way drop of what clients send). A push is an answer to any client, so one that has to
    /// notice is one that no push reached for its whole bound.
    /// </summary>
    public bool PushesArrive { get; init; }

    /// <summary>
    /// Whether it ends connections, so that clients are told of their loss: none may declare one by itself, and their recovery is judged.
    /// </summary>
    public bool EndsConnections { get; init; }

    /// <summary>Whether it is only known afterwards which connections it hit: those that ended while it was on (a node of several crashed).</summary>
    public bool HitsOnlyTold { get; init; }

    /// <summary>
    /// Whether a client that has lost its connection may get no new one while it is on, though no connection is lost by it: it prolongs the outages of
    /// other faults. A lasting fault that is meant to be noticed does so anyway.
    /// </summary>
    public bool KeepsAway { get; init; }

    /// <summary>Whether clients that lost their connection to it are not meant to come back (credentials that were refused): recovery is not judged.</summary>
    public bool IsForGood { get; init; }

    /// <summary>The longest time in which nothing gets through, where that is less than the whole (flapping); null: from onset to removal.</summary>
    public TimeSpan? LongestSilence { get; init; }

    /// <summary>Whether the affected clients leave for good (half-open with the client gone): they are judged by the server's presence alone.</summary>
    public bool ClientLeaves { get; init; }
}

/// <summary>How the onset of a fault is read for one client.</summary>
public enum FaultOnset
{
    /// <summary>The interval from the request to the proxy to its acknowledgement.</summary>
    Acknowledged,

    /// <summary>The client's first byte after the fault was armed (half-open with the server gone).</summary>
    FirstByteSent,

    /// <summary>The instant at which the client was made to leave.</summary>
    ClientLeft,
}
