using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files;

/// <summary><c>clients.reconnect.online_check</c>: whether a lost client first asks if there is a network.</summary>
internal static class OnlineCheckReader
{
    /// <summary>3 s is the first pause of Offline.js, which field notes 002 use; its requests have no timeout of their own.</summary>
    private static readonly OnlineCheckPolicy _usual = new() { Every = TimeSpan.FromSeconds(3), Timeout = TimeSpan.FromSeconds(1) };

    public static OnlineCheckPolicy? Read(ConfigValue? value, OnlineCheckPolicy? origin)
    {
        if (value?.SectionOrNone() is not { } section)
        {
            return value is { IsNone: true } ? null : origin;
        }

        OnlineCheckPolicy usual = origin ?? _usual;
        var read = new OnlineCheckPolicy
        {
            Every = section.Find("every")?.Duration() ?? usual.Every,
            Timeout = section.Find("timeout")?.Duration() ?? usual.Timeout,
        };
        section.Close();
        return read;
    }
}
