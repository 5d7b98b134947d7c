namespace Harness.Clients.Presets;

/// <summary>The timings of stompjs.</summary>
public static class StompTiming
{
    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "stomp-timing",
            Heartbeat = new HeartbeatPolicy
            {
                Sender = HeartbeatSender.Server,
                Message = "pong",
                Interval = TimeSpan.FromSeconds(10),
                Silence = TimeSpan.FromSeconds(20),
                CheckEvery = TimeSpan.FromSeconds(10),
            },
            Reconnect = new ReconnectPolicy
            {
                Delay = TimeSpan.FromSeconds(5),
                MaxDelay = TimeSpan.FromSeconds(5),
                AttemptTimeout = TimeSpan.FromSeconds(30),
            },
        },
        "STOMP over WebSockets: the server is heard every 10 s, 20 s without any message close, looked at every 10 s; reconnect after 5 s",
        "stompjs: stomp-handler.ts, client.ts")
    {
        Origin = PresetOrigin.Library,
        NotPlayed = ["STOMP frames: heartbeats are the target's own, and the client answers them instead of sending its own every 10 s"],
        Flaws =
        [
            "the same 5 s for every client, without jitter or backoff",
            "the browser may take a minute to close a dead socket, and nothing is done meanwhile: reconnect.close_timeout: 60s plays it",
        ],
        Ours = ["an attempt's timeout of 30 s: the source has none unless it is set"],
    };
}
