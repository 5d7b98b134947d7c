using System.Globalization;
using Harness.Clients;
using Harness.Scenarios.Files.Config;
using EndRule = Harness.Clients.Policies.ReconnectRule;

namespace Harness.Scenarios.Files.Validation;

/// <summary>Delays between attempts, how long one may take, and what ends lead to.</summary>
internal static class ReconnectRule
{
    /// <summary>Above this a delay is at its limit after one failure anyway, and powers of it leave the range of numbers.</summary>
    private const double LargestFactor = 100;

    public static void Check(Scenario scenario, Findings findings)
    {
        ClientPolicy policy = scenario.Clients.Policy;
        if (policy.Transport == ClientTransport.Poll)
        {
            return;
        }

        CheckTimes(policy.Reconnect, findings);
        CheckDraws(policy.Reconnect, findings);
        CheckLock(policy.Reconnect, findings);
        CheckRules(policy, findings);
        if (policy.Reconnect.OnlineCheck is { } check)
        {
            findings.MoreThanZero("clients.reconnect.online_check.every", check.Every);
            findings.MoreThanZero("clients.reconnect.online_check.timeout", check.Timeout);
        }
    }

    private static void CheckTimes(ReconnectPolicy reconnect, Findings findings)
    {
        findings.AtLeast("clients.reconnect.delay", reconnect.Delay, TimeSpan.Zero);
        findings.AtLeast("clients.reconnect.delay_after_error", reconnect.DelayAfterError ?? TimeSpan.Zero, TimeSpan.Zero);
        findings.MoreThanZero("clients.reconnect.attempt_timeout", reconnect.AttemptTimeout);
        findings.AtLeast("clients.reconnect.reset_after", reconnect.ResetAfter, TimeSpan.Zero);
        findings.AtLeast("clients.reconnect.close_timeout", reconnect.CloseTimeout, TimeSpan.Zero);
        findings.AtLeast("clients.reconnect.max_delay", reconnect.MaxDelay, TimeSpan.Zero);
        findings.Within("clients.reconnect.max_attempts", reconnect.MaxAttempts ?? 0, 0);
        if (!(reconnect.Factor is >= 1 and <= LargestFactor))
        {
            findings.Error("clients.reconnect.factor", string.Create(CultureInfo.InvariantCulture, $"must be from 1 to {LargestFactor}, but is {reconnect.Factor}"));
        }

        if (reconnect.Delay > reconnect.MaxDelay)
        {
            findings.Error("clients.reconnect.delay", AtMost(reconnect, reconnect.Delay), "clients.preset", "clients.reconnect.max_delay");
        }

        for (int i = 0; i < reconnect.FirstDelays.Length; i++)
        {
            string path = $"clients.reconnect.first_delays[{i}]";
            findings.AtLeast(path, reconnect.FirstDelays[i], TimeSpan.Zero);
            if (reconnect.FirstDelays[i] > reconnect.MaxDelay)
            {
                findings.Error(path, AtMost(reconnect, reconnect.FirstDelays[i]), "clients.preset", "clients.reconnect.max_delay");
            }
        }
    }

    private static string AtMost(ReconnectPolicy reconnect, TimeSpan delay) => $"must be at most max_delay, {Units.Show(reconnect.MaxDelay)}, but is {Units.Show(delay)}";

    private static void CheckDraws(ReconnectPolicy reconnect, Findings findings)
    {
        findings.Share("clients.reconnect.jitter", reconnect.Jitter);
        findings.Share("clients.reconnect.spread_over_clients", reconnect.SpreadOverClients);
        if (reconnect.Jitter > 0 || reconnect.JitterShape == JitterShape.Full)
        {
            return;
        }

        if (reconnect.JitterShape != JitterShape.Around)
        {
            findings.Error("clients.reconnect.jitter_shape", "has no effect without jitter: set jitter to the share that is drawn", "clients.preset", "clients.reconnect.jitter");
        }

        if (reconnect.CapAfterJitter)
        {
            findings.Error("clients.reconnect.cap_after_jitter", "has no effect without jitter: set jitter to the share that is drawn", "clients.preset", "clients.reconnect.jitter");
        }
    }

    private static void CheckLock(ReconnectPolicy reconnect, Findings findings)
    {
        if (reconnect.Locked)
        {
            const string Why = "has no effect under a lock: after a failed attempt the next starts when the lock ends; set locked: false";
            if (reconnect.Factor > 1)
            {
                findings.Error("clients.reconnect.factor", Why, "clients.preset", "clients.reconnect.locked");
            }

            if (reconnect.FirstDelays.Length > 1)
            {
                findings.Error("clients.reconnect.first_delays", Why, "clients.preset", "clients.reconnect.locked");
            }

            return;
        }

        // What a client waits for when it has used up its first delays and is refused again.
        if ((reconnect.DelayAfterError ?? reconnect.Delay) == TimeSpan.Zero)
        {
            findings.Warning(
                reconnect.DelayAfterError is null ? "clients.reconnect.delay" : "clients.reconnect.delay_after_error",
                "is 0s without a lock: a refused connect is tried again without a pause, by every client");
        }
    }

    private static void CheckRules(ClientPolicy policy, Findings findings)
    {
        foreach (EndRule rule in policy.Reconnect.Rules)
        {
            string path = $"clients.reconnect.on.{rule.On}";
            if (!EndRule.IsKnown(rule.On))
            {
                findings.Error(path, "is no end of a connection: a close code, an HTTP status, a range of them, or a name");
            }

            findings.AtLeast(path, rule.Delay, TimeSpan.Zero);
            if (rule is { Action: ReconnectAction.After, EndsAttempts: true } && rule.Delay == TimeSpan.Zero)
            {
                findings.Warning(path, "is 0s: an attempt that ends so is made again without a pause, by every client");
            }

            if (rule.Action == ReconnectAction.AtNextSend && policy.Send is null)
            {
                findings.Error(path, "needs messages to wait for: set send: { every: … }, or these clients never come back", "clients.preset", "clients.send");
            }
        }
    }
}
