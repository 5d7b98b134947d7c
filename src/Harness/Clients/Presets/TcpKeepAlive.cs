namespace Harness.Clients.Presets;

/// <summary>
/// Leaves the watch over its connection to TCP: no heartbeat, SO_KEEPALIVE as the system has it. Field notes 002 name it, and say what it does not find.
/// </summary>
public static class TcpKeepAlive
{
    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "tcp-keepalive",
            TcpKeepAlive = new TcpKeepAlivePolicy { Time = TimeSpan.FromHours(2), Interval = TimeSpan.FromSeconds(75), Probes = 9 },
            Reconnect = ReconnectingWebSockets.Joewalnes.Policy.Reconnect,
        },
        "no heartbeat but TCP's own: probes after 2 h of silence; reconnect after 1 s, 1.5 times longer each time, 30 s at most",
        "field notes 002: SO_KEEPALIVE; Linux tcp(7): tcp_keepalive_time, tcp_keepalive_intvl, tcp_keepalive_probes")
    {
        Flaws =
        [
            "a proxy answers the probes for a server that is gone behind it, and a server's system for an application that has forgotten the socket: neither is ever noticed",
            "with the system's times a dead connection lasts two hours and eleven minutes",
        ],
        Ours = ["the time between probes and their number, which are Linux's, and the reconnects of field notes 002"],
    };
}
