using Harness.Clients;

namespace Harness.Scenarios.Files.Validation;

/// <summary>A fallback needs at least one trigger and times that pass.</summary>
internal static class FallbackRule
{
    public static void Check(Scenario scenario, Findings findings)
    {
        if (scenario.Clients.Policy.Fallback is not { } fallback)
        {
            return;
        }

        if (fallback is { OnPushSilence: null, OnLoss: null, AfterFailedAttempts: null })
        {
            findings.Error("clients.fallback", "must have on_push_silence, on_loss or after_failed_attempts, or it never polls (fallback: none says so)", "clients.preset");
        }

        findings.MoreThanZero("clients.fallback.on_push_silence", fallback.OnPushSilence ?? TimeSpan.MaxValue);
        findings.AtLeast("clients.fallback.on_loss", fallback.OnLoss ?? TimeSpan.Zero, TimeSpan.Zero);
        findings.Within("clients.fallback.after_failed_attempts", fallback.AfterFailedAttempts ?? 1, 1);
        findings.MoreThanZero("clients.fallback.every", fallback.Every);
        findings.MoreThanZero("clients.fallback.timeout", fallback.Timeout);
        findings.AtLeast("clients.fallback.spread", fallback.Spread, TimeSpan.Zero);
    }
}
