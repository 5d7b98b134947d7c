namespace Harness.Clients.Presets;

/// <summary>The timings of Phoenix channels' JavaScript client.</summary>
public static class PhoenixTiming
{
    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "phoenix-timing",
            Heartbeat = new HeartbeatPolicy
            {
                Message = "ping",
                Interval = TimeSpan.FromSeconds(30),
                Answer = AnswerRule.Reply,
                ReplyTimeout = TimeSpan.FromSeconds(30),
            },
            Reconnect = new ReconnectPolicy
            {
                FirstDelays =
                [
                    TimeSpan.FromMilliseconds(10),
                    TimeSpan.FromMilliseconds(50),
                    TimeSpan.FromMilliseconds(100),
                    TimeSpan.FromMilliseconds(150),
                    TimeSpan.FromMilliseconds(200),
                    TimeSpan.FromMilliseconds(250),
                    TimeSpan.FromMilliseconds(500),
                    TimeSpan.FromMilliseconds(1000),
                    TimeSpan.FromMilliseconds(2000),
                ],
                Delay = TimeSpan.FromSeconds(5),
                MaxDelay = TimeSpan.FromSeconds(5),
                AttemptTimeout = TimeSpan.FromSeconds(10),
                CloseTimeout = TimeSpan.FromSeconds(3),
                Rules = [new ReconnectRule("1000", ReconnectAction.Never), .. ReconnectPolicy.Refusals],
            },
        },
        "Phoenix channels: a heartbeat 30 s after the last reply, 30 s for its reply; reconnect after 10, 50, 100, 150, 200, 250, 500, 1000 and 2000 ms, then every 5 s; never after close 1000",
        "phoenixframework: phoenix/socket.js")
    {
        Origin = PresetOrigin.Library,
        NotPlayed =
        [
            "channels and their messages: heartbeats are the target's own",
            "the long poll that longPollFallbackMs turns on",
        ],
        Flaws = ["nine attempts within 4.3 s, without jitter: a storm on a server that has just come back"],
        Ours =
        [
            "an attempt's timeout of 10 s: the source has none of its own",
            "the teardown takes up to 3 s and ends with the server's close frame: played as close_timeout",
        ],
    };
}
