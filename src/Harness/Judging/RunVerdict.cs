namespace Harness.Judging;

/// <summary>The verdict on a run of several scenarios.</summary>
public static class RunVerdict
{
    /// <summary>Failed wins over invalid: one scenario that was judged and failed is an answer, whatever the others were.</summary>
    /// <param name="results">The scenarios that were run.</param>
    /// <param name="complete">Whether they are all that were to be run.</param>
    public static Verdict Of(IReadOnlyCollection<ScenarioResult> results, bool complete) =>
        !complete || results.Any(result => result.Verdict == Verdict.Incomplete) ? Verdict.Incomplete
        : results.Any(result => result.Verdict == Verdict.Failed) ? Verdict.Failed
        : results.Any(result => result.Verdict == Verdict.Invalid) ? Verdict.Invalid
        : Verdict.Passed;
}
