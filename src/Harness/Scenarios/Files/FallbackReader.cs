using Harness.Clients;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files;

/// <summary><c>clients.fallback</c>: what a scenario changes in how its preset polls.</summary>
internal static class FallbackReader
{
    /// <param name="value">The value of the key; null: it is absent.</param>
    /// <param name="origin">The preset's fallback; null: it has none, and the file has to say the times that it needs.</param>
    /// <param name="isKnown">Whether the file names a preset that there is.</param>
    public static FallbackPolicy? Read(ConfigValue? value, FallbackPolicy? origin, bool isKnown)
    {
        if (value is null)
        {
            return origin;
        }

        if (value.SectionOrNone() is not { } section)
        {
            return value.IsNone ? null : origin;
        }

        // A preset without a fallback has no values to fall back on itself: the file gives them.
        bool mustSay = isKnown && origin is null;
        var fallback = new FallbackPolicy
        {
            OnPushSilence = section.OrNone("on_push_silence", given => given.Duration(), origin?.OnPushSilence),
            OnLoss = section.OrNone("on_loss", given => given.Duration(), origin?.OnLoss),
            AfterFailedAttempts = section.OrNone("after_failed_attempts", given => given.Count(), origin?.AfterFailedAttempts),
            Every = (mustSay ? section.Require("every") : section.Find("every"))?.Duration() ?? origin?.Every ?? TimeSpan.FromSeconds(1),
            Timeout = (mustSay ? section.Require("timeout") : section.Find("timeout"))?.Duration() ?? origin?.Timeout ?? TimeSpan.FromSeconds(1),
            Spread = section.Find("spread")?.Duration() ?? origin?.Spread ?? TimeSpan.Zero,
            Topics = section.OrNone("topics", given => given.Count(), origin?.Topics),
            LongPoll = section.Find("long_poll")?.Boolean() ?? origin?.LongPoll ?? false,
            UntilFresh = section.Find("until_fresh")?.Boolean() ?? origin?.UntilFresh ?? false,
        };
        section.Close();
        return fallback;
    }
}
