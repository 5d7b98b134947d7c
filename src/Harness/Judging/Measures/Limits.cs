using Harness.Scenarios;

namespace Harness.Judging.Measures;

/// <summary>The arithmetic of <c>operator value</c>.</summary>
public static class Limits
{
    /// <summary>Whether a value keeps the limit. ∞ is a value: larger than every limit.</summary>
    public static bool IsKeptBy(this Assertion assertion, double value) => assertion.Comparison switch
    {
        Comparison.LessOrEqual => value <= assertion.Limit,
        Comparison.Less => value < assertion.Limit,
        Comparison.Equal => value == assertion.Limit,
        Comparison.NotEqual => value != assertion.Limit,
        Comparison.GreaterOrEqual => value >= assertion.Limit,
        Comparison.Greater => value > assertion.Limit,
        _ => throw new InvalidOperationException($"unknown comparison {assertion.Comparison}"),
    };

    /// <summary>Whether the assertion asks for much rather than little: its worst sample is the smallest.</summary>
    public static bool WantsMore(this Assertion assertion) => assertion.Comparison is Comparison.GreaterOrEqual or Comparison.Greater;
}
