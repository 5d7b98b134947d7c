using System.Collections.Immutable;

namespace Harness.Metrics;

/// <summary>Every metric there is, in one place. Words are used in the sense of the semantics page of the docs.</summary>
public static class MetricNames
{
    public static readonly Metric MissedHeartbeats = new("detection.missed_heartbeats", MetricUnit.Count, true, MetricNeeds.Heartbeat | MetricNeeds.NoticeableFault,
        "heartbeats missed per detected loss: ⌊(declared dead − last answer) ÷ interval⌋; an undetected client counts as ∞");
    public static readonly Metric DetectionTime = new("detection.time", MetricUnit.Seconds, true, MetricNeeds.Heartbeat | MetricNeeds.NoticeableFault,
        "onset to declared dead, per client that must detect; an undetected client counts as ∞");
    public static readonly Metric DetectionWithinBound = new("detection.within_bound", MetricUnit.Truth, false, MetricNeeds.Heartbeat | MetricNeeds.NoticeableFault,
        "no loss had more silence than the policy's threshold + max(50 ms, 5 % of the interval) when it was declared; an undetected client breaks it");
    public static readonly Metric Undetected = new("detection.undetected", MetricUnit.Count, false, MetricNeeds.Heartbeat | MetricNeeds.NoticeableFault,
        "clients that had to detect and did not; a close that the network delivered is no detection");
    public static readonly Metric FalseAlarms = new("false_alarms", MetricUnit.Count, false, MetricNeeds.None,
        "own declarations by clients that must not detect, and in the control group");
    public static readonly Metric FallbackTime = new("fallback.time", MetricUnit.Seconds, true, MetricNeeds.Fallback | MetricNeeds.Loss,
        "detection (or the close that told it) to the first poll after it that succeeds; 0 if already polling with success; ∞ if the policy called for polls and none succeeded before the socket was open again or the run ended; where a fault hits all paths, from its removal");
    public static readonly Metric RecoveryTime = new("recovery.time", MetricUnit.Seconds, true, MetricNeeds.Loss,
        "removal (for an event: the loss) to recovered: socket open and, for every topic, a version at least that of removal");
    public static readonly Metric RecoveryWithinBound = new("recovery.within_bound", MetricUnit.Truth, false, MetricNeeds.Loss,
        "every client recovered within the bound that its policy computes");
    public static readonly Metric Unrecovered = new("recovery.unrecovered", MetricUnit.Count, false, MetricNeeds.Loss,
        "affected clients that had not recovered by the end of the drain");
    public static readonly Metric UpdatesLost = new("updates.lost", MetricUnit.Count, false, MetricNeeds.Updates,
        "published versions for which a client held no version at least as new by the end of the drain");
    public static readonly Metric UpdatesSkipped = new("updates.skipped", MetricUnit.Count, false, MetricNeeds.Updates,
        "published versions that a client never held itself because it went on to a newer one: legitimate in notify-then-fetch");
    public static readonly Metric UpdatesDuplicate = new("updates.duplicate", MetricUnit.Count, false, MetricNeeds.Updates | MetricNeeds.Pushes,
        "pushes that announced a version which a push had announced to the same client before, on whichever connection");
    public static readonly Metric UpdatesOutOfOrder = new("updates.out_of_order", MetricUnit.Count, false, MetricNeeds.Updates | MetricNeeds.Pushes,
        "pushes that announced a version older than one announced to the same client before, and not announced before itself");
    public static readonly Metric UpdatesDelay = new("updates.delay", MetricUnit.Seconds, true, MetricNeeds.Updates | MetricNeeds.Publications,
        "publication to the first version held that is at least as new, per client and version; ∞ if there was none by the end of the drain");
    public static readonly Metric PushesLost = new("pushes.lost", MetricUnit.Count, false, MetricNeeds.Updates | MetricNeeds.Pushes,
        "published while a client held an open socket, and never announced to it by a push: legitimate in notify-then-fetch");
    public static readonly Metric Staleness = new("staleness", MetricUnit.Seconds, true, MetricNeeds.Updates | MetricNeeds.Publications,
        "age of the oldest publication newer than the version held, per client, sampled at each publication of its topics and at each answered fetch just before its version counts");
    public static readonly Metric HeartbeatRtt = new("heartbeat.rtt", MetricUnit.Seconds, true, MetricNeeds.Heartbeat | MetricNeeds.Replies,
        "heartbeat round trip, from the instant the heartbeat was due");
    public static readonly Metric HeartbeatsMissed = new("heartbeats.missed", MetricUnit.Count, false, MetricNeeds.Heartbeat,
        "heartbeats without any message before the next was due, inside and outside fault windows");
    public static readonly Metric Reconnects = new("reconnects", MetricUnit.Count, false, MetricNeeds.None,
        "connections opened after a loss");
    public static readonly Metric FailedAttempts = new("reconnects.failed", MetricUnit.Count, false, MetricNeeds.None,
        "attempts to connect that did not open");
    public static readonly Metric FailedPerClient = new("reconnects.failed.per_client", MetricUnit.Count, true, MetricNeeds.None,
        "attempts to connect that did not open, per client that was started");
    public static readonly Metric ReconnectsDelay = new("reconnects.delay", MetricUnit.Seconds, true, MetricNeeds.None,
        "a loss, told or declared, to the beginning of the attempt that follows it; a loss that none followed has no value");
    public static readonly Metric ReconnectsPeak = new("reconnects.peak", MetricUnit.Rate, false, MetricNeeds.None,
        "the most attempts to reconnect, failed ones included, that began within one second; a client's first attempt is none");
    public static readonly Metric ReconnectsSynchrony = new("reconnects.synchrony", MetricUnit.Share, false, MetricNeeds.None,
        "of the clients that tried to reconnect, the largest share of the others that tried within the same 100 ms: 0 for evenly spread, 1 for all at once");
    public static readonly Metric NeverOpened = new("clients.never_opened", MetricUnit.Count, false, MetricNeeds.None,
        "clients that never had an open socket");
    public static readonly Metric StartedLate = new("clients.started_late", MetricUnit.Count, false, MetricNeeds.None,
        "clients that were started 250 ms or more after the instant that the load had for them");
    public static readonly Metric NotStarted = new("clients.not_started", MetricUnit.Count, false, MetricNeeds.None,
        "clients of the load that were never started");
    public static readonly Metric SilencePolls = new("polls.silence", MetricUnit.Count, false, MetricNeeds.Fallback,
        "polls caused by push silence rather than by a loss");
    public static readonly Metric FetchesFailed = new("fetches.failed", MetricUnit.Count, false, MetricNeeds.None,
        "fetches and polls that ended without an answer: no connection, a broken or a late one, or a status other than 200");
    public static readonly Metric PollsPeak = new("polls.peak", MetricUnit.Rate, false, MetricNeeds.Fallback,
        "the most polls, answered or not, that began within one second");
    public static readonly Metric SendsDeferred = new("sends.deferred", MetricUnit.Count, false, MetricNeeds.Sends,
        "messages of the session, subscriptions included, that were asked for while the client had no open socket");
    public static readonly Metric SendsLost = new("sends.lost", MetricUnit.Count, false, MetricNeeds.Sends,
        "messages that never went out, though the client was open from then to the end, or open again later");
    public static readonly Metric SendsDelay = new("sends.delay", MetricUnit.Seconds, true, MetricNeeds.Sends,
        "from the instant a message was asked for until it went out; ∞ for one that was lost, no value for one whose client was not open again");
    public static readonly Metric PresenceStale = new("presence.stale", MetricUnit.Seconds, true, MetricNeeds.Presence,
        "from the instant a client left without a word until the server no longer lists it; ∞ if it still does at the end");
    public static readonly Metric PresenceOffline = new("presence.offline", MetricUnit.Count, false, MetricNeeds.Listing,
        "clients whose socket had been open for longer than the presence threshold at the end of the drain, and whom the server did not list as online then");
    public static readonly Metric HttpRequests = new("http.requests.per_client", MetricUnit.Rate, false, MetricNeeds.None,
        "polls, fetches and pages of session code that began, per client and time that it was there");
    public static readonly Metric HttpFailed = new("http.failed", MetricUnit.Count, false, MetricNeeds.None,
        "of them, those that failed: no whole answer in time, a connection that broke, a status that is no answer");
    public static readonly Metric TrafficReceived = new("traffic.received.per_client", MetricUnit.ByteRate, false, MetricNeeds.None,
        "bytes of HTTP answers, WebSocket handshakes and frames received, above TCP and TLS, per client and time that it was there");
    public static readonly Metric TrafficSent = new("traffic.sent.per_client", MetricUnit.ByteRate, false, MetricNeeds.None,
        "bytes of HTTP requests, WebSocket handshakes and frames sent, above TCP and TLS, per client and time that it was there");

