namespace Harness.Clients.Presets;

/// <summary>
/// A ping after an interval of silence starts a reply timer; no message before it ends closes the connection, and the close event
/// alone reconnects, with ReconnectingWebSocket's backoff.
/// </summary>
public static class PingTimeout
{
    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "ping-timeout",
            Heartbeat = new HeartbeatPolicy
            {
                Message = "ping",
                Interval = TimeSpan.FromSeconds(30),
                ReplyTimeout = TimeSpan.FromSeconds(30),
            },
            Reconnect = new ReconnectPolicy
            {
                Delay = TimeSpan.FromSeconds(1),
                Factor = 1.5,
                MaxDelay = TimeSpan.FromSeconds(30),
                AttemptTimeout = TimeSpan.FromSeconds(2),
            },
        },
        "a ping after silence, a reply timer after the ping; reconnect after 1 s, 1.5 times longer each time, 30 s at most; no fallback",
        "field notes 002: heartCheck with serverTimeoutObj; joewalnes/reconnecting-websocket: reconnectInterval, reconnectDecay, maxReconnectInterval, timeoutInterval");
}
