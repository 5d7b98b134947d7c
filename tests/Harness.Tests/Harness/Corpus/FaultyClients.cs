using System.Collections.Immutable;
using Harness.Journal;
using Harness.Tests.Corpus.Clients;

namespace Harness.Tests.Corpus;

/// <summary>A client with one mistake, and what finds it.</summary>
/// <param name="Name">Unique in the corpus.</param>
/// <param name="Wrong">One line: what it does wrong.</param>
/// <param name="Scene">Where it shows.</param>
/// <param name="CaughtBy">The assertion or invariant that has to be broken.</param>
/// <param name="Machine">Plays it.</param>
internal sealed record FaultyClient(string Name, string Wrong, Scene Scene, string CaughtBy, MachineFactory Machine)
{
    /// <summary>Every one there is.</summary>
    public static readonly ImmutableArray<FaultyClient> All =
    [
        // Heartbeats and their rule.
        Plays("never-declares", "sends heartbeats and counts none", Scenes.SilentDrop, "detection.undetected == 0",
            policy => Heartbeat(policy, h => h with { Misses = null })),
        Does("never-rearms-its-timer", "arms the heartbeat timer only when a message comes in", Scenes.SilentDrop, "detection.undetected == 0",
            (policy, topics, seed) => new ArmsItsTimerOnce(policy, topics, seed)),
        Wraps("resets-on-its-own-send", "takes each heartbeat that it sends for a sign of life", Scenes.SilentDrop, "detection.undetected == 0",
            (inner, _) => new ResetsOnItsOwnSend(inner)),
        Plays("counts-one-round-more", "declares one heartbeat later than its policy says", Scenes.SilentDrop, "detection.missed_heartbeats.max <= 3",
            policy => Heartbeat(policy, h => h with { Misses = h.Misses + 1 })),
        Plays("counts-one-round-fewer", "declares one heartbeat earlier than its policy says", Scenes.SilentDrop, "detection.missed_heartbeats.min >= 3",
            policy => Heartbeat(policy, h => h with { Misses = h.Misses - 1 })),
        Plays("declares-too-late", "its timer runs a quarter slow", Scenes.SilentDrop, "detection.within_bound",
            policy => Heartbeat(policy, h => h with { Interval = h.Interval * 1.25 })),
        Plays("declares-too-early", "gives up after half of the silence that its policy allows", Scenes.ShortDrop, "false_alarms == 0",
            policy => Heartbeat(policy, h => h with { Interval = h.Interval / 2 })),
        Plays("is-impatient", "takes an answer that is a little late for none", Scenes.Latency, "false_alarms == 0",
            policy => Heartbeat(policy, h => h with { Misses = null, ReplyTimeout = h.Interval / 5 })),
        Plays("counts-a-push-as-nothing", "waits for the reply to its heartbeat and for nothing else", Scenes.OnlyPushes, "false_alarms == 0",
            policy => Heartbeat(policy, h => h with { Answer = AnswerRule.Reply })),
        Wraps("never-beats", "waits for answers and sends nothing that could be answered", Scenes.Calm, "false_alarms == 0",
            (inner, _) => new NeverBeats(inner)),
        Wraps("beats-on-a-closed-socket", "the heartbeat timer outlives its socket", Scenes.SilentDrop, "no-heartbeat-when-not-open",
            (inner, policy) => new BeatsOnAClosedSocket(inner, policy)),
        Wraps("keeps-its-old-timer", "after a reconnect the timer of the old socket beats on the new one, too", Scenes.HalfOpen, "one-heartbeat-per-interval",
            (inner, policy) => new KeepsItsOldTimer(inner, policy)),

        // Reconnects.
        Wraps("reconnects-twice", "close and error each cause a reconnect", Scenes.SilentDrop, "one-reconnect-per-loss",
            (inner, _) => new ReconnectsTwice(inner)),
        Wraps("has-no-lock", "starts another attempt while one is under way", Scenes.SilentDrop, "one-reconnect-per-loss",
            (inner, _) => new HasNoLock(inner)),
        Wraps("reconnects-while-connected", "does not cancel its reconnect timer when the socket opens", Scenes.HalfOpen, "one-reconnect-per-loss",
            (inner, _) => new ReconnectsWhileConnected(inner)),
        Wraps("leaves-its-old-socket-open", "does not close the dead socket before the new one opens", Scenes.HalfOpen, "one-open-socket",
            (inner, _) => new LeavesItsOldSocketOpen(inner)),
        Wraps("comes-back-after-its-user-left", "takes the close that its user asked for as a loss", Scenes.Calm, "closed-stays-closed",
            (inner, _) => new ComesBackAfterItsUserLeft(inner)),
        Wraps("ignores-1006", "does nothing when the connection ends without a close frame", Scenes.Refused, "attempts-continue",
            (inner, _) => new IgnoresEnds(inner, end => end.Number == 1006)),
        Wraps("ignores-1001", "does nothing when the server closes an idle connection", Scenes.IdleClose, "attempts-continue",
            (inner, _) => new IgnoresEnds(inner, end => end.Code == 1001)),
        Plays("retries-after-refused-credentials", "takes 401 for an accident and tries again", Scenes.Banned, "reconnects.failed.per_client.max <= 1",
            policy => Reconnect(policy, r => r with { Rules = [] })),
        Plays("gives-up-after-one-failure", "its first failed attempt is its last", Scenes.SilentDrop, "recovery.unrecovered == 0",
            policy => Reconnect(policy, r => r with { MaxAttempts = 1 })),
        Plays("has-no-backoff", "tries again 20 ms after each failure", Scenes.Refused, "reconnects.failed.per_client.max <= 5",
            policy => Reconnect(policy, r => r with { Locked = false, Delay = TimeSpan.FromMilliseconds(20), DelayAfterError = null, MaxDelay = TimeSpan.FromMilliseconds(20) })),
        Plays("waits-too-long", "waits five times as long before it reconnects", Scenes.QuietDrop, "recovery.within_bound",
            policy => Reconnect(policy, r => r with { Locked = false, Delay = r.Delay * 15, DelayAfterError = r.Delay * 15, MaxDelay = r.Delay * 15 })),

        // Messages.
        Wraps("subscribes-once", "does not subscribe on its second socket", Scenes.SilentDrop, "updates.lost == 0",
            (inner, _) => new SubscribesOnce(inner)),
        Wraps("loses-its-queue", "clears its send queue with each new socket", Scenes.TalkativeDrop, "deferred-send",
            (inner, _) => new LosesItsQueue(inner)),
        Wraps("sends-while-connecting", "sends on a socket that is not open yet", Scenes.TalkativeDrop, "deferred-send",
            (inner, _) => new SendsWhileConnecting(inner)),
        Wraps("sends-twice", "sends all that it ever sent again on each new socket", Scenes.TalkativeDrop, "deferred-send",
            (inner, _) => new SendsTwice(inner)),

        // Data.
        Plays("never-fetches-on-open", "does not fetch what it missed", Scenes.QuietDrop, "recovery.unrecovered == 0",
            policy => policy with { FetchOnOpen = false }),
        Wraps("never-fetches-after-a-push", "hears that a topic changed and leaves it at that", Scenes.SilentDrop, "updates.lost == 0",
            (inner, _) => new NeverFetches(inner, reason => reason == FetchReason.Push)),
        Wraps("stops-fetching-after-a-failure", "the first fetch that fails is its last", Scenes.HttpOutage, "updates.lost == 0",
            (inner, _) => new StopsFetchingAfterAFailure(inner)),
        Plays("never-polls", "has no fallback, whatever its policy says", Scenes.SilentDrop, "fallback.time.max <= 600ms",
            policy => policy with { Fallback = null }),
        Wraps("trusts-every-push-to-arrive", "does not poll when no push comes", Scenes.LostPushes, "updates.delay.max <= 1500ms",
            (inner, _) => new NeverFetches(inner, reason => reason == FetchReason.PollSilence)),
        Wraps("polls-for-ever", "does not stop polling when its socket is open", Scenes.SilentDrop, "polling-stops-when-open",
            (inner, policy) => new PollsItsOwnWay(inner, policy.Fallback!.Every, stopsWhenOpen: false)),
        Wraps("polls-without-pause", "polls every 20 ms instead of every 300", Scenes.SilentDrop, "polls.peak <= 80/s",
            (inner, _) => new PollsItsOwnWay(inner, TimeSpan.FromMilliseconds(20), stopsWhenOpen: true)),
        Does("polls-a-foreign-topic", "polls a topic that it does not follow", Scenes.SilentDrop, "staleness.max <= 1500ms",
            (policy, topics, seed) => new PollsAForeignTopic(ClientMachines.Create(policy, topics, seed), topics)),
        Wraps("believes-any-version", "takes whatever a fetch answers for news, also what is older than what it holds", Scenes.SilentDrop, "versions-only-grow",
            (inner, _) => new BelievesAnyVersion(inner)),
    ];

