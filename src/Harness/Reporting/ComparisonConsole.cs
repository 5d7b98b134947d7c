using Harness.Comparing;
using Spectre.Console;

namespace Harness.Reporting;

/// <summary>A comparison in the terminal: what differs, worst first, and where the page is.</summary>
public static class ComparisonConsole
{
    /// <param name="console">Where to.</param>
    /// <param name="result">What was compared.</param>
    /// <param name="report">Path of the page, to be shown.</param>
    public static void Write(IAnsiConsole console, ComparisonResult result, string report)
    {
        foreach (string note in result.Circumstances.Concat(result.Scenarios.SelectMany(scenario => scenario.Circumstances.Select(note => $"{scenario.Name}: {note}"))))
        {
            Line(console, $"note: {note}");
        }

        Table table = new Table().Border(TableBorder.Minimal).AddColumn("").AddColumn("figure").AddColumn(new TableColumn("A").RightAligned()).AddColumn(new TableColumn("B").RightAligned()).AddColumn(new TableColumn("change").RightAligned());
        (ScenarioComparison Scenario, ComparedFigure Figure)[] shown =
        [
            .. result.Scenarios.SelectMany(scenario => scenario.Figures.Select(figure => (scenario, figure)))
                .Where(each => each.figure.Outcome is ComparisonOutcome.Worse or ComparisonOutcome.Better or ComparisonOutcome.Noise)
                .OrderBy(each => each.figure.Outcome switch { ComparisonOutcome.Worse => 0, ComparisonOutcome.Better => 1, _ => 2 }),
        ];
        foreach ((ScenarioComparison scenario, ComparedFigure figure) in shown)
        {
            table.AddRow(
                new Text($"{figure.Outcome.Sign()} {figure.Outcome.Word()}"),
                new Text(ConsoleSummary.Visible($"{(result.Scenarios.Length > 1 ? scenario.Name + ", " : "")}{figure.Group}: {figure.Name}")),
                new Text(figure.WordsA), new Text(figure.WordsB), new Text(figure.ChangeText()));
        }

        if (shown.Length > 0)
        {
            console.Write(table);
        }

        Line(console, result.Sentence());
        Line(console, $"Report: {report}");
    }

    /// <summary>As one line where it is written to a file or a pipe: a path that is broken by a width is none.</summary>
    private static void Line(IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(ConsoleSummary.Visible(text));
}
