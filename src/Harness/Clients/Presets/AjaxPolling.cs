namespace Harness.Clients.Presets;

/// <summary>No socket: asks for its topics every few seconds.</summary>
public static class AjaxPolling
{
    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "ajax-polling",
            Transport = ClientTransport.Poll,
            Reconnect = NoSocket.Reconnect,
            Fallback = new FallbackPolicy { Every = TimeSpan.FromSeconds(3), Timeout = TimeSpan.FromSeconds(3) },
        },
        "no socket: polls its topics every 3 s; a poll that fails is repeated at the next turn",
        "field notes 004: ajax polling")
    {
        Flaws = ["data is up to 3 s old, and every client asks all the time"],
        Ours = ["\"every few seconds\": 3 s, and a timeout of 3 s, are ours"],
    };
}
