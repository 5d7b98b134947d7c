using System.Text;
using Harness.Capacity;
using static Harness.Reporting.MarkdownText;

namespace Harness.Reporting;

/// <summary><c>summary.md</c> of a search: what a CI job shows of it.</summary>
public static class CapacityMarkdown
{
    public static string Write(CapacityResult result)
    {
        StringBuilder text = new();
        text.Append($"## Harness capacity: {Escape(result.Headline())}\n\n{Escape(result.Sentence())}\n\n");
        if (result.Gate() is { Length: > 0 } gate)
        {
            text.Append($"**{Escape(gate)}**\n\n");
        }

        text.Append($"{Format.Instant(result.StartedAt)}, {Format.Seconds(result.DurationSeconds)}, seed {result.Seed}, target {Escape(result.Environment.Target)}");
        text.Append(result.TimeScale == 1 ? "\n\n" : $", time scale {result.TimeScale} (all values are real ones)\n\n");
        text.Append(result.Found.Confidence.Length > 0 ? $"{Escape(result.Found.Confidence)}\n\n" : "");
        text.Append($"{Escape(result.Cost())}\n\n");
        foreach (string note in result.Notes)
        {
            text.Append($"> {Escape(note)}\n\n");
        }

        text.Append($"Objectives: {string.Join(", ", result.Terms.Objectives.Select(CodeCell))}.\n\n");
        text.Append($"| | {Escape(result.Terms.Unit)} | Result | Nearest to its limit, or what was in the way | CPU target | CPU generator |\n|---:|---:|---|---|---:|---:|\n");
        foreach (CapacityStep step in result.Steps)
        {
            text.Append($"| {step.Number} | {Format.Count(step.Level)} | {step.Outcome.Sign()} {step.Outcome.Word()} | {Escape(step.Outcome == ProbeOutcome.Held ? step.WorstText() : step.Why)} "
                + $"| {CapacityWords.Cores(step.Target?.Cores)} | {CapacityWords.Cores(step.GeneratorCores)} |\n");
        }

        return text.Append("\nRun it again:\n\n").Append(Block(result.Command, "sh")).ToString();
    }
}
