using System.Collections.Immutable;
using Harness.Clients.Presets;
using Harness.Faults.Kinds;
using Harness.Scenarios;

namespace Harness.Tests.Corpus;

/// <summary>
/// The scenes that the corpus shares: 20 clients in four cohorts, of which half are hit, for about five seconds.
/// </summary>
/// <remarks>
/// One heartbeat every 300 ms, dead after 0.9 s of silence; who has to notice has declared by 2 s.
/// <code>
///   0   0.3   1.0         2.0        2.8                  4.5      5.0 s
///   ├ ramp ┼───┤ fault on  │ declared │ removed, recovered │  drain │
/// </code>
/// </remarks>
internal static class Scenes
{
    /// <summary>The clients that are hit by a scene's own events; the others are not.</summary>
    public static readonly int[] HitCohorts = [0, 2];

    public static readonly ClientPolicy Rounds = HeartbeatRounds.Preset.Policy with
    {
        Heartbeat = HeartbeatRounds.Preset.Policy.Heartbeat! with { Interval = Ms(300), Misses = 3 },
        Reconnect = HeartbeatRounds.Preset.Policy.Reconnect with { Delay = Ms(200), DelayAfterError = Ms(200), MaxDelay = Ms(200), AttemptTimeout = Ms(500) },
        Fallback = new FallbackPolicy { OnLoss = TimeSpan.Zero, Every = Ms(300), Timeout = Ms(400) },
        FetchTimeout = Ms(400),
        RefetchDelay = Ms(100),
    };

    public static readonly ClientPolicy WithoutPolls = Rounds with { Fallback = null };

    private static readonly string[] _hit = [.. Enumerable.Range(0, 20).Where(client => client % 2 == 0).Select(client => $"c{client}")];

    private static readonly ClientPolicy _withoutHeartbeat = WithoutPolls with { Heartbeat = null };

    /// <summary>Each topic is published every second.</summary>
    private static readonly TopicSettings _busy = new() { Count = 10, UpdatesPerSecond = 10 };

    /// <summary>Each client has a topic of its own that is published every four seconds: what is missed is not announced again soon.</summary>
    private static readonly TopicSettings _quiet = new() { Count = 20, UpdatesPerSecond = 5 };

    public static readonly Scene SilentDrop = Scene(
        "silent drop", "nothing gets through to half of the clients for 1.8 s", Rounds, _busy, 4.5, Silence(1, 1.8),
        "detection.missed_heartbeats.min >= 3", "detection.missed_heartbeats.max <= 3", "detection.within_bound", "detection.undetected == 0",
        "fallback.time.max <= 600ms", "recovery.within_bound", "recovery.unrecovered == 0", "false_alarms == 0", "updates.lost == 0", "staleness.max <= 1500ms",
        "polls.peak <= 80/s", "clients.never_opened == 0");

    public static readonly Scene TalkativeDrop = Scene(
        "silent drop, users send", "the same, and each client's user sends a message every 0.4 s", Rounds with { Send = new SendPolicy { Every = Ms(400) } }, _busy, 4.5,
        Silence(1, 1.8), "detection.within_bound", "detection.undetected == 0", "recovery.unrecovered == 0", "false_alarms == 0", "updates.lost == 0");

    public static readonly Scene QuietDrop = Scene(
        "silent drop, few updates", "the same without polls, and each topic is published every 4 s", WithoutPolls, _quiet, 4.5, Silence(1, 1.8),
        "detection.within_bound", "detection.undetected == 0", "recovery.within_bound", "recovery.unrecovered == 0", "false_alarms == 0", "updates.lost == 0");

    public static readonly Scene ShortDrop = Scene(
        "short drop", "nothing gets through for 0.4 s, less than anybody may notice", Rounds, _quiet, 3.5, Silence(1, 0.4),
        "false_alarms == 0", "updates.lost == 0");

    public static readonly Scene Latency = Scene(
        "latency", "everything is 60 ms late each way for 1.2 s", Rounds, _busy, 3,
        new LatencyFault { At = S(1), For = S(1.2), Share = 0.5, Latency = Ms(60) },
        "false_alarms == 0", "reconnects == 0", "updates.lost == 0");

    public static readonly Scene HalfOpen = Scene(
        "half-open", "the server's end of half of the connections is gone; new ones work", Rounds, _busy, 4,
        new HalfOpenFault { At = S(1), Share = 0.5, Gone = GoneSide.Server },
        "detection.within_bound", "detection.undetected == 0", "recovery.within_bound", "recovery.unrecovered == 0", "false_alarms == 0", "updates.lost == 0");

