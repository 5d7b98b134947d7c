using System.Collections.Immutable;
using Harness.Journal;
using Harness.Judging.Evidence;
using Harness.Judging.Reading;
using Harness.Metrics;
using Harness.Scenarios;

namespace Harness.Judging.Results;

/// <summary>Whether the generator was fit to judge, and if not, why.</summary>
public static class GeneratorFitness
{
    /// <summary>Share of judged client-seconds in stalls above which a run is invalid.</summary>
    public const double MostStalled = 0.01;

    /// <summary>Share of the heartbeat interval that the p99 timer lag of 5 s may reach.</summary>
    public const double MostLag = 0.2;

    private const int LagWindowSeconds = 5;

    public static GeneratorHealth Of(JudgeContext context) => new()
    {
        Stalls = [.. context.Stalls.All.Select(stall => new StallResult(stall.Role, context.Time.Seconds(stall.From), context.Time.Seconds(stall.To)))],
        StalledShare = context.Stalls.Share,
        TimerLagP99Seconds = WorstTimerLag(context) / 1e6,
        LateStarts = context.Clients.Sum(client => client.All.Count(fact => fact.Kind == FactKind.StartedLate)),
        NotStarted = context.Clients.Count(client => !client.HasStarted),
        ResourceFailures = context.Clients.Sum(client => client.Judged.Count(IsOutOfResources)),
        MissesOutsideFaults = context.MissedOutsideFaults.Length,
        MissesOutsideFaultsInStalls = context.MissedOutsideFaults.Count(missed => missed.IsOurs),
    };

    /// <summary>Why nothing can be said about the run; empty where something can.</summary>
    public static ImmutableArray<string> WhyInvalid(JudgeContext context, GeneratorHealth health) => WhyInvalid(context.Scenario, health);

    /// <inheritdoc cref="WhyInvalid(JudgeContext, GeneratorHealth)"/>
    public static ImmutableArray<string> WhyInvalid(Scenario scenario, GeneratorHealth health)
    {
        var reasons = ImmutableArray.CreateBuilder<string>();
        if (health.StalledShare > MostStalled)
        {
            reasons.Add($"The harness itself stalled for {health.StalledShare * 100:0.0} % of the judged time ({health.Stalls.Length} stalls); over {MostStalled * 100:0} % nothing can be said about the clients.");
        }

        if (scenario.Populations.Min(population => PolicyTimes.Of(population.Clients.Policy).Interval) is { } interval && health.TimerLagP99Seconds > MostLag * interval / 1e6)
        {
            reasons.Add($"Timers of the harness fired late: in the worst 5 s the 99th percentile was {Words.Seconds(health.TimerLagP99Seconds)}; over {MostLag * 100:0} % of the heartbeat interval ({Words.Seconds(MostLag * interval / 1e6)}) nothing can be said about the clients.");
        }

        if (health.ResourceFailures > 0)
        {
            reasons.Add($"{health.ResourceFailures} attempts to connect failed because this machine had no port or descriptor left.");
        }

        return reasons.ToImmutable();
    }

    private static bool IsOutOfResources(Fact fact) =>
        fact.Kind is FactKind.AttemptFailed or FactKind.SocketGone && fact.B == (int)CloseCause.OutOfResources;

    /// <summary>The largest p99 over any five seconds in a row; of a shorter run, over all of it.</summary>
    private static double WorstTimerLag(JudgeContext context)
    {
        int seconds = context.PerSecond.Count;
        var perSecond = new HistogramCounts?[seconds];
        foreach (Fact row in context.PerSecond.Rows(Series.TimerLag))
        {
            (perSecond[context.PerSecond.IndexOf(row.At)] ??= new HistogramCounts()).Add(row.B, row.C);
        }

        double worst = 0;
        for (int first = 0; first <= Math.Max(0, seconds - LagWindowSeconds); first++)
        {
            var window = new HistogramCounts();
            foreach (HistogramCounts? counts in perSecond.Skip(first).Take(LagWindowSeconds))
            {
                if (counts is not null)
                {
                    window.Add(counts);
                }
            }

            worst = Math.Max(worst, window.At(Stat.P99) ?? 0);
        }

        return worst;
    }
}
