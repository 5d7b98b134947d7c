using System.Collections.Immutable;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files;

/// <summary>The mapping <c>target</c> of a scenario file.</summary>
internal static class TargetReader
{
    public static TargetSettings Read(ConfigValue value)
    {
        var usual = new TargetSettings();
        if (value.Section() is not { } section)
        {
            return usual;
        }

        var target = new TargetSettings
        {
            PresenceThreshold = section.Find("presence_threshold")?.Duration() ?? usual.PresenceThreshold,
            Nodes = section.Find("nodes")?.Count() ?? usual.Nodes,
            IdleClose = section.Find("idle_close")?.Duration(),
            ServerHeartbeat = section.Find("server_heartbeat")?.Section() is { } heartbeat ? ReadHeartbeat(heartbeat) : null,
            RestartClears = section.Find("restart_clears")?.Boolean() ?? usual.RestartClears,
            PushBytes = section.Find("push_bytes")?.Count() ?? usual.PushBytes,
            SendQueue = section.Find("send_queue")?.Count() ?? usual.SendQueue,
            MaxClients = section.Find("max_clients")?.Count(),
            SlowPast = section.Find("slow_past")?.Section() is { } slow ? ReadSlowPast(slow) : null,
            Flaws = [.. (section.Find("flaws")?.Items() ?? []).Select(ReadFlaw).OfType<string>()],
        };
        section.Close();
        return target;
    }

    private static ServerHeartbeatSettings ReadHeartbeat(ConfigSection section)
    {
        TimeSpan interval = section.Require("interval")?.Duration() ?? Units.Longest;
        var heartbeat = new ServerHeartbeatSettings(
            interval, section.Find("timeout")?.Duration() ?? interval, section.Find("form")?.OneOf(("text", false), ("frame", true)) ?? false);
        section.Close();
        return heartbeat;
    }

    private static SlowPastSettings ReadSlowPast(ConfigSection section)
    {
        var slow = new SlowPastSettings(section.Require("clients")?.Count() ?? 1, section.Require("delay")?.Duration() ?? Units.Longest);
        section.Close();
        return slow;
    }

    private static string? ReadFlaw(ConfigValue item) => item.Named(name => ServerFlaws.All.Contains(name) ? name : null, ServerFlaws.All);
}