    public static readonly Scene HttpOutage = Scene(
        "http outage", "polls and fetches of half of the clients hang for 1 s; their sockets are sound", Rounds, _busy, 4.5,
        new SilentDropFault { At = S(1), For = S(1), Share = 0.5, Path = FaultPath.Http },
        "false_alarms == 0", "reconnects == 0", "updates.lost == 0");

    public static readonly Scene Calm = Scene(
        "calm", "nothing happens", Rounds, _quiet, 3, null,
        "false_alarms == 0", "reconnects == 0", "updates.lost == 0", "updates.delay.max <= 500ms", "heartbeat.rtt.p90 <= 150ms", "clients.never_opened == 0");

    public static readonly Scene Lively = Scene(
        "lively", "nothing happens, and each topic is published every second", Rounds, _busy, 4, null,
        "false_alarms == 0", "updates.lost == 0", "updates.duplicate == 0", "updates.out_of_order == 0", "pushes.lost == 0");

    public static readonly Scene Refused = Scene(
            "refused", "half of the clients get a FIN, and are refused for 1.2 s", WithoutPolls, _busy, 4, null,
            "false_alarms == 0", "reconnects.failed.per_client.max <= 5", "updates.lost == 0")
        .At(S(1), (around, cancellation) => around.OpenAsync(false, cancellation, HitCohorts))
        .At(S(2.2), (around, cancellation) => around.OpenAsync(true, cancellation, HitCohorts));

    public static readonly Scene OnlyPushes = Scene(
            "only pushes", "heartbeats of half of the clients get lost for 2 s; a push still comes every half second", Rounds, _busy with { Count = 5 }, 3.5, null,
            "false_alarms == 0", "updates.lost == 0")
        .At(S(1), (around, cancellation) => around.LoseUpstreamAsync(true, cancellation, HitCohorts))
        .At(S(3), (around, cancellation) => around.LoseUpstreamAsync(false, cancellation, HitCohorts));

    public static readonly Scene IdleClose = Scene(
            "idle close", "clients without heartbeats are closed with 1001 after 0.7 s of silence, and come back", _withoutHeartbeat, _quiet, 3.5, null,
            "reconnects.failed.per_client.max <= 1", "updates.lost == 0")
        .With("config", new { idleCloseMs = 700 });

    public static readonly Scene Banned = Scene(
            "banned", "half of the clients lose their connection, and their credentials are refused with 401 from then on", WithoutPolls, _quiet, 3.5, null,
            "false_alarms == 0", "reconnects.failed.per_client.max <= 1")
        .At(S(1), (around, cancellation) => around.OrderAsync("config", new { auth = new { mode = "status", refuse = _hit } }, cancellation))
        .At(S(1.1), (around, cancellation) => around.OrderAsync("drop", new { clients = _hit }, cancellation));

    public static readonly Scene LostPushes = Scene(
            "lost pushes", "half of the pushes get lost; whoever hears none for 0.4 s polls", Rounds with { Fallback = Rounds.Fallback! with { OnPushSilence = Ms(400) } }, _quiet, 3, null,
            "false_alarms == 0", "updates.lost == 0", "updates.delay.max <= 1500ms")
        .With("lose-pushes", new { share = 0.5, seed = 3 });

    /// <summary>Clients leave without a word.</summary>
    public static readonly Scene ClientsGone = Scene(
        "clients gone", "half of the clients leave without a word; the server has to notice within its 0.8 s", Rounds, _quiet, 4,
        new HalfOpenFault { At = S(1), Share = 0.5, Gone = GoneSide.Client }, "presence.stale.max <= 2s", "false_alarms == 0");

    /// <summary>All of them, in the order of the docs.</summary>
    public static readonly ImmutableArray<Scene> All =
        [Calm, Lively, SilentDrop, TalkativeDrop, QuietDrop, ShortDrop, Latency, HalfOpen, HttpOutage, Refused, OnlyPushes, IdleClose, Banned, LostPushes, ClientsGone];

    public static Scene Scene(string name, string happens, ClientPolicy policy, TopicSettings topics, double seconds, Fault? fault, params string[] assertions) => new(
        name, happens, new Scenario
        {
            Name = name.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-'),
            Clients = new ClientSettings { Policy = policy, Played = policy, Count = 20 },
            Topics = topics,
            Cohorts = 4,
            Load = [new RampStage { Over = S(0.3) }, new HoldStage { For = S(seconds - 0.3) }],
            Drain = S(0.5),
            Target = new TargetSettings { PresenceThreshold = S(0.8) },
            Faults = fault is null ? [] : [fault],
            Assertions = [.. assertions.Select(Corpus.Scene.Read)],
        });

    private static SilentDropFault Silence(double at, double length) => new() { At = S(at), For = S(length), Share = 0.5 };

    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
