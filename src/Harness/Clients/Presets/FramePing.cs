namespace Harness.Clients.Presets;

/// <summary>A ping frame every interval, whatever else comes in, and a reply timer with each: only a pong frame answers.</summary>
public static class FramePing
{
    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "frame-ping",
            Heartbeat = new HeartbeatPolicy
            {
                Form = HeartbeatForm.Ping,
                Message = "",
                Interval = TimeSpan.FromSeconds(30),
                Pace = HeartbeatPace.Fixed,
                Answer = AnswerRule.Reply,
                ReplyTimeout = TimeSpan.FromSeconds(10),
            },
            Reconnect = PingTimeout.Reconnect,
        },
        "an empty ping frame every 30 s, whatever else comes in; no pong within 10 s closes; reconnect as ping-timeout",
        "field notes 003, sections 2.2 and 6.2; RFC 6455 sections 5.5.2 and 5.5.3")
    {
        Flaws = ["no jitter: clients that are lost together come back together"],
        Ours = ["the notes name interval and timeout without a number: 30 s and 10 s are ours"],
    };
}
