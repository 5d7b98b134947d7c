using Harness.Comparing;
using Harness.Judging;
using Harness.Reporting;
using Harness.Reporting.Html;
using Harness.Simulation;
using Harness.Tests.Comparing;
using Spectre.Console;

namespace Harness.Tests.Reporting;

/// <summary>The views of comparisons and simulations.</summary>
public sealed class RecordedPagesTests
{
    private const string Markup = "<img src=x onerror=alert(1)></script>|`**b**`";

    internal static ComparisonResult Comparison(string text = "reports/a") => RunComparison.Of(
        (text, SampleRuns.Run(Verdict.Passed, RunComparisonTests.Shaped(0))),
        ("reports/b", SampleRuns.Run(Verdict.Failed, SampleRuns.FailedSilentDrop() with { Faults = RunComparisonTests.Shaped(0.4).Faults, Clients = 1900, FalseAlarms = 3 }, SampleRuns.SilentDrop() with { Name = text })),
        $"harness compare {text} reports/b",
        SampleRuns.Passed().StartedAt);

    internal static SimulationReport Simulation(string text = "flawed") => new()
    {
        Scenario = text,
        Source = $"name: {text}",
        StartedAt = SampleRuns.Passed().StartedAt,
        DurationSeconds = 1.2,
        Seed = 1,
        Command = $"harness simulate {text}.yaml --seeds 500 --seed 1",
        Verdict = Verdict.Failed,
        Schedules = 500,
        Broken = 31,
        Findings = [new RuleFinding("detection.within_bound", 31, 7)],
        LeftOut = [text],
        Smallest = new SmallestSchedule
        {
            Rule = "detection.within_bound",
            Seed = 7,
            Why = $"never declared its connection dead {text}",
            Faults = [new ScheduledFault("silent-drop", 2, 4, text)],
            Ends = [new ScheduledEnd(9, "Fin", 0, 0.5)],
            Publications = [1.5],
            Load = 12,
            Timeline = [new TimedEvent(2.001, $"silent-drop begins on its cohort {text}")],
            Perturbed = 50,
            PerturbedBreaking = 49,
            Reproducible = true,
            File = $"{text}.yaml",
        },
    };

    [Fact]
    public async Task A_comparison_shows_what_is_worse_first_and_both_lines()
    {
        string page = await HtmlReport.RenderAsync(Comparison());

        Assert.Contains("B is worse", page, StringComparison.Ordinal);
        Assert.Contains("B has 1900 clients, not 2000.", page, StringComparison.Ordinal);
        Assert.Contains("Only B has this scenario.", page, StringComparison.Ordinal);
        Assert.InRange(page.IndexOf(">↘</span> worse", StringComparison.Ordinal), 1, page.IndexOf(">?</span> not tested", StringComparison.Ordinal));
        Assert.Equal(4 * 2, page.Split("class=\"line A\" d=\"M").Length - 1 - 4);
        Assert.Contains("p &lt; 0.001 (Kolmogorov–Smirnov, 600 and 600 losses)", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_is_a_table_for_a_pull_request()
    {
        string text = ComparisonMarkdown.Write(Comparison());

        Assert.StartsWith(
            "| **↘ worse** | fault 0: silent\\-drop: onset to declared dead, p50 | 2.514 s | 2.914 s | +16 % | p &lt; 0.001 ",
            Assert.Single(text.Split('\n'), line => line.Contains("onset to declared dead", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("### silent\\-drop: passed → failed", text, StringComparison.Ordinal);
        Assert.Contains("harness compare reports/a reports/b", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_is_summed_up_in_the_terminal()
    {
        using StringWriter text = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = 300;

        ComparisonConsole.Write(console, Comparison(), "reports/x/index.html");

        Assert.Contains("What A passed fails in B: silent-drop.", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("Report: reports/x/index.html", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("note: silent-drop: B has 1900 clients, not 2000.", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_simulation_shows_its_smallest_schedule_as_a_timeline()
    {
        string page = await HtmlReport.RenderAsync(Simulation());

        Assert.Contains("1 rule broken", page, StringComparison.Ordinal);
        Assert.Contains("31 of 500 schedules broke a rule.", page, StringComparison.Ordinal);
        Assert.Contains("silent-drop begins on its cohort", page, StringComparison.Ordinal);
        Assert.Contains("harness run flawed.yaml", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_text_becomes_markup()
    {
        string[] pages = [await HtmlReport.RenderAsync(Simulation(Markup)), await HtmlReport.RenderAsync(Comparison(Markup))];

        Assert.All(pages, page => Assert.DoesNotContain("<img", page, StringComparison.Ordinal));
        Assert.All(pages, page => Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page, StringComparison.Ordinal));
        Assert.DoesNotContain("### <img", ComparisonMarkdown.Write(Comparison(Markup)), StringComparison.Ordinal);
    }

    [Fact]
    public void They_are_read_back_as_they_were_written()
    {
        string folder = Directory.CreateTempSubdirectory("harness-pages-").FullName;
        try
        {
            string file = Path.Combine(folder, "run.json");
            File.WriteAllText(file, RunJson.Write(Comparison()));
            Assert.Equal("comparison", RunJson.KindOf(file));
            Assert.Equal(File.ReadAllText(file), RunJson.Write(RunJson.Read<ComparisonResult>(file)));
            File.WriteAllText(file, RunJson.Write(Simulation()));
            Assert.Equal("simulation", RunJson.KindOf(file));
            Assert.Equal(File.ReadAllText(file), RunJson.Write(RunJson.Read<SimulationReport>(file)));
            File.WriteAllText(file, CapacityJson.Write(CapacityReportTests.Sample()));
            Assert.Equal(File.ReadAllText(file), RunJson.Write(RunJson.Read<global::Harness.Capacity.CapacityResult>(file)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
