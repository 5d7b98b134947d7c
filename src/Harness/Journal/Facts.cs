
namespace Harness.Journal;

/// <summary>Named constructors: the one place that knows which field holds what.</summary>
public static class Facts
{
    public static Fact PhaseBegan(long at, RunPhase phase) => new(at, 0, 0, -1, (int)phase, 0, FactKind.PhaseBegan);

    public static Fact Edge(long requested, long acknowledged, int cohort, int fault, FaultEdge edge) =>
        new(acknowledged, requested, 0, cohort, fault, (int)edge, FactKind.FaultEdge);

    public static Fact FaultPlanned(long at, int fault, FaultBackend backend) => new(at, 0, 0, -1, fault, (int)backend, FactKind.FaultPlanned);

    public static Fact PresenceDropped(long at, long lastListed, int client) => new(at, lastListed, 0, client, 0, 0, FactKind.PresenceDropped);

    public static Fact PresenceListed(long at, int client, PresenceState state) => new(at, 0, 0, client, (int)state, 0, FactKind.PresenceListed);

    public static Fact Stall(long from, long to) => new(to, from, 0, -1, 0, 0, FactKind.Stall);

    public static Fact Published(long at, int topic, long version, long late = 0) => new(at, version, late, -1, topic, 0, FactKind.Published);

    public static Fact AttemptStarted(long at, int client, int connection, AttemptCause cause) =>
        new(at, 0, 0, client, connection, (int)cause, FactKind.AttemptStarted);

    public static Fact Opened(long at, int client, int connection) => new(at, 0, 0, client, connection, 0, FactKind.Opened);

    public static Fact AttemptFailed(long at, int client, int connection, CloseCause cause, int status = 0) =>
        new(at, status, 0, client, connection, (int)cause, FactKind.AttemptFailed);

    public static Fact DeclaredDead(long at, int client, int connection, long lastAnswer, long late = 0) =>
        new(at, lastAnswer, late, client, connection, 0, FactKind.DeclaredDead);

    public static Fact HeartbeatTrail(long due, long sent, long answered, int client, int connection) =>
        new(due, sent, answered, client, connection, 0, FactKind.HeartbeatTrail);

    public static Fact SocketGone(long at, int client, int connection, CloseCause cause, int code = 0) =>
        new(at, code, 0, client, connection, (int)cause, FactKind.SocketGone);

    public static Fact HeartbeatMissed(long at, int client, int connection, int inARow, long lastSent) =>
        new(at, lastSent, 0, client, connection, inARow, FactKind.HeartbeatMissed);

    public static Fact StateChanged(long at, int client, ClientState state) => new(at, 0, 0, client, (int)state, 0, FactKind.StateChanged);

    public static Fact VersionHeld(long at, int client, int topic, long version, FetchReason reason, long began) =>
        new(at, version, began, client, topic, (int)reason, FactKind.VersionHeld);

    public static Fact FetchAnswered(long at, int client, int topic, long version, FetchReason reason, long began) =>
        new(at, version, began, client, topic, (int)reason, FactKind.FetchAnswered);

    public static Fact FetchFailed(long at, int client, int topic, int status, FetchReason reason, long began) =>
        new(at, status, began, client, topic, (int)reason, FactKind.FetchFailed);

    public static Fact SendAsked(long at, int client, int message, bool open) => new(at, 0, 0, client, open ? 1 : 0, message, FactKind.SendAsked);

    public static Fact SendDone(long at, int client, int message) => new(at, 0, 0, client, 0, message, FactKind.SendDone);

    public static Fact SendLost(long at, int client, int message) => new(at, 0, 0, client, 0, message, FactKind.SendLost);

    public static Fact StartedLate(long at, int client, long late) => new(at, late, 0, client, 0, 0, FactKind.StartedLate);

    public static Fact OnlineChecked(long at, int client, int check, bool online, long began) => new(at, began, 0, client, online ? 1 : 0, check, FactKind.OnlineChecked);

    public static Fact HeartbeatHurried(long at, int client, int connection, long dueBefore) => new(at, dueBefore, 0, client, connection, 0, FactKind.HeartbeatHurried);

    public static Fact HeartbeatRefused(long at, int client, int connection) => new(at, 0, 0, client, connection, 0, FactKind.HeartbeatRefused);

    public static Fact ClosedByUser(long at, int client) => new(at, 0, 0, client, 0, 0, FactKind.ClosedByUser);

    public static Fact Left(long at, int client, int fault) => new(at, 0, 0, client, fault, 0, FactKind.Left);

    public static Fact GaveUp(long at, int client, int attempt, GiveUpReason why) => new(at, 0, 0, client, attempt, (int)why, FactKind.GaveUp);

    public static Fact Suspended(long at, int client, int fault) => new(at, 0, 0, client, fault, 0, FactKind.Suspended);

    public static Fact Woken(long at, int client, int fault) => new(at, 0, 0, client, fault, 0, FactKind.Woken);

    public static Fact WaitsForSend(long at, int client, int connection) => new(at, 0, 0, client, connection, 0, FactKind.WaitsForSend);

    public static Fact FirstByteAfterArming(long at, int client, int fault) => new(at, 0, 0, client, fault, 0, FactKind.FirstByteAfterArming);

    public static Fact PushSeen(long at, int client, int topic, int connection, long version) => new(at, version, 0, client, topic, connection, FactKind.PushSeen);

    public static Fact TextPart(long at, int text, int part, long first, long second) => new(at, first, second, -1, text, part, FactKind.TextPart);

    public static Fact SessionBegan(long at, int client) => new(at, 0, 0, client, 0, 0, FactKind.SessionBegan);

    public static Fact SessionEnded(long at, int client, SessionEnd how) => new(at, 0, 0, client, (int)how, 0, FactKind.SessionEnded);

    public static Fact SessionFailed(long at, int client, int text) => new(at, 0, 0, client, text, 0, FactKind.SessionFailed);

    public static Fact Measured(long at, int client, int name, SampleUnit unit, double value, long began) =>
        new(at, BitConverter.DoubleToInt64Bits(value), began, client, name, (int)unit, FactKind.Measured);

    public static Fact HistogramBucket(long second, int cohort, Series series, int bucket, long count) =>
        new(second, count, 0, cohort, (int)series, bucket, FactKind.HistogramBucket);

    public static Fact CounterSlice(long second, int cohort, Series series, long amount) =>
        new(second, amount, 0, cohort, (int)series, 0, FactKind.CounterSlice);
}
