using Harness.Journal;

namespace Harness.Clients.Machines;

/// <summary>What a client can be told.</summary>
public enum InputKind
{
    /// <summary>Connect for the first time.</summary>
    Start,

    /// <summary>The handshake of an attempt succeeded.</summary>
    Opened,

    /// <summary>A message came in that is none of those below. Whether it counts as an answer, the policy says.</summary>
    Message,

    /// <summary>The reply to a heartbeat came in, as a text or as a pong frame.</summary>
    Reply,

    /// <summary>A heartbeat of the server came in, as a text or as a ping frame.</summary>
    ServerHeartbeat,

    /// <summary>The server refused the client's credentials, by a message on the open socket.</summary>
    AuthenticationRefused,

    /// <summary>The server told the version of a topic when it confirmed the subscription.</summary>
    Announced,

    /// <summary>A push announced a version of a topic. It is a message like any other, too.</summary>
    Push,

    /// <summary>A push said that a topic has changed, not to which version. It is a message like any other, too.</summary>
    Changed,

    /// <summary>A push had the data of a version with it. It is a message like any other, too.</summary>
    PushedData,

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

    /// <summary>The check for a network came to its end: answered, or not.</summary>
    OnlineAnswered,

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
/// <param name="Topic">Index among the client's own topics; for <see cref="InputKind.SendFailed"/> the number of the message, for <see cref="InputKind.OnlineAnswered"/> that of the check.</param>
/// <param name="Version">The version announced or answered; for <see cref="InputKind.OnlineAnswered"/> 1 where there was an answer.</param>
/// <param name="Reason">Why a fetch was made.</param>
/// <param name="End">How a connection or an attempt ended.</param>
public readonly record struct ClientInput(
    InputKind Kind, int Connection = 0, int Topic = 0, long Version = 0, FetchReason Reason = 0, ConnectionEnd End = default)
{
    public static ClientInput Start => new(InputKind.Start);

    public static ClientInput TimerDue => new(InputKind.TimerDue);

    public static ClientInput CloseByUser => new(InputKind.CloseByUser);

    public static ClientInput Leave => new(InputKind.Leave);

    public static ClientInput Send => new(InputKind.Send);

    public static ClientInput SendFailed(int message) => new(InputKind.SendFailed, Topic: message);

    public static ClientInput OnlineAnswered(int check, bool isOnline) => new(InputKind.OnlineAnswered, 0, check, isOnline ? 1 : 0);

    public static ClientInput Opened(int connection) => new(InputKind.Opened, connection);

    public static ClientInput Message(int connection) => new(InputKind.Message, connection);

    public static ClientInput Push(int connection, int topic, long version) => new(InputKind.Push, connection, topic, version);

    public static ClientInput Changed(int connection, int topic) => new(InputKind.Changed, connection, topic);

    public static ClientInput PushedData(int connection, int topic, long version) => new(InputKind.PushedData, connection, topic, version);

    public static ClientInput Reply(int connection) => new(InputKind.Reply, connection);

    public static ClientInput ServerHeartbeat(int connection) => new(InputKind.ServerHeartbeat, connection);

    public static ClientInput AuthenticationRefused(int connection) => new(InputKind.AuthenticationRefused, connection);

    public static ClientInput Announced(int connection, int topic, long version) => new(InputKind.Announced, connection, topic, version);

    /// <summary>An attempt failed: refused, or too slow.</summary>
    public static ClientInput AttemptFailed(int connection, bool isError = true) =>
        AttemptFailed(connection, new ConnectionEnd(isError ? CloseCause.Refused : CloseCause.AttemptTimeout));

    public static ClientInput AttemptFailed(int connection, ConnectionEnd end) => new(InputKind.AttemptFailed, connection, End: end);

    /// <summary>An open connection ended; with an error, or by a FIN.</summary>
    public static ClientInput Closed(int connection, bool isError) => Closed(connection, new ConnectionEnd(isError ? CloseCause.Reset : CloseCause.Fin));

    public static ClientInput Closed(int connection, ConnectionEnd end) => new(InputKind.Closed, connection, End: end);

    public static ClientInput FetchAnswered(int topic, long version, FetchReason reason) => new(InputKind.FetchAnswered, 0, topic, version, reason);

    public static ClientInput FetchFailed(int topic, FetchReason reason) => new(InputKind.FetchFailed, 0, topic, 0, reason);
}

/// <summary>What a client can want done.</summary>
public enum EffectKind
{
    /// <summary>Start attempt <see cref="ClientEffect.Connection"/>, to the node that is <see cref="ClientEffect.Number"/> further than the client's first.</summary>
    Connect,

    /// <summary>Abort a connection or attempt: no close frame, gone at once.</summary>
    Abort,

    /// <summary>Close an open connection with code 1000.</summary>
    Close,

    /// <summary>Send a heartbeat; it was due at <see cref="ClientEffect.At"/>.</summary>
    SendHeartbeat,

    /// <summary>Send message <see cref="ClientEffect.Number"/> of the session (<see cref="ClientEffect.Flag"/>: it is the subscription).</summary>
    Send,

    /// <summary>Record that message <see cref="ClientEffect.Number"/> was asked for (<see cref="ClientEffect.Flag"/>: the socket was open).</summary>
    NoteSendAsked,

    /// <summary>
    /// Fetch topic <see cref="ClientEffect.Number"/> (index among the client's own) for <see cref="ClientEffect.Reason"/>
    /// (<see cref="ClientEffect.Flag"/>: let the server hold the answer until the version is newer than the one held).
    /// </summary>
    Fetch,

    /// <summary>Ask over HTTP whether there is a network: check <see cref="ClientEffect.Number"/>.</summary>
    CheckOnline,

    /// <summary>Record how check <see cref="ClientEffect.Number"/> ended (<see cref="ClientEffect.Flag"/>: there was an answer); it began at <see cref="ClientEffect.At"/>.</summary>
    NoteOnline,

    /// <summary>Record that the open connection is declared dead; its last answer came at <see cref="ClientEffect.At"/>, and the timers that found out were <see cref="ClientEffect.Number"/> µs late.</summary>
    NoteDeclaredDead,

    /// <summary>Record that <see cref="ClientEffect.Number"/> heartbeats in a row are unanswered.</summary>
    NoteMissed,

    /// <summary>Record that the attempt was given up for its timeout.</summary>
    NoteAttemptTimeout,

    /// <summary>Record that version <see cref="ClientEffect.At"/> of topic <see cref="ClientEffect.Number"/> (index among the client's own) is held, because a push had it.</summary>
    NoteHeld,

    /// <summary>Record the new state.</summary>
    NoteState,

    /// <summary>Record that the user closed the client.</summary>
    NoteClosedByUser,

    /// <summary>Record that the client will never try again by itself; <see cref="ClientEffect.Number"/>: <see cref="GiveUpReason"/>.</summary>
    NoteGaveUp,

    /// <summary>Record that the client is lost and reconnects when its next message is to be sent.</summary>
    NoteWaitsForSend,
}

/// <summary>One effect of <see cref="ClientMachine"/>; which fields are set is said at <see cref="EffectKind"/>.</summary>
public readonly record struct ClientEffect(
    EffectKind Kind, int Connection = 0, int Number = 0, long At = 0, FetchReason Reason = 0, AttemptCause Cause = 0,
    ClientState State = 0, bool Flag = false);
