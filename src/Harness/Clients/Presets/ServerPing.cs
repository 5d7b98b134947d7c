namespace Harness.Clients.Presets;

/// <summary>The server sends the heartbeats and the client answers; nothing at all for an interval and a timeout closes the connection.</summary>
public static class ServerPing
{
    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "server-ping",
            Heartbeat = new HeartbeatPolicy
            {
                Sender = HeartbeatSender.Server,
                Message = "pong",
                Interval = TimeSpan.FromSeconds(30),
                Silence = TimeSpan.FromSeconds(60),
            },
            Reconnect = PingTimeout.Reconnect,
        },
        "the server sends a heartbeat every 30 s and the client answers; 60 s without any message close; reconnect as ping-timeout",
        "field notes 002 and 003: the downstream heartbeat")
    {
        Flaws = ["no jitter: clients that are lost together come back together"],
        Ours = ["the notes give no times for this direction: the 30 s and 30 s of 002's own heartbeat"],
    };
}
