namespace Harness.Clients.Presets;

/// <summary>The timings of SignalR's clients (JavaScript and .NET) with automatic reconnect.</summary>
public static class SignalrTiming
{
    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "signalr-timing",
            Heartbeat = new HeartbeatPolicy
            {
                Sender = HeartbeatSender.Server,
                Message = "pong",
                Interval = TimeSpan.FromSeconds(15),
                Silence = TimeSpan.FromSeconds(30),
                CheckEvery = TimeSpan.FromSeconds(1),
            },
            Reconnect = new ReconnectPolicy
            {
                FirstDelays = [TimeSpan.Zero, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)],
                Delay = TimeSpan.FromSeconds(30),
                MaxDelay = TimeSpan.FromSeconds(30),
                AttemptTimeout = TimeSpan.FromSeconds(15),
                MaxAttempts = 4,
            },
        },
        "SignalR: the server pings every 15 s, 30 s without any message close, looked at every second; reconnect after 0, 2, 10 and 30 s, then never again",
        "aspnetcore: HubConnection.ts and .cs, DefaultRetryPolicy.cs")
    {
        Origin = PresetOrigin.Library,
        NotPlayed =
        [
            "the hub protocol: heartbeats are the target's own, and the client answers them instead of sending its own every 15 s",
            "server-sent events and long polling as further transports",
            "a first connect that fails is tried again here; start() of the original is not",
        ],
        Flaws =
        [
            "it stops after four attempts: an outage of more than about a minute is for good",
            "no jitter: clients that are lost together come back together",
        ],
        Ours = ["an attempt's timeout of 15 s is that of the handshake"],
    };
}
