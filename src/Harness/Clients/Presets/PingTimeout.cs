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
        "field notes 002: heartCheck with serverTimeoutObj; joewalnes/reconnecting-websocket: reconnectInterval, reconnectDecay, maxReconnectInterval, timeoutInterval")
    {
        NotPlayed = ["the Offline check, which only shows whether the network is up"],
        Flaws = ["no jitter: clients that are lost together come back together"],
    };

    /// <summary>ReconnectingWebSocket's own values, which all clients of field notes 002 and 003 use.</summary>
    internal static ReconnectPolicy Reconnect => Preset.Policy.Reconnect;

    public static readonly ClientPreset AsItIsWritten = new(
        Preset.Policy with { Preset = "ping-timeout-as-written" },
        "the listing of field notes 002: each close builds a second ReconnectingWebSocket beside the first, which retries too; judged as ping-timeout",
        "field notes 002: heartCheck, reconnectSocket, onLineCheck")
    {
        AsWritten = AsWritten.PingTimeout,
        NotPlayed =
        [
            "the reload of the page: its condition compares a number of attempts with milliseconds, and is never met",
            "the listing has one heartbeat for all its sockets; here each of them has its own",
        ],
        Flaws =
        [
            "reconnectSocket runs whatever the online check says: the lost ReconnectingWebSocket retries by itself, and a second one opens beside it",
            "each further close of the first adds another",
        ],
    };
}
