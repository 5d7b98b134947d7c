namespace Harness.Clients.Policies;

/// <summary>How a client's data reaches it.</summary>
public enum ClientTransport
{
    /// <summary>Pushes over a WebSocket; polls are at most a fallback.</summary>
    WebSocket,

    /// <summary>Polls alone: there is no socket.</summary>
    Poll,
}

/// <summary>A listing of the field notes that is played line by line, its flaws included.</summary>
public enum AsWritten
{
    /// <summary>None: the policy is played.</summary>
    No,

    /// <summary>The listing of document 000: one timer that only a message arms again, and two reconnects for one loss.</summary>
    HeartbeatRounds,

    /// <summary>The listing of document 002: each close builds a second ReconnectingWebSocket beside the first, which retries too.</summary>
    PingTimeout,
}

/// <summary>
/// What a client promises: how it learns that its connection is dead, how it comes back, and what it does meanwhile.
/// Plain data; the client machine plays it, and the judge takes its bounds from the same object.
/// </summary>
public sealed record ClientPolicy
{
    /// <summary>The preset that this policy was made from, as scenarios name it.</summary>
    public required string Preset { get; init; }

    /// <summary>Heartbeats and the rule that declares a connection dead; null: the client waits for a close.</summary>
    public HeartbeatPolicy? Heartbeat { get; init; }

    /// <summary>Probes of the system below the WebSocket; null: none. They declare nothing: a connection that they find dead is told as an error of the socket.</summary>
    public TcpKeepAlivePolicy? TcpKeepAlive { get; init; }

    public required ReconnectPolicy Reconnect { get; init; }

    /// <summary>Polling while push is silent or lost; null: the client never polls.</summary>
    public FallbackPolicy? Fallback { get; init; }

    /// <summary>How data reaches the client. With <see cref="ClientTransport.Poll"/>, <see cref="Fallback"/> says how it polls, and nothing else counts.</summary>
    public ClientTransport Transport { get; init; }

    /// <summary>What the client's user sends; null: nothing.</summary>
    public SendPolicy? Send { get; init; }

    /// <summary>Whether the client is played as a listing has it rather than as this policy says.</summary>
    public AsWritten AsWritten { get; init; }

    /// <summary>Whether each topic is fetched once after every open. Pushes carry no data, so without it an update can be missed for good.</summary>
    public bool FetchOnOpen { get; init; } = true;

    /// <summary>How long one fetch may take; polls have the fallback's own timeout. Default 1 s.</summary>
    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long after an answer older than announced a topic is fetched once more. Default 200 ms.</summary>
    public TimeSpan RefetchDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Silence (time since the last message that counts as an answer) at which this policy declares a connection dead;
    /// null: it never does.
    /// </summary>
    public TimeSpan? SilenceThreshold => Heartbeat?.SilenceThreshold;

    /// <summary>
    /// The longest time from the onset of a silent drop to the declaration: the last answer came in at the onset itself.
    /// Null: there is no bound.
    /// </summary>
    public TimeSpan? WorstCaseDetection => SilenceThreshold;

    /// <summary>
    /// The shortest time from the onset of a silent drop to the declaration: the onset fell just before the answer to a heartbeat
    /// that was one interval (and <see cref="AnswerAllowance"/>) later than the last message.
    /// </summary>
    public TimeSpan? EarliestDetection => Heartbeat is { } h && h.LeastSilence is { } s
        ? TimeSpan.FromTicks(Math.Max(0, (s - h.Interval - AnswerAllowance).Ticks))
        : null;

    /// <summary>How much a declaration may be later than <see cref="SilenceThreshold"/> and still be within bound: 50 ms, or 5 % of the interval.</summary>
    public TimeSpan Tolerance => Heartbeat is { } h
        ? TimeSpan.FromTicks(Math.Max(TimeSpan.FromMilliseconds(50).Ticks, h.Interval.Ticks / 20))
        : TimeSpan.FromMilliseconds(50);

    /// <summary>How late an answer may come on a sound network before the arithmetic of bounds counts it as missing: 100 ms, or a tenth of the interval where that is less.</summary>
    public TimeSpan AnswerAllowance => Heartbeat is { } h
        ? TimeSpan.FromTicks(Math.Min(TimeSpan.FromMilliseconds(100).Ticks, h.Interval.Ticks / 10))
        : TimeSpan.Zero;

    /// <summary>
    /// The longest time from the end of an outage to a recovered client: an attempt that hung when the outage ended runs into its
    /// timeout, the longest delay that this outage can have led to passes, one attempt succeeds, and the topics are fetched
    /// (once again after <see cref="RefetchDelay"/> if the first answer was older than announced). Of a client that only polls: the poll that hung runs into
    /// its timeout, and the next one is answered.
    /// </summary>
    /// <param name="outage">How long the connection could not be made; delays grow with the number of failed attempts in it.</param>
    public TimeSpan RecoveryBound(TimeSpan outage) => Transport == ClientTransport.Poll && Fallback is { } polls
        ? polls.Timeout + polls.Every + FetchTimeout + Tolerance
        : Reconnect.LongestWaitAfter(outage) + Reconnect.AttemptAllowance + FetchTimeout + RefetchDelay + Tolerance;

    /// <summary>Every duration of the policy multiplied by <paramref name="factor"/>.</summary>
    public ClientPolicy Scale(double factor) => this with
    {
        Heartbeat = Heartbeat?.Scale(factor),
        TcpKeepAlive = TcpKeepAlive?.Scale(factor),
        Reconnect = Reconnect.Scale(factor),
        Fallback = Fallback?.Scale(factor),
        Send = Send?.Scale(factor),
        FetchTimeout = FetchTimeout * factor,
        RefetchDelay = RefetchDelay * factor,
    };
}
