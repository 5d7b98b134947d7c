using System.Collections.Immutable;
using System.Text;
using Harness.Judging;
using Harness.Reporting;

namespace Harness.Runs;

/// <summary>What a developer has to know of a run that did not pass: what was found against what was asserted, the worst client's story, and where the report is.</summary>
internal static class RunFailureText
{
    private const int StoryLines = 10;

    public static string Of(TestedRun tested)
    {
        ScenarioResult result = tested.Result;
        var text = new StringBuilder($"{result.Name}: {tested.Run.Verdict.ToString().ToLowerInvariant()}. {result.Sentence()}");
        text.AppendLine();
        foreach (string note in result.Notes)
        {
            text.AppendLine($"  {note}");
        }

        foreach (AssertionResult assertion in result.Assertions)
        {
            text.AppendLine($"  {(assertion.Passed ? "✓" : "✗")} {assertion.Expression}: {assertion.Actual}{Clients(assertion.Offenders)}");
            Tell(text, assertion.Evidence);
        }

        foreach (InvariantResult broken in result.Invariants.Where(invariant => !invariant.Passed))
        {
            text.AppendLine($"  ✗ invariant {broken.Name}: {broken.Meaning}{Clients(broken.Violations)}");
            Tell(text, broken.Evidence);
        }

        return text.Append($"Report: {tested.Report}").ToString();
    }

    private static void Tell(StringBuilder text, ImmutableArray<ClientEvidence> evidence)
    {
        if (!evidence.IsEmpty)
        {
            string[] lines = [.. Story.Lines(evidence[0])];
            foreach (string line in lines.Take(StoryLines))
            {
                text.AppendLine($"      {line}");
            }

            text.Append(lines.Length > StoryLines ? $"      … {lines.Length - StoryLines} more in the report{Environment.NewLine}" : "");
        }
    }

    private static string Clients(int offenders) => offenders > 0 ? $" ({Format.Plural(offenders, "client")}, the worst:)" : "";
}
