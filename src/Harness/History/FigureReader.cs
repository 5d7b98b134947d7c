using System.Collections.Immutable;
using Harness.Judging;
using Harness.Metrics;
using Harness.Reporting;

namespace Harness.History;

/// <summary>The figures of a judged scenario that its history follows. What was not measured, or is ∞, is left out: it is not 0.</summary>
public static class FigureReader
{
    /// <summary>By name.</summary>
    public static ImmutableSortedDictionary<string, Figure> Read(ScenarioResult scenario)
    {
        var figures = ImmutableSortedDictionary.CreateBuilder<string, Figure>(StringComparer.Ordinal);
        Latencies(figures, scenario);
        foreach (FaultResult fault in scenario.Faults)
        {
            Fault(figures, fault, NameOf(fault, scenario.Faults));
        }

        Add(figures, MetricNames.FalseAlarms.Name, scenario.FalseAlarms, FigureUnit.Count);
        Add(figures, MetricNames.ReconnectsPeak.Name, scenario.Storm?.Reconnects?.PerSecond, FigureUnit.Rate);
        DeliveryResult[] ledgers = [.. scenario.Faults.Select(fault => fault.Delivery).OfType<DeliveryResult>()];
        Add(figures, MetricNames.UpdatesLost.Name, ledgers.Length == 0 ? null : ledgers.Sum(ledger => ledger.Lost), FigureUnit.Count);
        Add(figures, $"{MetricNames.Staleness.Name}.max", ledgers.Max(ledger => ledger.WorstStaleness), FigureUnit.Seconds);
        Roles(figures, scenario);
        foreach (AssertionResult assertion in scenario.Assertions)
        {
            Assertion(figures, assertion);
        }

        return figures.ToImmutable();
    }

    /// <summary>From the instant that each was due at, over the whole run. Those of faults are kept fault by fault.</summary>
    private static void Latencies(ImmutableSortedDictionary<string, Figure>.Builder figures, ScenarioResult scenario)
    {
        string[] ofFaults = [MetricNames.DetectionTime.Name, MetricNames.FallbackTime.Name, MetricNames.RecoveryTime.Name];
        foreach (LatencyResult latency in scenario.Latencies.Where(latency => !ofFaults.Contains(latency.Name)))
        {
            Add(figures, $"{latency.Name}.p50", latency.P50, FigureUnit.Seconds);
            Add(figures, $"{latency.Name}.p99", latency.P99, FigureUnit.Seconds);
        }

        Add(figures, $"{MetricNames.HeartbeatsMissed.Name}.peak", scenario.Series.HeartbeatsMissed.IsDefaultOrEmpty ? null : scenario.Series.HeartbeatsMissed.Max(), FigureUnit.Rate);
    }

    private static void Fault(ImmutableSortedDictionary<string, Figure>.Builder figures, FaultResult fault, string name)
    {
        Add(figures, $"{MetricNames.DetectionTime.Name}.p50 of {name}", fault.Detection?.Seconds.P50, FigureUnit.Seconds);
        Add(figures, $"{MetricNames.DetectionTime.Name}.p99 of {name}", fault.Detection?.Seconds.P99, FigureUnit.Seconds);
        Add(figures, $"{MetricNames.DetectionTime.Name}.max of {name}", fault.Detection?.Seconds.Max, FigureUnit.Seconds);
        Add(figures, $"{MetricNames.MissedHeartbeats.Name}.max of {name}", fault.Detection?.MissedHeartbeats.Max, FigureUnit.Count);
        Add(figures, $"{MetricNames.FallbackTime.Name}.p99 of {name}", fault.Fallback?.P99, FigureUnit.Seconds);
        Add(figures, $"{MetricNames.RecoveryTime.Name}.p99 of {name}", fault.Recovery?.P99, FigureUnit.Seconds);
    }

    /// <summary>Per client, so that figures of other numbers of clients can be told at a glance, and by role rather than by process.</summary>
    private static void Roles(ImmutableSortedDictionary<string, Figure>.Builder figures, ScenarioResult scenario)
    {
        if (scenario.Clients <= 0)
        {
            return;
        }

        foreach (IGrouping<string, RoleResult> role in scenario.Roles.GroupBy(role => RoleOf(role.Name), StringComparer.Ordinal))
        {
            bool judged = role.All(process => process.JudgedCpuSeconds is not null);
            Add(figures, $"{role.Key} CPU per client", role.Sum(process => judged ? process.JudgedCpuSeconds : process.CpuSeconds) / scenario.Clients, FigureUnit.Seconds);
            Add(figures, $"{role.Key} peak memory per client", (double)role.Sum(process => process.PeakRssBytes) / scenario.Clients, FigureUnit.Bytes);
        }
    }

    private static void Assertion(ImmutableSortedDictionary<string, Figure>.Builder figures, AssertionResult assertion)
    {
        var limit = AssertionLimit.Of(assertion.Expression, 1);
        WorseWhen worse = limit?.Operator switch
        {
            null or "≥" or ">" => WorseWhen.Lower,
            "≠" => WorseWhen.Neither,
            "=" when limit.Value != 0 => WorseWhen.Neither,
            _ => WorseWhen.Higher,
        };
        Add(figures, assertion.Expression, assertion.ActualValue, UnitOf(assertion.Expression, limit), worse);
    }

    /// <summary>That of its metric; of one that a scenario in C# made, as its limit is written.</summary>
    private static FigureUnit UnitOf(string expression, AssertionLimit? limit)
    {
        Metric? metric = MetricNames.All
            .Where(known => expression.StartsWith(known.Name, StringComparison.Ordinal) && (expression.Length == known.Name.Length || expression[known.Name.Length] is '.' or ' ' or '{'))
            .MaxBy(known => known.Name.Length);
        return metric?.Unit switch
        {
            MetricUnit.Seconds => FigureUnit.Seconds,
            MetricUnit.Rate => FigureUnit.Rate,
            MetricUnit.ByteRate => FigureUnit.ByteRate,
            MetricUnit.Share => FigureUnit.Share,
            null when limit is { IsDuration: true } => FigureUnit.Seconds,
            _ => FigureUnit.Count,
        };
    }

    private static string NameOf(FaultResult fault, ImmutableArray<FaultResult> all)
    {
        FaultResult[] same = [.. all.Where(other => other.Kind == fault.Kind)];
        return same.Length == 1 ? fault.Kind : $"{fault.Kind} {Array.IndexOf(same, fault) + 1}";
    }

    /// <summary><c>worker</c> of <c>worker-3</c>.</summary>
    private static string RoleOf(string process) => process.LastIndexOf('-') is var dash and > 0 && process[(dash + 1)..].All(char.IsAsciiDigit)
        ? process[..dash]
        : process;

    private static void Add(ImmutableSortedDictionary<string, Figure>.Builder figures, string name, double? value, FigureUnit unit, WorseWhen worse = WorseWhen.Higher)
    {
        if (value is { } number && double.IsFinite(number))
        {
            figures[name] = new Figure(number, unit, worse);
        }
    }
}