    private static FaultyClient Does(string name, string wrong, Scene scene, string caughtBy, MachineFactory machine) => new(name, wrong, scene, caughtBy, machine);

    /// <summary>A sound machine that plays another policy than the one it is judged by.</summary>
    private static FaultyClient Plays(string name, string wrong, Scene scene, string caughtBy, Func<ClientPolicy, ClientPolicy> mistake) =>
        new(name, wrong, scene, caughtBy, (policy, topics, seed) => ClientMachines.Create(mistake(policy), topics, seed));

    /// <summary>A sound machine with something in between it and the world.</summary>
    private static FaultyClient Wraps(string name, string wrong, Scene scene, string caughtBy, Func<IClientMachine, ClientPolicy, IClientMachine> mistake) =>
        new(name, wrong, scene, caughtBy, (policy, topics, seed) => mistake(ClientMachines.Create(policy, topics, seed), policy));

    private static ClientPolicy Heartbeat(ClientPolicy policy, Func<HeartbeatPolicy, HeartbeatPolicy> mistake) => policy with { Heartbeat = mistake(policy.Heartbeat!) };

    private static ClientPolicy Reconnect(ClientPolicy policy, Func<ReconnectPolicy, ReconnectPolicy> mistake) => policy with { Reconnect = mistake(policy.Reconnect) };
}
