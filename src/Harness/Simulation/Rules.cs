using System.Collections.Immutable;
using System.Globalization;
using Harness.Clients;
using Harness.Judging;
using Harness.Judging.Invariants;
using Harness.Judging.Measures;
using Harness.Metrics;
using Harness.Scenarios;
using Harness.Timing;

namespace Harness.Simulation;

/// <summary>A rule that every schedule is judged by.</summary>
/// <param name="Name">As reports show it: an assertion's expression, or an invariant's name.</param>
/// <param name="Assertion">Null for an invariant.</param>
/// <param name="Invariant">Null for an assertion.</param>
public sealed record Rule(string Name, Assertion? Assertion, IInvariant? Invariant)
{
    /// <summary>Whether a schedule kept it. What cannot be judged in a schedule is kept.</summary>
    internal bool IsKept(JudgeContext context)
    {
        if (Invariant is not null)
        {
            return !Invariant.Find(context).Any();
        }

        return MetricRegistry.For(Assertion!.Metric).Evaluate(context, Assertion).Value is not { } value || Assertion.IsKeptBy(value);
    }

    /// <summary>One sentence on how it was broken.</summary>
    internal (string Why, long At) Tell(JudgeContext context)
    {
        if (Invariant?.Find(context).First() is { } breach)
        {
            return (breach.Why, breach.At);
        }

        MetricValue found = MetricRegistry.For(Assertion!.Metric).Evaluate(context, Assertion);
        return found.Against is [var worst, ..] ? (found.Why(worst), worst.At) : ("", context.Time.Load);
    }
}

/// <summary>The rules that follow from a policy, whatever a scenario asserts: its bounds, its fallback, no update lost, and every invariant.</summary>
public static class Rules
{
    /// <summary>In the order in which a schedule that broke several is told: the heaviest first.</summary>
    public static ImmutableArray<Rule> For(Scenario scenario)
    {
        ClientPolicy policy = scenario.Clients.Policy;
        var rules = ImmutableArray.CreateBuilder<Rule>();
        if (policy.SilenceThreshold is not null)
        {
            rules.Add(Holds(MetricNames.DetectionWithinBound));
            rules.Add(None(MetricNames.Undetected));
        }

        rules.Add(None(MetricNames.FalseAlarms));
        // A fetch that an outage of HTTP has swallowed is left to the fallback, which has no bound of that kind.
        bool loses = scenario.Faults.Any(fault => fault is { Path: FaultPath.Http, Traits.MeantToBeNoticed: true });
        if (policy.Transport == ClientTransport.WebSocket && !loses)
        {
            rules.Add(Holds(MetricNames.RecoveryWithinBound));
            rules.Add(None(MetricNames.Unrecovered));
        }

        if (policy.Fallback is { } fallback && scenario.Topics.PerClient > 0 && policy.Transport == ClientTransport.WebSocket
            && FallbackLimit(policy, fallback) is { } limit)
        {
            rules.Add(new Rule(
                string.Create(CultureInfo.InvariantCulture, $"fallback.time.max <= {Math.Ceiling(limit.TotalMilliseconds)}ms"),
                Of(MetricNames.FallbackTime, Comparison.LessOrEqual, Math.Ceiling(limit.TotalMilliseconds) / 1000, Stat.Max),
                null));
        }

        if (scenario.Topics.PerClient > 0 && (!loses || policy.Fallback is not null))
        {
            rules.Add(None(MetricNames.UpdatesLost));
        }

        rules.AddRange(InvariantRegistry.All.Select(invariant => new Rule(invariant.Name, null, invariant)));
        return [.. rules.Select(rule => rule.Assertion is { } assertion ? rule with { Assertion = assertion with { Expression = rule.Name } } : rule)];
    }

    /// <summary>How long after a detection the first poll has succeeded at the latest, where HTTP is sound; null: nothing starts a poll.</summary>
    private static TimeSpan? FallbackLimit(ClientPolicy policy, FallbackPolicy fallback)
    {
        TimeSpan? trigger = fallback.OnLoss ?? fallback.OnPushSilence;
        if (fallback.AfterFailedAttempts is { } attempts)
        {
            // Attempt by attempt: the delay before it, and the time it may hang.
            TimeSpan failed = (attempts * (policy.Reconnect.MaxDelay + policy.Reconnect.AttemptTimeout)) + policy.Reconnect.CloseTimeout;
            trigger = trigger < failed ? trigger : failed;
        }

        return trigger + fallback.Spread + fallback.Timeout + policy.Tolerance;
    }

    private static Rule Holds(Metric metric) => new(metric.Name, Of(metric, Comparison.Equal, 1), null);

    private static Rule None(Metric metric) => new($"{metric.Name} == 0", Of(metric, Comparison.Equal, 0), null);

    private static Assertion Of(Metric metric, Comparison comparison, double limit, Stat? stat = null) =>
        new() { Expression = metric.Name, Metric = metric, Comparison = comparison, Limit = limit, Stat = stat };
}
