using System.Collections.Immutable;
using Harness.Judging.Impacts;
using Harness.Judging.Reading;
using Harness.Scenarios;

namespace Harness.Judging.Results;

/// <summary>Whether a run came to its end, and every fault to its edges.</summary>
public static class Completeness
{
    /// <summary>What is missing; empty for a complete run.</summary>
    public static ImmutableArray<string> WhyIncomplete(JudgeContext context)
    {
        var reasons = ImmutableArray.CreateBuilder<string>();
        if (!context.Time.HasLoad)
        {
            reasons.Add("The run ended before its load began.");
        }
        else if (!context.Time.HasEnded)
        {
            reasons.Add($"The run was interrupted {context.Time.Seconds(context.Time.End):0.0} s after its load began.");
        }

        foreach (FaultImpact impact in context.Faults)
        {
            if (MissingEdge(impact) is { } missing)
            {
                reasons.Add(missing);
            }
        }

        return reasons.ToImmutable();
    }

    private static string? MissingEdge(FaultImpact impact)
    {
        Fault fault = impact.Fault;
        string name = $"Fault {impact.Index} ({fault.Kind})";
        if (impact.Cohorts.Any(cohort => !impact.Windows.ContainsKey(cohort)))
        {
            return impact.Windows.IsEmpty ? $"{name} was never switched on." : $"{name} was not switched on for every cohort of the plan.";
        }

        return fault.For is not null && impact.Windows.Values.Any(IsOn) ? $"{name} was not removed." : null;
    }

    private static bool IsOn(FaultWindow window) => window.RemovalAck is null;
}
