namespace Harness.Clients.Presets;

/// <summary>The timings of Rails' ActionCable: the server pings, and a monitor looks for a stale connection now and then.</summary>
public static class ActionCableTiming
{
    /// <summary>6 s grown ten times, with all of the jitter.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(6 * Math.Pow(1.15, 10) * 1.15);

    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "actioncable-timing",
            Heartbeat = new HeartbeatPolicy
            {
                Sender = HeartbeatSender.Server,
                Message = "",
                Interval = TimeSpan.FromSeconds(3),
                Silence = TimeSpan.FromSeconds(6),
                CheckEvery = TimeSpan.FromSeconds(6),
                CheckSpread = 1,
            },
            Reconnect = new ReconnectPolicy
            {
                Delay = TimeSpan.FromSeconds(6),
                Factor = 1.15,
                MaxDelay = _longest,
                Jitter = 0.15,
                JitterShape = JitterShape.Above,
                AttemptTimeout = TimeSpan.FromSeconds(10),
            },
        },
        "ActionCable: the server pings every 3 s, nobody answers; 6 s without a message close, looked at every 6 to 12 s; reconnect after 6 s, 1.15 times longer for ten times, up to 15 % more",
        "rails/actioncable: connection_monitor.js")
    {
        Origin = PresetOrigin.Library,
        NotPlayed =
        [
            "ActionCable's protocol: heartbeats are the target's own",
            "the monitor that finds a connection stale reopens it at once and then looks at the intervals above; here they are delays after the loss",
        ],
        Flaws =
        [
            "found only when the monitor looks: 6 to 18 s",
            "the server never learns whether its pings arrive",
        ],
        Ours = ["an attempt's timeout of 10 s: the source leaves it to the next look"],
    };
}
