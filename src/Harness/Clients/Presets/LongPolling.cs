namespace Harness.Clients.Presets;

/// <summary>No socket: each poll is held by the server until there is something new, and the next begins at once.</summary>
public static class LongPolling
{
    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "long-polling",
            Transport = ClientTransport.Poll,
            Reconnect = NoSocket.Reconnect,
            Fallback = new FallbackPolicy { LongPoll = true, Every = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(30) },
        },
        "no socket: each poll is held until its topic changes, the next follows at once; after a failure (503, timeout) in 1 s",
        "field notes 004: long poll")
    {
        NotPlayed = ["several topics in one request: they are asked for one after the other, so a client should follow one"],
        Flaws = ["the server holds one request per client"],
        Ours = ["a timeout of 30 s, four fifths of which the server may hold the answer, and 1 s after a failure"],
    };
}
