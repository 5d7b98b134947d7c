namespace Harness.Clients.Presets;

/// <summary>The timings of Engine.IO 4 and Socket.IO 4: the server pings, and only its pings end a silence.</summary>
public static class EngineIoTiming
{
    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "engine-io-timing",
            Heartbeat = new HeartbeatPolicy
            {
                Sender = HeartbeatSender.Server,
                Message = "pong",
                Interval = TimeSpan.FromSeconds(25),
                Answer = AnswerRule.ServerHeartbeat,
                Silence = TimeSpan.FromSeconds(45),
            },
            Reconnect = new ReconnectPolicy
            {
                Delay = TimeSpan.FromSeconds(1),
                Factor = 2,
                MaxDelay = TimeSpan.FromSeconds(5),
                Jitter = 0.5,
                CapAfterJitter = true,
                AttemptTimeout = TimeSpan.FromSeconds(20),
            },
        },
        "Engine.IO 4: the server pings every 25 s, 45 s without a ping close; reconnect after 1 s, doubled, ± 50 %, then 5 s",
        "engine.io/lib/server.ts, engine.io-client/lib/socket.ts, socket.io-client: backo2.ts")
    {
        Origin = PresetOrigin.Library,
        NotPlayed =
        [
            "Engine.IO packets: heartbeats are the target's own",
            "polling first and the upgrade to a WebSocket after it",
        ],
        Flaws = ["the cap of 5 s comes after the jitter: from the fifth attempt on every client waits for exactly 5 s, and they come back together"],
    };
}
