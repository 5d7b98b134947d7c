using System.Globalization;
using Harness.Clients;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files.Validation;

/// <summary>Delays between attempts, and how long one may take.</summary>
internal static class ReconnectRule
{
    /// <summary>Above this a delay is at its limit after one failure anyway, and powers of it leave the range of numbers.</summary>
    private const double LargestFactor = 100;

    public static void Check(Scenario scenario, Findings findings)
    {
        ReconnectPolicy reconnect = scenario.Clients.Policy.Reconnect;
        findings.AtLeast("clients.reconnect.delay", reconnect.Delay, TimeSpan.Zero);
        findings.AtLeast("clients.reconnect.delay_after_error", reconnect.DelayAfterError ?? TimeSpan.Zero, TimeSpan.Zero);
        findings.MoreThanZero("clients.reconnect.attempt_timeout", reconnect.AttemptTimeout);
        if (!(reconnect.Factor is >= 1 and <= LargestFactor))
        {
            findings.Error("clients.reconnect.factor", string.Create(CultureInfo.InvariantCulture, $"must be from 1 to {LargestFactor}, but is {reconnect.Factor}"));
        }

        if (!(reconnect.Jitter is >= 0 and <= 1))
        {
            findings.Error("clients.reconnect.jitter", $"must be from 0% to 100%, but is {Units.ShowShare(reconnect.Jitter)}");
        }

        if (!reconnect.Locked && (reconnect.DelayAfterError ?? reconnect.Delay) == TimeSpan.Zero)
        {
            findings.Warning(
                reconnect.DelayAfterError is null ? "clients.reconnect.delay" : "clients.reconnect.delay_after_error",
                "is 0s without a lock: a refused connect is tried again without a pause, by every client");
        }

        findings.AtLeast("clients.reconnect.max_delay", reconnect.MaxDelay, TimeSpan.Zero);
        if (reconnect.Delay > reconnect.MaxDelay)
        {
            findings.Error(
                "clients.reconnect.delay",
                $"must be at most max_delay, {Units.Show(reconnect.MaxDelay)}, but is {Units.Show(reconnect.Delay)}",
                "clients.preset",
                "clients.reconnect.max_delay");
        }
    }
}
