namespace Harness.Clients.Policies;

/// <summary>Who begins a heartbeat.</summary>
public enum HeartbeatSender
{
    /// <summary>The client sends, the server answers.</summary>
    Client,

    /// <summary>The server sends, the client answers.</summary>
    Server,
}

/// <summary>What a heartbeat is on the wire.</summary>
public enum HeartbeatForm
{
    /// <summary>A text message of the application.</summary>
    Text,

    /// <summary>A ping frame with an empty payload (RFC 6455 §5.5.2); a pong frame answers it.</summary>
    Ping,

    /// <summary>A pong frame that nobody asked for (RFC 6455 §5.5.3) and that nobody answers.</summary>
    Pong,
}

/// <summary>What moves the next heartbeat.</summary>
public enum HeartbeatPace
{
    /// <summary>It is due one interval after the last message that counts as an answer.</summary>
    AfterSilence,

    /// <summary>It is due one interval after the one before, whatever comes in between.</summary>
    Fixed,
}

/// <summary>What counts as an answer, and so ends a silence.</summary>
public enum AnswerRule
{
    /// <summary>Any message or control frame from the server.</summary>
    AnyMessage,

    /// <summary>Only the reply to a heartbeat.</summary>
    Reply,

    /// <summary>Only a heartbeat of the server.</summary>
    ServerHeartbeat,
}

/// <summary>
/// Heartbeats, and the rule that declares a connection dead. At most one of <see cref="Misses"/>, <see cref="ReplyTimeout"/> and
/// <see cref="Silence"/> is set; none: heartbeats are exchanged, but nothing is ever declared. Where the server sends them, only a
/// <see cref="Silence"/> can be set: the client has sent nothing that could go unanswered.
/// </summary>
/// <remarks>
/// <code>
///   last answer     heartbeat   …         declared
///   ────●───────────────│──────────────────────✕────►
///       └── Interval ───┘                           Misses:  when the Nth unanswered heartbeat is sent      silence N·I
///                       └── ReplyTimeout ──────┘    ReplyTimeout: when no answer came after a heartbeat     silence I + T
///       └──────────── Silence ─────────────────┘    Silence: whoever sends what, seen at the next check     silence S + check
/// </code>
/// </remarks>
public sealed record HeartbeatPolicy
{
    public HeartbeatSender Sender { get; init; }

    public HeartbeatForm Form { get; init; }

    /// <summary>The text that the client sends: its heartbeat or, where the server sends them, its answer. Unused by ping and pong frames.</summary>
    public required string Message { get; init; }

    /// <summary>Time from one heartbeat to the next (<see cref="Pace"/> says from where). Where the server sends them: its interval. At least 100 ms.</summary>
    public required TimeSpan Interval { get; init; }

    public HeartbeatPace Pace { get; init; }

    /// <summary>Whether a heartbeat is sent at once on open. It does not count as a round.</summary>
    public bool AtOnce { get; init; }

    /// <summary>Whether the first heartbeat comes after a drawn share of the interval, so that clients that open together do not beat together.</summary>
    public bool RandomStart { get; init; }

    public AnswerRule Answer { get; init; }

    /// <summary>Rounds: the connection is closed when this many heartbeats in a row went out unanswered. At least 1.</summary>
    public int? Misses { get; init; }

    /// <summary>Reply timer: the connection is closed when no answer came within this time after a heartbeat.</summary>
    public TimeSpan? ReplyTimeout { get; init; }

    /// <summary>Watchdog: the connection is closed when nothing that counts came for this long.</summary>
    public TimeSpan? Silence { get; init; }

    /// <summary>How often the watchdog looks; zero: it has a timer of its own and is never late.</summary>
    public TimeSpan CheckEvery { get; init; }

    /// <summary>Share by which each look may come later: 1 makes it every <see cref="CheckEvery"/> · U(1, 2).</summary>
    public double CheckSpread { get; init; }

    /// <summary>The longest time between two looks of the watchdog.</summary>
    public TimeSpan LongestCheck => CheckEvery * (1 + CheckSpread);

    /// <summary>The most silence at declaration: N·I for rounds, I + T for a reply timer, S and one look for a watchdog, null where nothing is ever declared.</summary>
    public TimeSpan? SilenceThreshold => Misses is { } n ? n * Interval : Interval + ReplyTimeout ?? Silence + LongestCheck;

    /// <summary>The least silence at declaration: as <see cref="SilenceThreshold"/>, but a watchdog that happens to look just then.</summary>
    public TimeSpan? LeastSilence => Silence ?? SilenceThreshold;

    /// <summary>Every duration multiplied by <paramref name="factor"/>.</summary>
    public HeartbeatPolicy Scale(double factor) => this with
    {
        Interval = Interval * factor,
        ReplyTimeout = ReplyTimeout * factor,
        Silence = Silence * factor,
        CheckEvery = CheckEvery * factor,
    };
}
