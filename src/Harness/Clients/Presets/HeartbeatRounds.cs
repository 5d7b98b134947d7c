namespace Harness.Clients.Presets;

/// <summary>
/// Counts unanswered heartbeats: one at once on open, then one after every interval without a message; any message sets the count to 0,
/// and the Nth unanswered one closes the connection.
/// </summary>
public static class HeartbeatRounds
{
    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "heartbeat-rounds",
            Heartbeat = new HeartbeatPolicy
            {
                Message = """{"command":"heartBeat"}""",
                Interval = TimeSpan.FromSeconds(30),
                AtOnce = true,
                Misses = 5,
            },
            Reconnect = new ReconnectPolicy
            {
                Delay = TimeSpan.FromSeconds(5),
                DelayAfterError = TimeSpan.Zero,
                MaxDelay = TimeSpan.FromSeconds(5),
                AttemptTimeout = TimeSpan.FromSeconds(10),
                Locked = true,
            },
            Fallback = new FallbackPolicy
            {
                OnPushSilence = TimeSpan.FromSeconds(60),
                AfterFailedAttempts = 2,
                Every = TimeSpan.FromSeconds(5),
                Timeout = TimeSpan.FromSeconds(5),
            },
        },
        "heartbeats are counted; the Nth unanswered one closes; reconnect after 5 s under a 10 s lock; polls on push silence and after failed attempts",
        "field notes 000: heartCheck, RECONNECT_HANDLER, pollingRush (with the double connect and the uncleared timer of its listing mended)");
}
