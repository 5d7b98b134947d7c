namespace Harness.Clients.Presets;

/// <summary>
/// Three libraries of one family: a WebSocket that reconnects when it is told of a close. None of them has a heartbeat, so a silent drop lasts
/// until somebody else ends the connection.
/// </summary>
public static class ReconnectingWebSockets
{
    private const string NeverNotices = "never times out: without heartbeats a silent drop is not noticed";

    private const string Together = "no jitter: clients that are lost together come back together";

    public static readonly ClientPreset Joewalnes = new(
        new ClientPolicy
        {
            Preset = "joewalnes",
            Reconnect = new ReconnectPolicy
            {
                Delay = TimeSpan.FromSeconds(1),
                Factor = 1.5,
                MaxDelay = TimeSpan.FromSeconds(30),
                AttemptTimeout = TimeSpan.FromSeconds(2),
            },
        },
        "reconnecting-websocket: no heartbeat; reconnect after 1 s, 1.5 times longer each time, 30 s at most",
        "joewalnes/reconnecting-websocket: reconnecting-websocket.js")
    {
        Origin = PresetOrigin.Library,
        Flaws = [NeverNotices, Together],
    };

    public static readonly ClientPreset Pladaria = new(
        new ClientPolicy
        {
            Preset = "pladaria",
            Reconnect = Growing(spread: 2.0 / 3),
        },
        "reconnecting-websocket 4: no heartbeat; reconnect at once, then after U(1, 5) s of its own, 1.3 times longer each time, 10 s at most",
        "pladaria/reconnecting-websocket: reconnecting-websocket.ts")
    {
        Origin = PresetOrigin.Library,
        NotPlayed = ["its source counts the first connect of all as the attempt without a delay, and waits for U(1, 5) s after a connection that lasted 5 s"],
        Flaws = [NeverNotices, "past the cap of 10 s every client waits for exactly 10 s"],
    };

    public static readonly ClientPreset Partysocket = new(
        new ClientPolicy
        {
            Preset = "partysocket",
            Reconnect = Growing(spread: 0),
        },
        "partysocket: no heartbeat; reconnect at once, then after 3 s, 1.3 times longer each time, 10 s at most",
        "partykit: partysocket/src/ws.ts")
    {
        Origin = PresetOrigin.Library,
        NotPlayed = ["which connects count as the one without a delay, as for pladaria"],
        Flaws = [NeverNotices, Together],
    };

    /// <param name="spread">Share by which the 3 s differ from client to client.</param>
    private static ReconnectPolicy Growing(double spread) => new()
    {
        FirstDelays = [TimeSpan.Zero],
        Delay = TimeSpan.FromSeconds(3),
        SpreadOverClients = spread,
        Factor = 1.3,
        MaxDelay = TimeSpan.FromSeconds(10),
        ResetAfter = TimeSpan.FromSeconds(5),
        AttemptTimeout = TimeSpan.FromSeconds(4),
    };
}
