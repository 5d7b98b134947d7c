namespace Harness.Journal;

/// <summary>What a fact says. The numbers are the format: they are never reused.</summary>
public enum FactKind : short
{
    // ---- The run (coordinator) ----

    /// <summary>A phase began. A: <see cref="RunPhase"/>.</summary>
    PhaseBegan = 1,

    /// <summary>A fault's edge on one cohort. Subject: cohort. A: fault index. B: <see cref="FaultEdge"/>. At: acknowledgement, C: request.</summary>
    FaultEdge = 2,

    /// <summary>The server no longer lists a client. Subject: client. At: when that was seen. C: when it was last seen listed.</summary>
    PresenceDropped = 3,

    /// <summary>A role process had a stall: its 10 ms watchdog tick came at least 100 ms late. At: when it ended. C: when it began.</summary>
    Stall = 4,

    /// <summary>The target published. A: topic index. C: version. D: how late our own schedule had it, µs. At: not later than anybody could see it.</summary>
    Published = 5,

    /// <summary>What makes a fault. A: fault index. B: <see cref="FaultBackend"/>. At: when the load began.</summary>
    FaultPlanned = 6,

    /// <summary>What the server's presence said of a client at the end of the drain. Subject: client. A: <see cref="PresenceState"/>.</summary>
    PresenceListed = 7,

    /// <summary>A part of a text that other facts of the same role name by its number. A: number of the text. B: which part, from 0. C, D: 16 bytes of UTF-8, zeros behind the end.</summary>
    TextPart = 15,

    // ---- One client (worker). Subject: client; A: number of the connection attempt, from 1, unless said otherwise. ----

    /// <summary>An attempt to connect began. B: <see cref="AttemptCause"/>.</summary>
    AttemptStarted = 16,

    /// <summary>The handshake succeeded.</summary>
    Opened = 17,

    /// <summary>An attempt ended without opening. B: <see cref="CloseCause"/>. C: HTTP status of a handshake refused or redirected; of a failure of TLS what was
    /// wrong with the server's certificate, as the bits of <see cref="System.Net.Security.SslPolicyErrors"/>; else 0.</summary>
    AttemptFailed = 18,

    /// <summary>The client declared an open connection dead by its own timers. C: when its last message that counts as an answer came (the open, if none did). D: how much of the time between is due to timers of ours that fired late.</summary>
    DeclaredDead = 19,

    /// <summary>One of the last heartbeats before a declaration, oldest first, right after it. At: due. C: sent. D: answered, or 0.</summary>
    HeartbeatTrail = 20,

    /// <summary>An open connection is gone. B: <see cref="CloseCause"/>. C: close code of a close frame, or 0.</summary>
    SocketGone = 21,

    /// <summary>A heartbeat was due while the one before it was unanswered. B: how many in a row are now unanswered. C: when the last one was sent.</summary>
    HeartbeatMissed = 22,

    /// <summary>The client's state changed. A: the new <see cref="ClientState"/>.</summary>
    StateChanged = 23,

    /// <summary>A topic's version came in and is newer than the one held before. A: topic. B: <see cref="FetchReason"/>. C: version. D: when the request began.</summary>
    VersionHeld = 24,

    /// <summary>A poll or fetch was answered with a version not newer than the one held. Fields as <see cref="VersionHeld"/>.</summary>
    FetchAnswered = 25,

    /// <summary>A poll or fetch failed. A: topic. B: <see cref="FetchReason"/>. C: HTTP status, 0 for a time-out, -1 for a connection error. D: when the request began.</summary>
    FetchFailed = 26,

    /// <summary>The client was asked to send a message of its session. B: number of the message. A: 1 if the socket was open, 0 if it had to wait.</summary>
    SendAsked = 27,

    /// <summary>A message of the session went out. B: number of the message.</summary>
    SendDone = 28,

    /// <summary>A message of the session was dropped. B: number of the message. Breaks an invariant.</summary>
    SendLost = 29,

    /// <summary>A heartbeat was to be sent on a socket that is not open. Breaks an invariant.</summary>
    HeartbeatRefused = 30,

    /// <summary>The client was closed by its user. It stays closed.</summary>
    ClosedByUser = 31,

    /// <summary>The client left without a word: nothing is sent or read any more, and its socket stays open. A: fault index.</summary>
    Left = 32,

    /// <summary>The client's first byte on a connection after a fault was armed. A: fault index.</summary>
    FirstByteAfterArming = 33,

    /// <summary>A push announced a version of a topic that the client follows. A: topic. B: number of the connection that it came on. C: version.</summary>
    PushSeen = 34,

    /// <summary>The client will never try to reconnect again by itself. A: number of its last attempt. B: <see cref="GiveUpReason"/>.</summary>
    GaveUp = 35,

