namespace Harness.Clients.Presets;

/// <summary>The timings of MQTT.js.</summary>
public static class MqttTiming
{
    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "mqtt-timing",
            Heartbeat = new HeartbeatPolicy
            {
                Message = "ping",
                Interval = TimeSpan.FromSeconds(60),
                ReplyTimeout = TimeSpan.FromSeconds(30),
            },
            Reconnect = new ReconnectPolicy
            {
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromSeconds(1),
                AttemptTimeout = TimeSpan.FromSeconds(30),
            },
        },
        "MQTT.js: a ping after 60 s without a message, dead 30 s later; reconnect after 1 s",
        "MQTT.js: KeepaliveManager.ts")
    {
        Origin = PresetOrigin.Library,
        NotPlayed =
        [
            "MQTT packets: heartbeats are the target's own",
            "packets that the client sends put its ping off; here only what it receives does",
        ],
        Flaws = ["the same second for every client, without jitter or backoff"],
    };
}
