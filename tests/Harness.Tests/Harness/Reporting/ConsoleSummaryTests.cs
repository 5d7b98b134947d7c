using Harness.Judging;
using Harness.Reporting;
using Spectre.Console;

namespace Harness.Tests.Reporting;

public sealed class ConsoleSummaryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_terminal_the_lines_are_plain_and_never_wrapped()
    {
        string text = Print(SampleRuns.Failed(), terminal: false);

        Assert.DoesNotContain('\u001b', text);
        Assert.Contains("failed  silent-drop  2 of 8 assertions failed and 1 invariant was broken.\n", text, StringComparison.Ordinal);
        Assert.Contains("  ✗ detection.undetected == 0             37\n", text, StringComparison.Ordinal);
        Assert.Contains("    client 1341 (cohort 1): It had to declare the loss within 3.05 s and never did: it was told by the close at removal.\n", text, StringComparison.Ordinal);
        Assert.Contains("… 2 more events in the report", text, StringComparison.Ordinal);
        Assert.EndsWith("FAILED  2 of 8 assertions failed and 1 invariant was broken in silent-drop.\nReport: reports/x/index.html\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_failed_as_expected_is_said_and_its_story_is_not_told()
    {
        string text = Print(SampleRuns.Run(Verdict.Passed, SampleRuns.FailedAsExpected()), terminal: false);

        Assert.Contains("passed  silent-drop  Failed as expected by detection.missed_heartbeats and detection.undetected and invariant one-reconnect-per-loss; everything else held.\n", text, StringComparison.Ordinal);
        Assert.Contains("  ✗ detection.undetected == 0             37  (failed as expected)\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("client 1341", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_broke_two_assertions_tells_its_story_once_and_both_reasons()
    {
        ClientEvidence once = new(7, 3, "was late", [new TimedEvent(12, "heartbeat sent, not answered")]);
        AssertionResult first = new() { Expression = "a == 0", Actual = "1", Passed = false, Evidence = [once], Offenders = 1 };
        AssertionResult second = first with { Expression = "b == 0", Evidence = [once with { Why = "was never told" }] };
        RunResult run = SampleRuns.Failed();
        run = run with { Scenarios = [run.Scenarios[^1] with { Assertions = [first, second], Invariants = [] }] };

        string text = Print(run, terminal: false);

        Assert.Contains("client 7 (cohort 3): was late", text, StringComparison.Ordinal);
        Assert.Contains("client 7 (cohort 3): was never told", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("heartbeat sent, not answered").Length);
    }

    [Fact]
    public void A_terminal_gets_the_same_in_colour()
    {
        string text = Print(SampleRuns.Failed(), terminal: true);

        Assert.Contains("\u001b[", text, StringComparison.Ordinal);
        Assert.Contains("detection.undetected == 0", text, StringComparison.Ordinal);
        Assert.Contains("FAILED", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Hostile_text_neither_steers_the_terminal_nor_is_read_as_markup(bool terminal)
    {
        string text = Print(Hostile.Run(_folder["hostile.json"]), terminal);

        Assert.DoesNotContain("\u001b[31m\uFFFE", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u0001', text);
        Assert.Contains("[l](javascript:x)", text.ReplaceLineEndings(""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_scenarios_still_says_so() =>
        Assert.Contains("INCOMPLETE  Interrupted before any scenario began.", Print(SampleRuns.Run(Verdict.Incomplete), terminal: false), StringComparison.Ordinal);

    private static string Print(RunResult run, bool terminal)
    {
        using StringWriter writer = new() { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = terminal ? ColorSystemSupport.TrueColor : ColorSystemSupport.NoColors,
            Out = new Output(writer, terminal),
        });
        ConsoleSummary.Write(console, run, "reports/x/index.html");
        return writer.ToString();
    }

    /// <summary>A wide console of which the test says whether it is a terminal.</summary>
    private sealed class Output(TextWriter writer, bool terminal) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => terminal;

        public int Width => 4000;

        public int Height => 50;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
