namespace Harness.Clients.Presets;

/// <summary>.NET's ClientWebSocket as it is by default: it sends pong frames that nobody answers, and leaves everything else to its user.</summary>
public static class DotnetClient
{
    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "dotnet-client",
            Heartbeat = new HeartbeatPolicy
            {
                Form = HeartbeatForm.Pong,
                Message = "",
                Interval = TimeSpan.FromSeconds(30),
                Pace = HeartbeatPace.Fixed,
            },
            Reconnect = new ReconnectPolicy
            {
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromSeconds(1),
                AttemptTimeout = TimeSpan.FromSeconds(30),
                MaxAttempts = 0,
            },
        },
        "ClientWebSocket with its defaults: an unsolicited pong every 30 s; declares nothing; never reconnects",
        "dotnet/docs: websockets.md")
    {
        Origin = PresetOrigin.Library,
        NotPlayed = ["KeepAliveTimeout of .NET 9, which is off by default: heartbeat: { form: ping, answer: reply, timeout: 20s } plays it"],
        Flaws =
        [
            "never times out: a silent drop lasts until TCP gives up",
            "never comes back",
        ],
        Ours = ["an attempt's timeout of 30 s: ConnectAsync has none of its own"],
    };
}
