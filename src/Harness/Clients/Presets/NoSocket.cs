namespace Harness.Clients.Presets;

/// <summary>What a client that only polls has in place of reconnects: nothing of it is ever used.</summary>
internal static class NoSocket
{
    public static readonly ReconnectPolicy Reconnect = new()
    {
        Delay = TimeSpan.FromSeconds(1),
        MaxDelay = TimeSpan.FromSeconds(1),
        AttemptTimeout = TimeSpan.FromSeconds(10),
    };
}
