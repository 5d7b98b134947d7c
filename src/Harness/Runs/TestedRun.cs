using Harness.Judging;

namespace Harness.Runs;

/// <summary>A run as a test looks at it.</summary>
/// <param name="Run">The judged run.</param>
/// <param name="Folder">Where its report is.</param>
public sealed record TestedRun(RunResult Run, string Folder)
{
    /// <summary>The scenario's result.</summary>
    public ScenarioResult Result => Run.Scenarios[0];

    /// <summary>Where its report is.</summary>
    public string Report => Path.Combine(Folder, "index.html");

    /// <summary>Everything that was asserted held.</summary>
    /// <exception cref="RunAssertionException">It did not: which assertions, what was found, and what happened to the worst client.</exception>
    public TestedRun ShouldPass() => Run.Verdict == Verdict.Passed ? this : throw new RunAssertionException(RunFailureText.Of(this));

    /// <summary>The run failed by these, whatever else it failed by: for a test that shows that a defect is caught.</summary>
    /// <param name="names">Metrics, as <c>detection.undetected</c>; invariants, as <c>invariant one-open-socket</c>; or whole assertions.</param>
    /// <exception cref="RunAssertionException">The run did not fail, or one of them held.</exception>
    public TestedRun ShouldFail(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[] held = [.. names.Where(name => !IsBroken(name))];
        return Run.Verdict == Verdict.Failed && held.Length == 0
            ? this
            : throw new RunAssertionException(
                (Run.Verdict != Verdict.Failed ? $"The run was to fail, but {Run.Verdict.ToString().ToLowerInvariant()}." : $"The run was to fail by {string.Join(" and ", held)}, which held.")
                + Environment.NewLine + RunFailureText.Of(this));
    }

    private bool IsBroken(string name) =>
        Result.Assertions.Any(assertion => !assertion.Passed
            && (assertion.Expression == name || (assertion.Expression.StartsWith(name, StringComparison.Ordinal) && assertion.Expression[name.Length..] is [' ' or '.', ..])))
        || Result.Invariants.Any(invariant => !invariant.Passed && Scenarios.Scenario.InvariantPrefix + invariant.Name == name);
}

/// <summary>A run did not come to what a test demanded of it. Any test framework shows it as a failure.</summary>
public sealed class RunAssertionException(string message) : Exception(message);
