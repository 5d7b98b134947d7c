using Harness.Journal;

namespace Harness.Judging.Evidence;

/// <summary>Says one recorded fact of a client in plain words.</summary>
public static class FactTeller
{
    /// <summary>The event that a fact tells of; null where it adds nothing to a story.</summary>
    /// <param name="declared">Whether the client had declared this connection dead before.</param>
    public static StoryEvent? Tell(in Fact fact, bool declared) => fact.Kind switch
    {
        FactKind.AttemptStarted => Turn(fact, (AttemptCause)fact.B switch
        {
            AttemptCause.Start => "connects for the first time",
            AttemptCause.Loss => $"connects again (attempt {fact.A}, because of the loss)",
            AttemptCause.FailedAttempt => $"connects again (attempt {fact.A}, because the one before failed)",
            AttemptCause.Send => $"connects again (attempt {fact.A}, because a message is to be sent)",
            _ => $"connects again (attempt {fact.A}, because the lock of the one before ended)",
        }),
        FactKind.Opened => Turn(fact, $"connection {fact.A} is open"),
        FactKind.AttemptFailed => Turn(fact, $"attempt {fact.A} failed: {Words.Cause((CloseCause)fact.B, fact.C)}"),
        FactKind.DeclaredDead => Turn(fact, $"declares connection {fact.A} dead after {Words.Seconds((fact.At - fact.C) / 1e6)} of silence"),
        FactKind.SocketGone => Turn(fact, Gone(fact, declared)),
        FactKind.HeartbeatTrail => new StoryEvent(fact.C > 0 ? fact.C : fact.At, StoryWeight.Detail, Heartbeat(fact)),
        FactKind.HeartbeatMissed => new StoryEvent(fact.C, StoryWeight.Detail, fact.B > 1 ? $"heartbeat sent, not answered ({fact.B} in a row)" : "heartbeat sent, not answered"),
        FactKind.VersionHeld => Background(fact, $"{Words.Reason((FetchReason)fact.B)}: version {fact.C} of t{fact.A}, newer than the one held"),
        FactKind.FetchAnswered => Background(fact, $"{Words.Reason((FetchReason)fact.B)}: version {fact.C} of t{fact.A}, nothing new"),
        FactKind.FetchFailed => Background(fact, $"{Words.Reason((FetchReason)fact.B)} of t{fact.A} failed: {Status(fact.C)}"),
        FactKind.SendAsked => Detail(fact, fact.A == 1 ? $"is asked to send message {fact.B}" : $"is asked to send message {fact.B} while not open"),
        FactKind.SendDone => Detail(fact, $"message {fact.B} sent"),
        FactKind.SendLost => Turn(fact, $"message {fact.B} dropped"),
        FactKind.StartedLate => Turn(fact, $"is started {Words.Seconds(fact.C / 1e6)} after its time"),
        FactKind.HeartbeatHurried => Turn(fact, $"sends a heartbeat on connection {fact.A} only {Words.Seconds((fact.At - fact.C) / 1e6)} after the one before"),
        FactKind.HeartbeatRefused => Turn(fact, $"tries to send a heartbeat on connection {fact.A}, which is not open"),
        FactKind.ClosedByUser => Turn(fact, "closed by its user"),
        FactKind.Left => Turn(fact, "leaves without a word: sends and reads nothing any more"),
        FactKind.GaveUp => Turn(fact, $"gives up: {Words.Reason((GiveUpReason)fact.B)}"),
        FactKind.WaitsForSend => Turn(fact, "waits with the reconnect for its next message"),
        FactKind.OnlineChecked => Turn(fact, fact.A == 1 ? "asks whether there is a network: it is online" : $"asks whether there is a network: no answer after {Words.Seconds((fact.At - fact.C) / 1e6)}, it is offline"),
        FactKind.Suspended => Turn(fact, "its timers stop"),
        FactKind.Woken => Turn(fact, "its timers run again"),
        FactKind.FirstByteAfterArming => Turn(fact, "sends its first byte after the fault was armed"),
        FactKind.PushSeen => Background(fact, $"push on connection {fact.B}: t{fact.A} is at version {fact.C}"),
        FactKind.SessionBegan => Detail(fact, "its session code begins"),
        FactKind.SessionEnded when fact.A == (int)SessionEnd.Returned => Detail(fact, "its session code is done"),
        FactKind.SessionEnded => Detail(fact, "its session code ends"),
        FactKind.Measured => Detail(fact, "its session code records a value"),
        FactKind.SessionFailed => Turn(fact, "its session code, or the client under test, fails"),
        FactKind.PresenceListed when fact.A != (int)PresenceState.Online => Turn(fact, fact.A == (int)PresenceState.Offline ? "listed as offline by the server" : "not listed by the server"),
        FactKind.PresenceDropped => Turn(fact, "no longer listed by the server"),
        _ => ChatTeller.Tell(fact),
    };

    private static StoryEvent Turn(in Fact fact, string what) => new(fact.At, StoryWeight.Turn, what);

    private static StoryEvent Detail(in Fact fact, string what) => new(fact.At, StoryWeight.Detail, what);

    private static StoryEvent Background(in Fact fact, string what) => new(fact.At, StoryWeight.Background, what);

    private static string Gone(in Fact fact, bool declared)
    {
        var cause = (CloseCause)fact.B;
        string ending = declared ? "" : ": told, not detected";
        return cause switch
        {
            CloseCause.Own => declared ? $"connection {fact.A} closed by the client" : $"connection {fact.A} closed by the client, undeclared",
            CloseCause.CloseFrame => $"connection {fact.A} closed by the server ({Words.Cause(cause, fact.C)}){ending}",
            CloseCause.Fin or CloseCause.Reset => $"connection {fact.A} closed by the network ({Words.Cause(cause, fact.C)}){ending}",
            _ => $"connection {fact.A} ended ({Words.Cause(cause, fact.C)}){ending}",
        };
    }

    private static string Heartbeat(in Fact fact) => fact switch
    {
        { C: 0 } => "heartbeat due, not sent",
        { D: 0 } => "heartbeat sent, not answered",
        _ => $"heartbeat sent, answered after {Words.Seconds((fact.D - fact.C) / 1e6)}",
    };

    private static string Status(long status) => status switch
    {
        0 => "timed out",
        -1 => "connection error",
        _ => $"status {status}",
    };
}
