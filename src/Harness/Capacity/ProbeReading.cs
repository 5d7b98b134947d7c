using System.Collections.Immutable;
using Harness.Judging;

namespace Harness.Capacity;

/// <summary>What one run at one level said, and why.</summary>
/// <param name="Outcome">Held, broke, or nothing because of the generator.</param>
/// <param name="Why">What broke, or what of the generator was in the way; empty where it held.</param>
/// <param name="Objectives">Each objective with its value.</param>
public sealed record ProbeReading(ProbeOutcome Outcome, string Why, ImmutableArray<ObjectiveResult> Objectives);

/// <summary>One objective at one level.</summary>
public sealed record ObjectiveResult
{
    public required string Expression { get; init; }

    /// <summary>The value in words.</summary>
    public required string Actual { get; init; }

    /// <summary>The value in the metric's unit; null for never and no data.</summary>
    public double? ActualValue { get; init; }

    /// <summary>The limit in the same unit; null where it holds or does not.</summary>
    public double? Limit { get; init; }

    /// <summary>Whether both are seconds.</summary>
    public bool IsDuration { get; init; }

    public required bool Passed { get; init; }

    /// <summary>How much of its limit is used up, for the choice of the worst: over 1 where it broke, null where that says nothing.</summary>
    public double? Used => !Passed && ActualValue is null ? double.PositiveInfinity
        : Limit is { } limit and > 0 && ActualValue is { } value ? value / limit
        : Passed ? 0
        : 1 + (ActualValue ?? 0);

    public static ObjectiveResult Of(Scenarios.Assertion asked, AssertionResult found) => new()
    {
        Expression = found.Expression,
        Actual = found.Actual,
        ActualValue = found.ActualValue,
        Limit = asked.Metric.Unit == Metrics.MetricUnit.Truth ? null : asked.Limit,
        IsDuration = asked.Metric.Unit == Metrics.MetricUnit.Seconds,
        Passed = found.Passed,
    };
}