    public static readonly Metric ChatLost = new("chat.lost", MetricUnit.Count, false, MetricNeeds.Chat,
        "chat messages owed to a client and never received by it: sender and receiver were connected from its sending for as long as the policy takes to find out that they are not");
    public static readonly Metric ChatDuplicate = new("chat.duplicate", MetricUnit.Count, false, MetricNeeds.Chat,
        "chat messages received by a client that had received them before");
    public static readonly Metric ChatOutOfOrder = new("chat.out_of_order", MetricUnit.Count, false, MetricNeeds.Chat,
        "chat messages received after a later one of the same sender in the same place, where each end used one connection for both");
    public static readonly Metric ChatMisdelivered = new("chat.misdelivered", MetricUnit.Count, false, MetricNeeds.Chat,
        "chat messages received by a client that they are not for");
    public static readonly Metric ChatDelay = new("chat.delay", MetricUnit.Seconds, true, MetricNeeds.Chat,
        "a chat message's due instant to its first receipt, per receiver; ∞ for one that was owed and never came; without those that waited for their sender to connect");
    public static readonly Metric ChatRefused = new("chat.refused", MetricUnit.Count, false, MetricNeeds.Chat,
        "connections on which the server did not take the client's token, or not any more");
    public static readonly Metric ChatAdmittedWithBadToken = new("chat.admitted_with_bad_token", MetricUnit.Count, false, MetricNeeds.BadTokens,
        "clients with an expired or forged token that were let into the chat room");
    public static readonly Metric ChatBadTokenRetries = new("chat.bad_token.retries", MetricUnit.Count, true, MetricNeeds.BadTokens,
        "attempts to connect per client with an expired or forged token, after it was told that this is not taken");
    public static readonly Metric ChatGroupListStale = new("chat.group_list.stale", MetricUnit.Count, false, MetricNeeds.Chat,
        "entries of members' group lists that were wrong 2 s after another member had come or gone");
    public static readonly Metric SessionFailures = new("session.failures", MetricUnit.Count, false, MetricNeeds.Session,
        "session code, or clients under test, that threw, timed out, or did not end when their client did");

