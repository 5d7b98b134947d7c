namespace Harness.Clients.Presets;

/// <summary>The timings of a client of Discord's gateway.</summary>
public static class DiscordTiming
{
    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "discord-timing",
            Heartbeat = new HeartbeatPolicy
            {
                Message = "ping",
                Interval = TimeSpan.FromSeconds(45),
                Pace = HeartbeatPace.Fixed,
                RandomStart = true,
                Answer = AnswerRule.Reply,
                Misses = 2,
            },
            Reconnect = new ReconnectPolicy
            {
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromSeconds(1),
                AttemptTimeout = TimeSpan.FromSeconds(10),
            },
        },
        "Discord's gateway: a heartbeat every 45 s, the first at a random moment; one that is still not acknowledged when the next is due closes",
        "discord-api-docs: gateway.mdx")
    {
        Origin = PresetOrigin.Library,
        NotPlayed =
        [
            "the gateway's opcodes: heartbeats are the target's own",
            "the interval that the server gives in op 10: heartbeat.interval",
            "the resume of the session, and the close code that is neither 1000 nor 1001",
        ],
        Ours =
        [
            "the documentation gives no delay: 1 s, and a timeout of 10 s, are ours",
            "45 s is the usual interval",
        ],
    };
}
