namespace Harness.Clients.Presets;

/// <summary>The timings of Ably's JavaScript client.</summary>
public static class AblyTiming
{
    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "ably-timing",
            Heartbeat = new HeartbeatPolicy
            {
                Sender = HeartbeatSender.Server,
                Message = "",
                Interval = TimeSpan.FromSeconds(15),
                Silence = TimeSpan.FromSeconds(25),
            },
            Reconnect = new ReconnectPolicy
            {
                FirstDelays = [TimeSpan.Zero, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(25)],
                Delay = TimeSpan.FromSeconds(30),
                MaxDelay = TimeSpan.FromSeconds(30),
                Jitter = 0.2,
                JitterShape = JitterShape.Below,
                AttemptTimeout = TimeSpan.FromSeconds(10),
            },
        },
        "Ably: the server is heard every 15 s, 25 s without any message close; reconnect at once, then after 15, 20, 25 and 30 s, up to 20 % less",
        "ably-js: defaults.ts, utils.ts")
    {
        Origin = PresetOrigin.Library,
        NotPlayed =
        [
            "Ably's protocol: heartbeats are the target's own",
            "after 120 s without a connection it tries every 30 s exactly; here it goes on with the 30 s that it has reached, up to 20 % less",
            "its five fallback hosts (reconnect.rotates_nodes comes near)",
        ],
        Ours = ["an attempt's timeout of 10 s"],
    };
}
