using Harness.Clients;

namespace Harness.Tests.Clients;

/// <summary>The presets' rules with round numbers.</summary>
internal static class Policies
{
    /// <summary>Rounds with an interval of 10 s; reconnect and lock as the preset; no fallback.</summary>
    public static ClientPolicy Rounds(int misses = 3) => Preset("heartbeat-rounds") with
    {
        Heartbeat = Preset("heartbeat-rounds").Heartbeat! with { Interval = TimeSpan.FromSeconds(10), Misses = misses },
        Fallback = null,
    };

    /// <summary>A ping after 10 s, a reply timer of 4 s; reconnect as the preset.</summary>
    public static ClientPolicy Pings(double timeout = 4) => Preset("ping-timeout") with
    {
        Heartbeat = Preset("ping-timeout").Heartbeat! with { Interval = TimeSpan.FromSeconds(10), ReplyTimeout = TimeSpan.FromSeconds(timeout) },
    };

    /// <summary>No heartbeats, a fixed delay of 5 s after a close, none after an error: for what happens beside them.</summary>
    public static ClientPolicy Quiet(FallbackPolicy? fallback = null) => new()
    {
        Preset = "quiet",
        Reconnect = new ReconnectPolicy
        {
            Delay = TimeSpan.FromSeconds(5),
            DelayAfterError = TimeSpan.Zero,
            MaxDelay = TimeSpan.FromSeconds(5),
            AttemptTimeout = TimeSpan.FromSeconds(100),
        },
        Fallback = fallback,
    };

    public static ClientPolicy Preset(string name) => PresetRegistry.Find(name)!.Policy;
}