    /// <summary>The client's timers stopped: what is due fires when they run again. A: fault index.</summary>
    Suspended = 36,

    /// <summary>The client's timers run again. A: fault index.</summary>
    Woken = 37,

    /// <summary>The client is lost and reconnects only when its next message is to be sent.</summary>
    WaitsForSend = 38,

    /// <summary>A heartbeat was due sooner than one interval after the one before it on the same connection. Breaks an invariant. C: when the one before was due.</summary>
    HeartbeatHurried = 39,

    /// <summary>A lost client's check for a network came to its end. A: 1 if there was an answer, 0 if there was none. B: number of the check. C: when it began.</summary>
    OnlineChecked = 44,

    /// <summary>The client's session code began.</summary>
    SessionBegan = 55,

    /// <summary>The client's session code ended. A: <see cref="SessionEnd"/>.</summary>
    SessionEnded = 56,

    /// <summary>The client's session code, or the client under test, failed. A: number of the text that says how.</summary>
    SessionFailed = 57,

    /// <summary>Session code recorded a value. A: number of the text that names the metric. B: <see cref="SampleUnit"/>. C: the value, as the bits of a double. D: when what was measured was to begin.</summary>
    Measured = 58,

    /// <summary>The client was started late: the load had an earlier instant for it. C: how much, µs.</summary>
    StartedLate = 60,

    // ---- One client in the chat room (worker). Subject: client. Made and read by ChatFacts. ----

    /// <summary>A message was due. A: the group, or the client, that it is for, or -1. B: the sender's own number of it. C: when it was due. D: <see cref="ChatKind"/>, and whether the socket was open.</summary>
    ChatAsked = 48,

    /// <summary>A message went out. Fields as <see cref="ChatAsked"/>; D: kind and number of the connection.</summary>
    ChatSent = 49,

    /// <summary>A message came in. A: its sender, or -1. B: the sender's number of it. C: the group, or -1. D: kind and number of the connection.</summary>
    ChatReceived = 50,

    /// <summary>The server has let the client in and said so. A: number of the connection.</summary>
    ChatJoined = 51,

    /// <summary>The server took the client's token not, or not any more. A: number of the connection. B: <see cref="ChatCredential"/>. C: 1 if the client logs in again, 0 if it stops.</summary>
    ChatRefused = 52,

    /// <summary>The client got a token. B: <see cref="ChatCredential"/>. C: when it expires.</summary>
    ChatLoggedIn = 53,

    /// <summary>A list of members differed from the one before on the same connection. A: group. B: who is new in it, or no longer. C: number of the connection. D: 1 in it, 0 not.</summary>
    ChatListed = 54,

    // ---- Per second and slice of clients. Subject: population · K + cohort, or -1 for all. At: beginning of the second. ----

    /// <summary>A bucket of a histogram. A: <see cref="Series"/>. B: bucket of <see cref="Metrics.LogHistogram"/>. C: count.</summary>
    HistogramBucket = 64,

    /// <summary>A counter's growth in that second. A: <see cref="Series"/>. C: amount.</summary>
    CounterSlice = 65,
}

/// <summary>The parts of a run.</summary>
public enum RunPhase
{
    /// <summary>The first connect is due.</summary>
    Load = 1,

    /// <summary>The load's time is over: publications have stopped, clients catch up.</summary>
    Drain = 2,

    /// <summary>Clients are being closed by their user; nothing that happens from here on is judged.</summary>
    Closing = 3,

    /// <summary>Every client is closed. A journal without it is incomplete.</summary>
    Ended = 4,
}

/// <summary>The two ends of a fault on a cohort.</summary>
public enum FaultEdge
{
    Onset = 1,
    Removal = 2,
}

/// <summary>What makes a fault.</summary>
public enum FaultBackend
{
    /// <summary>Toxics of a fault proxy.</summary>
    Toxiproxy = 1,

    /// <summary>Packet-filter rules of the kernel: packets vanish.</summary>
    Kernel = 2,

    /// <summary>The clients themselves.</summary>
    Clients = 3,

    /// <summary>The target, by its control API.</summary>
    Target = 4,
}

/// <summary>What a server's presence says of a client.</summary>
public enum PresenceState
{
    /// <summary>It is not listed.</summary>
    Absent = 1,

    /// <summary>It is listed, and called offline.</summary>
    Offline = 2,

    /// <summary>It is listed as online.</summary>
    Online = 3,
}

/// <summary>Why an attempt to connect began.</summary>
public enum AttemptCause
{
    /// <summary>The load profile started the client.</summary>
    Start = 1,

    /// <summary>An open connection was lost.</summary>
    Loss = 2,

    /// <summary>The attempt before failed.</summary>
    FailedAttempt = 3,

    /// <summary>The single-flight lock of the attempt before ended.</summary>
    LockEnded = 4,

