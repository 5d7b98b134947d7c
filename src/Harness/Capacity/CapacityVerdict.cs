using Harness.Judging;

namespace Harness.Capacity;

/// <summary>Whether a search answered what was asked. It is the exit code too: 0, 1, 4, and 130 or 3 for what did not come to its end.</summary>
public static class CapacityVerdict
{
    /// <param name="found">What was found.</param>
    /// <param name="atLeast">What it has to hold; null: the question is what its capacity is.</param>
    public static Verdict Of(FoundCapacity found, long? atLeast) => found.End switch
    {
        SearchEnd.Incomplete => Verdict.Incomplete,
        SearchEnd.Nothing => Verdict.Failed,
        _ when atLeast is { } asked && found.Number >= asked => Verdict.Passed,
        // A level at or below what was asked for broke by the target: whatever ended the search, that is an answer.
        _ when atLeast is { } asked && found.Broke <= asked => Verdict.Failed,
        SearchEnd.Generator => Verdict.Invalid,
        _ => atLeast is null ? Verdict.Passed : Verdict.Failed,
    };
}