    /// <summary>All of them, in the order of help texts.</summary>
    public static readonly ImmutableArray<Metric> All =
    [
        MissedHeartbeats, DetectionTime, DetectionWithinBound, Undetected, FalseAlarms,
        FallbackTime, RecoveryTime, RecoveryWithinBound, Unrecovered,
        UpdatesLost, UpdatesSkipped, UpdatesDuplicate, UpdatesOutOfOrder, UpdatesDelay, PushesLost, Staleness,
        HeartbeatRtt, HeartbeatsMissed, Reconnects, FailedAttempts, FailedPerClient, ReconnectsDelay, ReconnectsPeak, ReconnectsSynchrony, NeverOpened, StartedLate, NotStarted, SilencePolls, FetchesFailed, PollsPeak,
        SendsDeferred, SendsLost, SendsDelay, PresenceStale, PresenceOffline,
        HttpRequests, HttpFailed, TrafficReceived, TrafficSent,
        ChatLost, ChatDuplicate, ChatOutOfOrder, ChatMisdelivered, ChatDelay, ChatRefused, ChatAdmittedWithBadToken, ChatBadTokenRetries, ChatGroupListStale, SessionFailures,
    ];

    private static readonly Dictionary<string, Metric> _byName = All.ToDictionary(metric => metric.Name, StringComparer.Ordinal);

    /// <summary>The metric of that name, or null.</summary>
    public static Metric? Find(string name) => _byName.GetValueOrDefault(name);
}
