using System.Text;
using Harness.Comparing;
using static Harness.Reporting.MarkdownText;

namespace Harness.Reporting;

/// <summary><c>summary.md</c> of a comparison: what differs, as a table for a pull request or a CI job.</summary>
public static class ComparisonMarkdown
{
    public static string Write(ComparisonResult result)
    {
        StringBuilder text = new();
        text.Append($"## Harness: comparison of two runs\n\n{Escape(result.Sentence())}\n\n");
        text.Append("| | Run | Verdict | Started | Seed | harness |\n|---|---|---|---|---:|---|\n");
        foreach ((string name, ComparedRun run) in new[] { ("A", result.A), ("B", result.B) })
        {
            text.Append($"| {name} | {CodeCell(run.Folder)} | {run.Verdict.Sign()} {run.Verdict.Word()} | {Format.Instant(run.StartedAt)} | {run.Seed} | {Escape(run.HarnessVersion)} |\n");
        }

        text.Append('\n');
        Notes(text, result.Circumstances);
        foreach (ScenarioComparison scenario in result.Scenarios)
        {
            text.Append($"### {Escape(scenario.Name)}: {scenario.A?.Word() ?? "not run"} → {scenario.B?.Word() ?? "not run"}\n\n");
            Notes(text, scenario.Circumstances);
            ComparedFigure[] differing = [.. scenario.Figures.Where(figure => figure.Outcome != ComparisonOutcome.Same)];
            if (differing.Length == 0)
            {
                text.Append(scenario.Figures.IsEmpty ? "" : "Nothing differs.\n\n");
                continue;
            }

            text.Append("| | Figure | A | B | Change | Test |\n|---|---|---:|---:|---:|---|\n");
            foreach (ComparedFigure figure in differing)
            {
                string outcome = $"{figure.Outcome.Sign()} {figure.Outcome.Word()}";
                text.Append($"| {(figure.Outcome == ComparisonOutcome.Worse ? $"**{outcome}**" : outcome)} | {Escape(figure.Group)}: {Escape(figure.Name)} | {Escape(figure.WordsA)} | {Escape(figure.WordsB)} | {figure.ChangeText()} | {Escape(figure.TestText())} |\n");
            }

            int same = scenario.Figures.Length - differing.Length;
            text.Append(same == 0 ? "\n" : $"\n{Format.Plural(same, "figure")} {(same == 1 ? "is" : "are")} the same.\n\n");
        }

        return text.Append("Compare them again:\n\n").Append(Block(result.Command, "sh")).ToString();
    }

    private static void Notes(StringBuilder text, IEnumerable<string> notes)
    {
        foreach (string note in notes)
        {
            text.Append($"> {Escape(note)}\n\n");
        }
    }
}
