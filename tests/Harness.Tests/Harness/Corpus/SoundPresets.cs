using System.Collections.Immutable;
using Harness.Clients;
using Harness.Faults.Kinds;
using Harness.Scenarios;

namespace Harness.Tests.Corpus;

/// <summary>Every preset without a known flaw, in time that is shrunken so that its interval, or else its delay, is some hundred milliseconds.</summary>
internal static class SoundPresets
{
    private static readonly TimeSpan _least = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _leastAttempt = TimeSpan.FromMilliseconds(400);

    /// <summary>By name.</summary>
    public static readonly ImmutableArray<(string Name, Scene Scene)> All =
    [
        .. PresetRegistry.All
            .Where(preset => preset.AsWritten == AsWritten.No)
            .Select(preset => (preset.Name, SceneOf(preset))),
    ];

    /// <summary>
    /// <code>
    ///   0   0.3   1                          1 + bound + 0.5      + recovery bound    + 0.3      + 0.5 s
    ///   ├ ramp ┼───┤ silent drop on half of them │ removed             │ all are back │   drain  │
    /// </code>
    /// </summary>
    private static Scene SceneOf(ClientPreset preset)
    {
        ClientPolicy policy = Shrink(preset.Policy);
        bool notices = policy.WorstCaseDetection is not null;
        TimeSpan outage = (policy.WorstCaseDetection ?? TimeSpan.FromSeconds(0.7)) + TimeSpan.FromSeconds(0.5);
        TimeSpan recovery = policy.RecoveryBound(outage + TimeSpan.FromSeconds(0.5));
        double seconds = (TimeSpan.FromSeconds(1.3) + outage + recovery).TotalSeconds;
        bool hasSocket = policy.Transport == ClientTransport.WebSocket;
        string[] assertions = !hasSocket ? ["updates.lost == 0"]
            : policy.Reconnect.MaxAttempts == 0 ? ["false_alarms == 0", "clients.never_opened == 0"]
            : notices
            ? ["detection.within_bound", "detection.undetected == 0", "recovery.within_bound", "recovery.unrecovered == 0", "false_alarms == 0", "updates.lost == 0", "clients.never_opened == 0"]
            : ["recovery.within_bound", "recovery.unrecovered == 0", "false_alarms == 0", "updates.lost == 0", "clients.never_opened == 0"];
        Scene scene = Scenes.Scene(
            preset.Name, "", policy, new TopicSettings { Count = 10, UpdatesPerSecond = 5 }, seconds,
            new SilentDropFault { At = TimeSpan.FromSeconds(1), For = outage, Share = 0.5, Path = hasSocket ? FaultPath.WebSocket : FaultPath.Http }, assertions);
        // Clients of some presets do not answer the server's heartbeats: it is not to drop them for that.
        return policy.Heartbeat is { Sender: HeartbeatSender.Server } h
            ? scene.With("config", new { serverHeartbeat = new { intervalMs = h.Interval.TotalMilliseconds, timeoutMs = 60_000 } })
            : scene;
    }

    /// <summary>As fast as can be judged: no interval under 250 ms, and no attempt that gets less than 400 ms.</summary>
    private static ClientPolicy Shrink(ClientPolicy policy)
    {
        ClientPolicy scaled = policy.Scale(_least / (policy.Heartbeat?.Interval ?? policy.Fallback?.Every ?? policy.Reconnect.AttemptTimeout));
        return scaled with
        {
            Reconnect = scaled.Reconnect with { AttemptTimeout = scaled.Reconnect.AttemptTimeout < _leastAttempt ? _leastAttempt : scaled.Reconnect.AttemptTimeout },
            Fallback = scaled.Fallback is { } f ? f with { Every = Later(f.Every), Timeout = Later(f.Timeout) } : null,
            FetchTimeout = _leastAttempt,
            RefetchDelay = TimeSpan.FromMilliseconds(100),
        };
    }

    private static TimeSpan Later(TimeSpan time) => time < _least ? _least : time;
}
