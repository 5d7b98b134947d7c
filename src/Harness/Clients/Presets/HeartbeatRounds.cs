using System.Collections.Immutable;

namespace Harness.Clients.Presets;

/// <summary>
/// Counts unanswered heartbeats: one at once on open, then one after every interval without a message; any message sets the count to 0,
/// and the Nth unanswered one closes the connection.
/// </summary>
public static class HeartbeatRounds
{
    private static readonly ImmutableArray<string> _ours =
    [
        "loopTime is the server's setting: 60 s are ours",
        "\"several\" failed reconnects: 2 are ours, and so are the polls' 5 s and their timeout of 5 s",
    ];

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
        "field notes 000: heartCheck, RECONNECT_HANDLER, pollingRush (with the double connect and the uncleared timer of its listing mended)")
    {
        NotPlayed = ["the important interfaces alone are polled: fallback.topics says how many of its topics, the preset polls all"],
        Flaws = ["every client waits for the same 5 s: they come back together"],
        Ours = _ours,
    };

    public static readonly ClientPreset AsItIsWritten = new(
        Preset.Policy with { Preset = "heartbeat-rounds-as-written" },
        "the listing of field notes 000 line by line: its rounds stop at 1, and one loss makes two reconnects; judged as heartbeat-rounds",
        "field notes 000: heartCheck, RECONNECT_HANDLER, pollingRush")
    {
        AsWritten = AsWritten.HeartbeatRounds,
        Flaws =
        [
            "the heartbeat timer is armed once and again only by a message: on a silent drop the rounds stop at 1, and nothing is ever declared",
            "error and close both reconnect: one loss makes a second socket at once and a third 5 s later",
            "the timer of a lost socket is never cleared: it fires on whatever socket is the newest then, open or not",
            "an attempt that hangs is not aborted when the lock ends after 10 s; no backoff, no jitter",
        ],
        Ours = _ours,
    };
}
