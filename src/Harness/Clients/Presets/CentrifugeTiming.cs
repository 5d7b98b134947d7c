namespace Harness.Clients.Presets;

/// <summary>The timings of Centrifuge's JavaScript client.</summary>
public static class CentrifugeTiming
{
    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "centrifuge-timing",
            Heartbeat = new HeartbeatPolicy
            {
                Sender = HeartbeatSender.Server,
                Message = "pong",
                Interval = TimeSpan.FromSeconds(25),
                Silence = TimeSpan.FromSeconds(35),
            },
            Reconnect = new ReconnectPolicy
            {
                Delay = TimeSpan.FromMilliseconds(500),
                Factor = 2,
                MaxDelay = TimeSpan.FromSeconds(20),
                JitterShape = JitterShape.Full,
                AttemptTimeout = TimeSpan.FromSeconds(5),
            },
        },
        "Centrifuge: the server pings every 25 s, 35 s without any message close; reconnect after 0.5 s and a drawn share of 0.5 s, doubled each time, 20 s at most",
        "centrifuge-js: centrifuge.ts")
    {
        Origin = PresetOrigin.Library,
        NotPlayed =
        [
            "Centrifuge's protocol: heartbeats are the target's own",
            "its list of transports",
        ],
    };
}
