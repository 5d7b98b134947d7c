namespace Harness.Clients.Policies;

/// <summary>
/// When a client polls its topics over HTTP. Two triggers that do not exclude each other: push silence (whatever the state of the socket)
/// and loss. One poll in flight per client.
/// </summary>
public sealed record FallbackPolicy
{
    /// <summary>Poll once when no push has come for this long, and again after each such time; null: never. Document 000 calls it loopTime.</summary>
    public TimeSpan? OnPushSilence { get; init; }

    /// <summary>Start polling this long after a loss, until the socket is open again; null: a loss alone does not start it.</summary>
    public TimeSpan? OnLoss { get; init; }

    /// <summary>Start polling when this many reconnect attempts have failed; null: failed attempts do not start it.</summary>
    public int? AfterFailedAttempts { get; init; }

    /// <summary>Time from one poll to the next while the socket is lost.</summary>
    public required TimeSpan Every { get; init; }

    /// <summary>A poll or fetch without an answer by then has failed.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>
    /// The first poll after a trigger comes later by U(0, this), so that clients that were lost together do not poll together. Each client then keeps its place.
    /// </summary>
    public TimeSpan Spread { get; init; }

    /// <summary>How many of the client's topics are polled, its first ones: the important ones of document 000. Null: all.</summary>
    public int? Topics { get; init; }

    /// <summary>Whether polls are held by the server until the version moves; the next then begins when the last was answered.</summary>
    public bool LongPoll { get; init; }

    /// <summary>Whether polling for a loss goes on after the socket has opened until every topic has been fetched, instead of ending with the open.</summary>
    public bool UntilFresh { get; init; }

    /// <summary>Every duration multiplied by <paramref name="factor"/>.</summary>
    public FallbackPolicy Scale(double factor) => this with
    {
        OnPushSilence = OnPushSilence * factor,
        OnLoss = OnLoss * factor,
        Every = Every * factor,
        Timeout = Timeout * factor,
        Spread = Spread * factor,
    };
}
