using Harness.Journal;

namespace Harness.Clients;

/// <summary>What a client can be told.</summary>
public enum InputKind
{
    /// <summary>Connect for the first time.</summary>
    Start,

    /// <summary>The handshake of an attempt succeeded.</summary>
    Opened,

    /// <summary>A message came in that is not a push. Like every message it counts as an answer.</summary>
    Message,

    /// <summary>A push announced a version of a topic. It counts as an answer too.</summary>
    Push,

    /// <summary>An attempt ended without opening.</summary>
    AttemptFailed,

    /// <summary>The network, or the peer, ended an open connection.</summary>
    Closed,

    /// <summary>Time has passed: whatever is due is done.</summary>
    TimerDue,

    /// <summary>A poll or fetch was answered.</summary>
    FetchAnswered,

    /// <summary>A poll or fetch failed.</summary>
    FetchFailed,

    /// <summary>The session wants to send a message; while there is no open socket it has to wait.</summary>
    Send,

    /// <summary>A message did not get out because its connection ended meanwhile: it waits for the next open again.</summary>
    SendFailed,

    /// <summary>The user closes the client for good.</summary>
    CloseByUser,

    /// <summary>The client leaves without a word.</summary>
    Leave,
}

/// <summary>One input of <see cref="ClientMachine"/>.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Connection">Number of the connection or attempt it happened to; inputs of an old one change nothing.</param>
/// <param name="Topic">Index among the client's own topics; for <see cref="InputKind.SendFailed"/> the number of the message.</param>
/// <param name="Version">The version announced or answered.</param>
/// <param name="Reason">Why a fetch was made.</param>
/// <param name="IsError">Whether an end was an error (reset, refused, protocol) rather than a close.</param>
public readonly record struct ClientInput(
    InputKind Kind, int Connection = 0, int Topic = 0, long Version = 0, FetchReason Reason = 0, bool IsError = false)
{
    public static ClientInput Start => new(InputKind.Start);

    public static ClientInput TimerDue => new(InputKind.TimerDue);

    public static ClientInput CloseByUser => new(InputKind.CloseByUser);

    public static ClientInput Leave => new(InputKind.Leave);

    public static ClientInput Send => new(InputKind.Send);

    public static ClientInput SendFailed(int message) => new(InputKind.SendFailed, Topic: message);

    public static ClientInput Opened(int connection) => new(InputKind.Opened, connection);

    public static ClientInput Message(int connection) => new(InputKind.Message, connection);

    public static ClientInput Push(int connection, int topic, long version) => new(InputKind.Push, connection, topic, version);

    public static ClientInput AttemptFailed(int connection, bool isError = true) => new(InputKind.AttemptFailed, connection, IsError: isError);

    public static ClientInput Closed(int connection, bool isError) => new(InputKind.Closed, connection, IsError: isError);

    public static ClientInput FetchAnswered(int topic, long version, FetchReason reason) => new(InputKind.FetchAnswered, 0, topic, version, reason);

    public static ClientInput FetchFailed(int topic, FetchReason reason) => new(InputKind.FetchFailed, 0, topic, 0, reason);
}

/// <summary>What a client can want done.</summary>
public enum EffectKind
{
    /// <summary>Start attempt <see cref="ClientEffect.Connection"/>.</summary>
    Connect,

    /// <summary>Abort a connection or attempt: no close frame, gone at once.</summary>
    Abort,

    /// <summary>Close an open connection with code 1000.</summary>
    Close,

    /// <summary>Send a heartbeat; it was due at <see cref="ClientEffect.At"/>.</summary>
    SendHeartbeat,

    /// <summary>Send message <see cref="ClientEffect.Number"/> of the session.</summary>
    Send,

    /// <summary>Record that message <see cref="ClientEffect.Number"/> was asked for (<see cref="ClientEffect.Flag"/>: the socket was open).</summary>
    NoteSendAsked,

    /// <summary>Fetch topic <see cref="ClientEffect.Number"/> (index among the client's own) for <see cref="ClientEffect.Reason"/>.</summary>
    Fetch,

    /// <summary>Record that the open connection is declared dead.</summary>
    NoteDeclaredDead,

    /// <summary>Record that <see cref="ClientEffect.Number"/> heartbeats in a row are unanswered.</summary>
    NoteMissed,

    /// <summary>Record that the attempt was given up for its timeout.</summary>
    NoteAttemptTimeout,

    /// <summary>Record the new state.</summary>
    NoteState,

    /// <summary>Record that the user closed the client.</summary>
    NoteClosedByUser,
}

/// <summary>One effect of <see cref="ClientMachine"/>; which fields are set is said at <see cref="EffectKind"/>.</summary>
public readonly record struct ClientEffect(
    EffectKind Kind, int Connection = 0, int Number = 0, long At = 0, FetchReason Reason = 0, AttemptCause Cause = 0,
    ClientState State = 0, bool Flag = false);
