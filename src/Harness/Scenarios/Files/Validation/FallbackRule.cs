using Harness.Clients;

namespace Harness.Scenarios.Files.Validation;

/// <summary>A fallback needs at least one trigger and times that pass; as a transport it needs no trigger, and takes none.</summary>
internal static class FallbackRule
{
    public static void Check(Scenario scenario, Findings findings)
    {
        ClientPolicy policy = scenario.Clients.Policy;
        if (policy.Fallback is not { } fallback)
        {
            if (policy.Transport == ClientTransport.Poll)
            {
                findings.Error("clients.fallback", "must not be none where polling is the transport: it says how the clients poll", "clients.preset", "clients.transport");
            }

            return;
        }

        if (policy.Transport == ClientTransport.Poll)
        {
            CheckTransport(fallback, findings);
        }
        else if (fallback is { OnPushSilence: null, OnLoss: null, AfterFailedAttempts: null })
        {
            findings.Error("clients.fallback", "must have on_push_silence, on_loss or after_failed_attempts, or it never polls (fallback: none says so)", "clients.preset");
        }

        findings.MoreThanZero("clients.fallback.on_push_silence", fallback.OnPushSilence ?? TimeSpan.MaxValue);
        findings.AtLeast("clients.fallback.on_loss", fallback.OnLoss ?? TimeSpan.Zero, TimeSpan.Zero);
        findings.Within("clients.fallback.after_failed_attempts", fallback.AfterFailedAttempts ?? 1, 1);
        findings.MoreThanZero("clients.fallback.every", fallback.Every);
        findings.MoreThanZero("clients.fallback.timeout", fallback.Timeout);
        findings.AtLeast("clients.fallback.spread", fallback.Spread, TimeSpan.Zero);
        findings.Within("clients.fallback.topics", fallback.Topics ?? 1, 1);
        if (fallback.Topics > scenario.Topics.PerClient)
        {
            findings.Error("clients.fallback.topics", $"must be at most topics.per_client, {scenario.Topics.PerClient}, but is {fallback.Topics}", "topics");
        }

        if (fallback.UntilFresh && !policy.FetchOnOpen)
        {
            findings.Error("clients.fallback.until_fresh", "needs fetch_on_open: it polls until these fetches are answered", "clients.fetch_on_open");
        }

        if (fallback.LongPoll && Math.Min(fallback.Topics ?? int.MaxValue, scenario.Topics.PerClient) > 1)
        {
            findings.Warning("clients.fallback.long_poll", "asks for one topic after the other, and each is held until it changes: the others are stale meanwhile", "topics", "clients.fallback.topics", "clients.preset");
        }
    }

    private static void CheckTransport(FallbackPolicy fallback, Findings findings)
    {
        foreach ((string key, bool given) in ((string, bool)[])
        [
            ("on_push_silence", fallback.OnPushSilence is not null), ("on_loss", fallback.OnLoss is not null),
            ("after_failed_attempts", fallback.AfterFailedAttempts is not null), ("until_fresh", fallback.UntilFresh),
        ])
        {
            if (given)
            {
                string remedy = key == "until_fresh" ? "leave it out" : $"leave it out, or set {key}: none";
                findings.Error($"clients.fallback.{key}", $"does not apply: polling is the transport, all the time; {remedy}", "clients.preset", "clients.transport");
            }
        }
    }
}
