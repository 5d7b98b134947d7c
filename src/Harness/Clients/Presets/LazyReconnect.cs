using System.Collections.Immutable;

namespace Harness.Clients.Presets;

/// <summary>
/// Waits for the close event and asks its code: after 1001 (idle) it comes back only when the next message is to be sent, after every other at once,
/// and after 1006 to the next node.
/// </summary>
public static class LazyReconnect
{
    public static readonly ClientPreset Preset = new(
        new ClientPolicy
        {
            Preset = "lazy-reconnect",
            Reconnect = new ReconnectPolicy
            {
                FirstDelays = [TimeSpan.Zero],
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromSeconds(1),
                AttemptTimeout = TimeSpan.FromSeconds(10),
                RotatesNodes = true,
                Rules = [new ReconnectRule("1001", ReconnectAction.AtNextSend), .. ReconnectPolicy.Refusals],
            },
            Send = new SendPolicy { Every = TimeSpan.FromSeconds(60) },
        },
        "no heartbeat; after 1001 it reconnects with its next message, after every other close at once, after 1006 to the next node",
        "field notes 001: close event and codes")
    {
        NotPlayed = ["HTTP where the URL cannot be parsed (the downgrade event): the harness does not start with such a URL"],
        Flaws = ["a silent drop is never noticed: without heartbeats only a close tells it"],
        Ours =
        [
            "at once is meant for a loss; after an attempt that failed it waits for 1 s, or a refusing server would be asked without a pause",
            "an attempt's timeout of 10 s, and a message of its user every 60 s",
        ],
    };
}
