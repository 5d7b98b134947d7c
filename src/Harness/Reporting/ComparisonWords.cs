using Harness.Comparing;
using Harness.Judging;

namespace Harness.Reporting;

/// <summary>A comparison in words and signs: never by colour alone.</summary>
public static class ComparisonWords
{
    public static string Word(this ComparisonOutcome outcome) => outcome switch
    {
        ComparisonOutcome.Same => "same",
        ComparisonOutcome.Noise => "noise",
        ComparisonOutcome.Better => "better",
        ComparisonOutcome.Worse => "worse",
        _ => "not tested",
    };

    public static string Sign(this ComparisonOutcome outcome) => outcome switch
    {
        ComparisonOutcome.Same => "=",
        ComparisonOutcome.Noise => "≈",
        ComparisonOutcome.Better => "↗",
        ComparisonOutcome.Worse => "↘",
        _ => "?",
    };

    /// <summary><c>B is worse in 2 figures and better in 1; 14 differ by no more than noise.</c></summary>
    public static string Sentence(this ComparisonResult result)
    {
        ComparedFigure[] all = [.. result.Scenarios.SelectMany(scenario => scenario.Figures)];
        int Count(ComparisonOutcome outcome) => all.Count(figure => figure.Outcome == outcome);
        string[] fallen = [.. result.Scenarios.Where(scenario => scenario is { A: Verdict.Passed, B: Verdict.Failed }).Select(scenario => scenario.Name)];
        string verdicts = fallen.Length == 0 ? "" : $"What A passed fails in B: {string.Join(", ", fallen)}. ";
        string tested = (Count(ComparisonOutcome.Worse), Count(ComparisonOutcome.Better)) switch
        {
            (0, 0) => "Nothing differs beyond noise",
            (0, var better) => $"B is better in {Format.Plural(better, "figure")}",
            (var worse, 0) => $"B is worse in {Format.Plural(worse, "figure")}",
            var (worse, better) => $"B is worse in {Format.Plural(worse, "figure")} and better in {Format.Count(better)}",
        };
        if (result.Verdict == Verdict.Invalid && !all.Any(figure => figure.Outcome is ComparisonOutcome.Worse or ComparisonOutcome.Better))
        {
            return "A run is invalid or incomplete, or has a scenario that the other has not: nothing can be said of those.";
        }

        int noise = Count(ComparisonOutcome.Noise), untested = Count(ComparisonOutcome.Untested);
        return $"{verdicts}{tested}; {Format.Count(noise)} {(noise == 1 ? "differs" : "differ")} by no more than noise, and {Format.Count(untested)} {(untested == 1 ? "is a single value that was not tested" : "are single values that were not tested")}.";
    }

    /// <summary><c>+12 %</c>; a dash where it says nothing.</summary>
    public static string ChangeText(this ComparedFigure figure) => figure.Change is { } change && figure.Outcome != ComparisonOutcome.Same
        ? $"{(change >= 0 ? "+" : "−")}{Format.Share(Math.Round(Math.Abs(change), Math.Abs(change) < 0.1 ? 3 : 2))}"
        : Format.None;

    /// <summary><c>p = 0.004</c>, with what was tested.</summary>
    public static string TestText(this ComparedFigure figure) => figure.P is { } p
        ? $"p {(p < 0.001 ? "< 0.001" : "= " + p.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture))} ({figure.Test})"
        : "";
}
