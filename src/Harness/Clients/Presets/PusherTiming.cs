namespace Harness.Clients.Presets;

/// <summary>The timings of Pusher Channels' JavaScript client, with its rules for close codes.</summary>
public static class PusherTiming
{
    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "pusher-timing",
            Heartbeat = new HeartbeatPolicy
            {
                Message = "ping",
                Interval = TimeSpan.FromSeconds(120),
                ReplyTimeout = TimeSpan.FromSeconds(30),
            },
            Reconnect = new ReconnectPolicy
            {
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromSeconds(1),
                AttemptTimeout = TimeSpan.FromSeconds(15),
                Rules =
                [
                    new ReconnectRule("detected", ReconnectAction.After, TimeSpan.Zero),
                    new ReconnectRule("4000-4099", ReconnectAction.Never),
                    new ReconnectRule("4100-4199", ReconnectAction.After, TimeSpan.FromSeconds(1)),
                    new ReconnectRule("4200-4299", ReconnectAction.After, TimeSpan.Zero),
                    .. ReconnectPolicy.Refusals,
                ],
            },
        },
        "Pusher: a ping after 120 s without a message, 30 s for anything to come; reconnect at once after that, else after 1 s; close codes 40xx stop it, 41xx wait for 1 s, 42xx come back at once",
        "pusher-js: defaults.ts, protocol.ts")
    {
        Origin = PresetOrigin.Library,
        NotPlayed =
        [
            "Pusher's protocol: heartbeats are the target's own",
            "the activity_timeout that a server can ask for: heartbeat.interval",
            "4000, after which it comes back with TLS: it stops here",
            "HTTP after 2 s with TLS, or WSS after 2 s and HTTP after 5 s without",
        ],
        Flaws =
        [
            "two and a half minutes until a silent drop is noticed",
            "no jitter and no backoff",
        ],
        Ours = ["an attempt's timeout of 15 s"],
    };
}
