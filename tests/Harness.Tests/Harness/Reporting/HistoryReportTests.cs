using System.Xml.Linq;
using Harness.Judging;
using Harness.Reporting;
using Harness.Reporting.Html;
using Spectre.Console;

namespace Harness.Tests.Reporting;

/// <summary>What changed since the last good run, in every report.</summary>
public sealed class HistoryReportTests
{
    public static TheoryData<RunResult> Runs => [SampleHistory.Changed(), SampleHistory.Changed(fails: true), SampleHistory.Unchanged(), SampleHistory.First()];

    [Fact]
    public async Task The_page_tells_right_under_the_verdict_what_changed_worse_first()
    {
        XElement panel = await PanelAsync(SampleHistory.Changed());

        Assert.Equal("What changed since the last good run", panel.Element("h2")!.Value);
        Assert.Equal(
            ["= latency Nothing changed beyond noise, against 10 runs (31 figures).", "▲ silent-drop 2 figures got worse, 1 figure got better, against 10 runs (31 figures)."],
            panel.Elements("p").Where(line => (string?)line.Attribute("class") == "verdict-of-history").Select(Squeeze));
        string[][] rows = [.. panel.Descendants("tbody").Single().Elements("tr").Select(row => row.Elements().Where(cell => (string?)cell.Attribute("class") != "drawn").Select(Squeeze).ToArray())];
        Assert.Equal(["▲ worse +22.3 %", "recovery.time.p99 of silent-drop silent-drop", "5.02 s", "6.14 s", "night-36 2026-02-25 02:17:09 +00:00"], rows[0]);
        Assert.Equal(["▲ worse +51.2 %", "target CPU per client silent-drop", "4.1 ms", "6.2 ms", "this one alone far outside of the runs before"], rows[1]);
        Assert.Equal(["▼ better −14.9 %", "worker peak memory per client silent-drop", "68.4 KiB", "58.2 KiB", "night-34 2026-02-23 02:17:09 +00:00"], rows[2]);
        Assert.Contains("It is not used.", panel.Elements("p").Last().Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_of_a_figure_is_drawn_with_the_change_marked()
    {
        XElement drawing = (await PanelAsync(SampleHistory.Changed())).Descendants("svg").First();

        XElement edge = drawing.Elements("line").Single();
        double[] marks = [.. drawing.Elements("g").Select(mark => (double)mark.Element("circle")!.Attribute("cx")!)];
        Assert.Equal(40, marks.Length);
        Assert.InRange((double)edge.Attribute("x1")!, marks[35], marks[36]);
        Assert.Equal(2, drawing.Elements("path").Count(path => (string?)path.Attribute("class") == "level"));
        Assert.StartsWith("night-36: ", drawing.Elements("g").ElementAt(36).Element("title")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_changed_one_sentence_says_so()
    {
        XElement panel = await PanelAsync(SampleHistory.Unchanged());

        Assert.Equal("= In all 2 scenarios: Nothing changed beyond noise, against 10 runs (62 figures).", Squeeze(Assert.Single(panel.Elements("p"))));
        Assert.Empty(panel.Descendants("table"));
    }

    [Fact]
    public async Task A_first_run_says_that_there_is_nothing_to_compare_with() =>
        Assert.Contains("There is nothing to compare with yet", Assert.Single((await PanelAsync(SampleHistory.First())).Elements("p")).Value, StringComparison.Ordinal);

    [Fact]
    public async Task Without_a_history_one_quiet_line_says_how_to_have_one()
    {
        XElement page = await PageAsync(SampleRuns.Passed());

        Assert.Contains("--history DIR", page.Descendants("p").Single(line => (string?)line.Attribute("class") == "no-history").Value, StringComparison.Ordinal);
        Assert.DoesNotContain(page.Descendants("section"), section => (string?)section.Attribute("class") == "changes");
    }

    [Theory]
    [MemberData(nameof(Runs), DisableDiscoveryEnumeration = true)]
    public async Task The_panel_can_be_read_without_eyes(RunResult run)
    {
        XElement page = await PageAsync(run);

        string[] ids = [.. page.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(page.Descendants().Attributes("aria-labelledby").SelectMany(label => label.Value.Split(' ')), id => Assert.Contains(id, ids));
        Assert.All(page.Descendants("table"), table => Assert.NotNull(table.Element("caption")));
    }

    [Fact]
    public void The_summary_has_a_row_for_each_change()
    {
        string text = MarkdownSummary.Write(SampleHistory.Changed());

        Assert.Contains("| ▲ worse | `recovery.time.p99 of silent-drop` | 5.02 s | 6.14 s | \\+22.3 % | night\\-36 |", text, StringComparison.Ordinal);
        Assert.Contains("History: Nothing changed beyond noise, against 10 runs \\(31 figures\\).", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_console_has_a_line_for_each_change()
    {
        using StringWriter output = new();
        ConsoleSummary.Write(
            AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) }), SampleHistory.Changed(), "index.html");

        Assert.Contains("    worse: recovery.time.p99 of silent-drop 5.02 s → 6.14 s (+22.3 %) since night-36\n", output.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Junit_has_a_case_only_where_a_regression_is_to_fail()
    {
        Assert.DoesNotContain("no figure got worse", JUnitReport.Write(SampleHistory.Changed()), StringComparison.Ordinal);

        XElement failed = XElement.Parse(JUnitReport.Write(SampleHistory.Changed(fails: true))).Descendants("testcase").Single(test => (string?)test.Attribute("name") == "no figure got worse than before");
        Assert.Contains("worse: recovery.time.p99 of silent-drop 5.02 s → 6.14 s", failed.Element("failure")!.Value, StringComparison.Ordinal);
    }

    private static async Task<XElement> PanelAsync(RunResult run) => (await PageAsync(run)).Descendants("section").Single(section => (string?)section.Attribute("class") == "changes");

    /// <summary>The body: the script beside it is no XML.</summary>
    private static async Task<XElement> PageAsync(RunResult run) => XElement.Parse($"<body>{(await HtmlReport.RenderPartsAsync(run)).Body}</body>");

    /// <summary>The text of an element, its parts one space apart.</summary>
    private static string Squeeze(XElement element) => string.Join(' ', element.DescendantNodes().OfType<XText>().SelectMany(text => text.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
}
