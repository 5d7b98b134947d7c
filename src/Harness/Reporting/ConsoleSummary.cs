using System.Globalization;
using System.Text;
using Harness.Judging;
using Spectre.Console;

namespace Harness.Reporting;

/// <summary>What stands in the console after a run: verdicts, assertions, the first offender's story, and where the report is.</summary>
public static class ConsoleSummary
{
    /// <summary>Lines of a story; the report has all of them.</summary>
    private const int StoryLines = 8;

    /// <summary>Writes colours and tables to a terminal, plain lines of any length to anything else (a file, a CI log).</summary>
    /// <param name="console">Where to.</param>
    /// <param name="run">What is told.</param>
    /// <param name="report">The report's path as it is shown.</param>
    public static void Write(IAnsiConsole console, RunResult run, string report)
    {
        if (!console.Profile.Out.IsTerminal)
        {
            WritePlain(console.Profile.Out.Writer, run, report);
            return;
        }

        foreach (ScenarioResult scenario in run.Scenarios)
        {
            console.WriteLine();
            console.MarkupLine($"[bold {Colour(scenario.Verdict)}]{scenario.Verdict.Sign()} {scenario.Verdict.Word()}[/]  [bold]{Safe(scenario.Name)}[/]  [grey]{Safe(scenario.Sentence())}[/]");
            if (!scenario.Assertions.IsEmpty)
            {
                Table table = new Table().Border(TableBorder.None).HideHeaders().AddColumn("").AddColumn("").AddColumn(new TableColumn("").RightAligned());
                foreach (AssertionResult assertion in scenario.Assertions)
                {
                    table.AddRow(assertion.Passed ? "[green]✓[/]" : assertion.AsExpected ? "[green]✗[/]" : "[red]✗[/]", Safe(assertion.Expression), Safe(Actual(assertion)));
                }

                console.Write(table);
            }

            if (scenario.Chat is { } chat)
            {
                console.MarkupLine($"  [grey]{Safe(Of(chat))}[/]");
            }

            foreach (string line in Of(scenario.History))
            {
                console.MarkupLine($"  [grey]{Safe(line)}[/]");
            }

            HashSet<int> told = [];
            foreach ((string what, ClientEvidence? story) in Failures(scenario))
            {
                console.MarkupLine($"  [red]{Safe(what)}[/]");
                foreach (string line in Told(story, told))
                {
                    console.MarkupLine($"    [grey]{Safe(line)}[/]");
                }
            }
        }

        foreach (string line in TransportLines.Of(run))
        {
            console.WriteLine(Visible(line));
        }

        console.WriteLine();
        console.MarkupLine($"[bold {Colour(run.Verdict)}]{run.Verdict.Word().ToUpperInvariant()}[/]  {Safe(run.Sentence())}");
        console.MarkupLine($"Report: [link]{Safe(report)}[/]");
    }

    private static void WritePlain(TextWriter output, RunResult run, string report)
    {
        foreach (ScenarioResult scenario in run.Scenarios)
        {
            output.WriteLine();
            output.WriteLine($"{scenario.Verdict.Word()}  {Visible(scenario.Name)}  {Visible(scenario.Sentence())}");
            int width = scenario.Assertions.Select(assertion => Visible(assertion.Expression).Length).DefaultIfEmpty(0).Max();
            foreach (AssertionResult assertion in scenario.Assertions)
            {
                output.WriteLine($"  {(assertion.Passed ? "✓" : "✗")} {Visible(assertion.Expression).PadRight(width)}  {Visible(Actual(assertion))}");
            }

            if (scenario.Chat is { } chat)
            {
                output.WriteLine($"  {Of(chat)}");
            }

            foreach (string line in Of(scenario.History))
            {
                output.WriteLine($"  {Visible(line)}");
            }

            HashSet<int> told = [];
            foreach ((string what, ClientEvidence? story) in Failures(scenario))
            {
                output.WriteLine($"  {Visible(what)}");
                foreach (string line in Told(story, told))
                {
                    output.WriteLine($"    {Visible(line)}");
                }
            }
        }

        foreach (string line in TransportLines.Of(run))
        {
            output.WriteLine(Visible(line));
        }

        output.WriteLine();
        output.WriteLine($"{run.Verdict.Word().ToUpperInvariant()}  {Visible(run.Sentence())}");
        output.WriteLine($"Report: {Visible(report)}");
        output.Flush();
    }

    private static string Of(ChatResult chat) =>
        $"chat: {Format.Count(chat.Sent)} messages sent, {Format.Count(chat.Received)} received; of {Format.Count(chat.Owed)} owed {Format.Count(chat.Lost)} lost, "
        + $"{Format.Count(chat.Duplicate)} duplicate, {Format.Count(chat.OutOfOrder)} out of order"
        + (chat is { DelayP50: { } middle, DelayP99: { } late } ? $"; delay p50 {Format.Seconds(middle)}, p99 {Format.Seconds(late)}" : "");

    private static string[] Of(HistoryComparison? history) => history is null
        ? []
        : [$"history: {history.Sentence()}", .. history.Changes.Select(change => $"  {change.Line()}"), .. history.Notes.Select(note => $"  note: {note}")];

    /// <summary>What did not hold and should have, with its worst client.</summary>
    private static IEnumerable<(string What, ClientEvidence? Story)> Failures(ScenarioResult scenario) =>
    [
        .. scenario.Assertions.Where(assertion => !assertion.Passed && !assertion.AsExpected && !assertion.Evidence.IsEmpty)
            .Select(assertion => ($"✗ {assertion.Expression}: {assertion.Actual}{Others(assertion.Offenders)}", assertion.Evidence[0])),
        .. scenario.Invariants.Where(invariant => !invariant.Passed && !invariant.AsExpected)
            .Select(invariant => ($"✗ invariant {invariant.Name}: {invariant.Meaning}{Others(invariant.Violations)}", invariant.Evidence.FirstOrDefault())),
    ];

    private static string Actual(AssertionResult assertion) => assertion.AsExpected ? $"{assertion.Actual}  (failed as expected)" : assertion.Actual;

    /// <summary>The story's first lines; of a client that stands above already only why it stands here too.</summary>
    private static string[] Told(ClientEvidence? story, HashSet<int> told)
    {
        if (story is null)
        {
            return [];
        }

        string[] lines = [.. Story.Lines(story)];
        if (!told.Add(story.Client))
        {
            return lines[..1];
        }

        return lines.Length <= StoryLines ? lines : [.. lines[..StoryLines], $"  … {Format.Plural(lines.Length - StoryLines, "more event")} in the report"];
    }

    private static string Others(int offenders) => offenders > 0 ? $" ({Format.Plural(offenders, "client")}; the worst:)" : "";

    private static string Colour(Verdict verdict) => verdict switch
    {
        Verdict.Passed => "green",
        Verdict.Failed => "red",
        Verdict.Invalid => "magenta",
        _ => "yellow",
    };

    private static string Safe(string text) => Markup.Escape(Visible(text));

    /// <summary>Control characters would steer the terminal: names come from files and servers.</summary>
    internal static string Visible(string text)
    {
        StringBuilder visible = new(text.Length);
        foreach (char character in text)
        {
            visible.Append(char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format ? '\uFFFD' : character);
        }

        return visible.ToString();
    }
}
