using Harness.Judging;

namespace Harness.Reporting;

/// <summary>A verdict in words and signs: never by colour alone.</summary>
public static class VerdictWords
{
    /// <summary><c>passed</c>, as run.json has it; also the CSS class.</summary>
    public static string Word(this Verdict verdict) => verdict.ToString().ToLowerInvariant();

    /// <summary>A sign of its own shape per verdict.</summary>
    public static string Sign(this Verdict verdict) => verdict switch
    {
        Verdict.Passed => "✓",
        Verdict.Failed => "✗",
        Verdict.Invalid => "⊘",
        _ => "…",
    };

    /// <summary>Why the run ended as it did, in one sentence: <c>2 of 11 assertions failed in silent-drop.</c></summary>
    public static string Sentence(this RunResult run)
    {
        ScenarioResult[] cause = [.. run.Scenarios.Where(scenario => scenario.Verdict == run.Verdict)];
        return run.Verdict switch
        {
            _ when run.Scenarios.IsEmpty => run.Verdict == Verdict.Incomplete
                ? "Interrupted before any scenario began."
                : "No scenario was run.",
            Verdict.Passed when run.Scenarios is [{ Expected.IsEmpty: false } only] => $"{only.Name}: {only.Sentence()}",
            Verdict.Passed => $"{Held(run.Scenarios.Sum(scenario => scenario.Assertions.Count(assertion => !assertion.AsExpected)))} in {Places(run)}{FailedAsExpected(run)}.",
            Verdict.Failed => string.Join("; ", cause.Select(scenario => scenario.Unmet.Length > 0 ? $"{scenario.Name} {Unmet(scenario)}" : $"{Failures(scenario)} in {scenario.Name}")) + ".",
            _ when cause.Length == 0 && run.Note.Length > 0 => AsSentence(run.Note),
            _ when cause.Length == 0 => run.Verdict == Verdict.Incomplete
                ? $"Interrupted after {Format.Seconds(run.DurationSeconds)}; not every scenario was run."
                : "The run cannot be judged.",
            _ => string.Join(" ", cause.Select(scenario => $"{scenario.Name}: {scenario.Sentence()}")),
        };
    }

    /// <summary>The same for one scenario, without its name.</summary>
    public static string Sentence(this ScenarioResult scenario) => scenario.Verdict switch
    {
        Verdict.Passed when !scenario.Expected.IsEmpty => $"Failed as expected by {string.Join(" and ", scenario.Expected.Select(failure => failure.Name))}; everything else held.",
        Verdict.Passed => Held(scenario.Assertions.Length) + ".",
        Verdict.Failed when scenario.Unmet.Length > 0 => $"It {Unmet(scenario)}.",
        Verdict.Failed => Failures(scenario) + ".",
        _ when !scenario.Notes.IsEmpty => AsSentence(scenario.Notes[0]),
        Verdict.Invalid => "The load generator itself was in the way, so nothing can be said.",
        _ => $"Interrupted after {Format.Seconds(scenario.DurationSeconds)}.",
    };

    private static string Held(int assertions) => assertions switch
    {
        0 => "Nothing was asserted, and every invariant held",
        1 => "The one assertion held",
        _ => $"All {Format.Count(assertions)} assertions held",
    };

    private static string Unmet(ScenarioResult scenario) => scenario.Unmet.StartsWith("expected", StringComparison.Ordinal) ? $"was {scenario.Unmet}" : scenario.Unmet;

    private static string FailedAsExpected(RunResult run) => run.Scenarios.Count(scenario => !scenario.Expected.IsEmpty) is var count and > 0
        ? $", and {Format.Count(count)} of them failed as expected"
        : "";

    private static string Places(RunResult run) => run.Scenarios.Length == 1
        ? run.Scenarios[0].Name
        : Format.Plural(run.Scenarios.Length, "scenario");

    private static string Failures(ScenarioResult scenario)
    {
        int assertions = scenario.Assertions.Count(assertion => !assertion.Passed);
        int invariants = scenario.Invariants.Count(invariant => !invariant.Passed);
        string failed = $"{Format.Count(assertions)} of {Format.Plural(scenario.Assertions.Length, "assertion")} failed";
        string broken = $"{Format.Plural(invariants, "invariant")} {(invariants == 1 ? "was" : "were")} broken";
        return (assertions, invariants) switch
        {
            (_, 0) => failed,
            (0, _) => broken,
            _ => $"{failed} and {broken}",
        };
    }

    private static string AsSentence(string note) => note.Length > 0 && ".!?".Contains(note[^1]) ? note : note + ".";
}