    /// <summary>The client's next message was to be sent.</summary>
    Send = 5,
}

/// <summary>How session code came to its end.</summary>
public enum SessionEnd
{
    /// <summary>It had done what it was to do.</summary>
    Returned = 1,

    /// <summary>Its client ended first.</summary>
    Cancelled = 2,

    /// <summary>It threw.</summary>
    Failed = 3,
}

/// <summary>The unit of a value that session code recorded.</summary>
public enum SampleUnit
{
    /// <summary>A number without a unit.</summary>
    Number = 1,

    /// <summary>Seconds; ∞ for what failed.</summary>
    Seconds = 2,
}

/// <summary>Why a client will never try again by itself.</summary>
public enum GiveUpReason
{
    /// <summary>Its policy allows no further attempt.</summary>
    AttemptsExhausted = 1,

    /// <summary>Its policy stops at such an end: a close code, a status, a cause.</summary>
    End = 2,

    /// <summary>The server refused its credentials.</summary>
    Authentication = 3,
}

/// <summary>How a connection, or an attempt, came to its end.</summary>
public enum CloseCause
{
    /// <summary>The client's own doing: it had declared the connection dead, or was closed by its user.</summary>
    Own = 1,

    /// <summary>FIN without a close frame (1006).</summary>
    Fin = 2,

    /// <summary>RST, or another socket error (1006).</summary>
    Reset = 3,

    /// <summary>A close frame with a code.</summary>
    CloseFrame = 4,

    /// <summary>The peer broke RFC 6455.</summary>
    ProtocolError = 5,

    /// <summary>The connect was refused.</summary>
    Refused = 6,

    /// <summary>The handshake was answered without an upgrade: 401, 403, 503 and every other status that is neither 101 nor 3xx.</summary>
    HandshakeRefused = 7,

    /// <summary>The attempt did not open in time and was aborted.</summary>
    AttemptTimeout = 8,

    /// <summary>This machine had no port or descriptor left.</summary>
    OutOfResources = 9,

    /// <summary>The host's name could not be resolved.</summary>
    NameUnresolved = 10,

    /// <summary>The TLS handshake failed: a certificate that is not trusted, a name that does not match, no common protocol.</summary>
    TlsFailed = 11,

    /// <summary>The handshake was answered with a redirect, which a WebSocket client does not follow (RFC 6455 §4.1).</summary>
    Redirected = 12,
}

/// <summary>Why a topic was fetched.</summary>
public enum FetchReason
{
    /// <summary>The socket has opened.</summary>
    Open = 1,

    /// <summary>A push announced a newer version.</summary>
    Push = 2,

    /// <summary>The answer before was older than announced.</summary>
    Refetch = 3,

    /// <summary>The fallback, because of a loss.</summary>
    PollLoss = 4,

    /// <summary>The fallback, because of push silence.</summary>
    PollSilence = 5,

    /// <summary>Polling is the client's transport: it has no socket.</summary>
    PollTransport = 6,
}

/// <summary>What a histogram bucket or counter slice belongs to.</summary>
public enum Series
{
    /// <summary>Histogram, µs: heartbeat round trip from the due instant.</summary>
    HeartbeatRtt = 1,

    /// <summary>Histogram, µs: how late a worker's timers fired.</summary>
    TimerLag = 2,

    /// <summary>Counter: heartbeats sent.</summary>
    HeartbeatsSent = 3,

    /// <summary>Counter: heartbeats answered.</summary>
    HeartbeatsAnswered = 4,

    /// <summary>Counter: pushes received.</summary>
    Pushes = 5,

    /// <summary>Histogram, µs: fetch and poll latency.</summary>
    FetchLatency = 6,

    /// <summary>Histogram, µs: from the intended connect instant to open, first connects only.</summary>
    ConnectTime = 7,

    /// <summary>Histogram, µs: heartbeat round trip from the write; less than <see cref="HeartbeatRtt"/> by what the worker's own timers were late.</summary>
    HeartbeatRttFromWrite = 8,

    /// <summary>Counter: polls, fetches and pages of session code that began.</summary>
    HttpRequests = 9,

    /// <summary>Counter: of them, those that failed: no whole answer in time, a connection that broke, a status that is no answer.</summary>
    HttpFailures = 10,

    /// <summary>Counter, bytes: read from HTTP connections, above TCP and TLS.</summary>
    HttpReceived = 11,

    /// <summary>Counter, bytes: written to HTTP connections, above TCP and TLS.</summary>
    HttpSent = 12,

    /// <summary>Counter, bytes: read from WebSocket connections, handshakes included, above TCP and TLS.</summary>
    SocketReceived = 13,

    /// <summary>Counter, bytes: written to WebSocket connections, handshakes included, above TCP and TLS.</summary>
    SocketSent = 14,
}
