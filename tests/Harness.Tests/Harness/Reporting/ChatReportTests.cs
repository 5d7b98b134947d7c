using Harness.Judging;
using Harness.Reporting;
using Harness.Reporting.Html;
using Spectre.Console;

namespace Harness.Tests.Reporting;

public sealed class ChatReportTests
{
    private static readonly ChatResult _chat = new()
    {
        Groups = 50, Asked = 1610, Deferred = 31, Sent = 1600, Received = 62_345, Owed = 58_001, Lost = 7, Unjudged = 912, Duplicate = 3, OutOfOrder = 2, Misdelivered = 1,
        DelayP50 = 0.0031, DelayP99 = 0.048, Refused = 200, Admitted = 4, StaleLists = 5,
    };

    private static readonly RunResult _run = SampleRuns.Run(Verdict.Failed, SampleRuns.SilentDrop() with { Chat = _chat });

    [Fact]
    public void Markdown_has_a_row() => Assert.Contains(
        "| 1,600 of 1,610 | 62,345 | 58,001 | 7 | 3 | 2 | 1 | 3.1 ms / 48 ms | 200 | 4 | 5 |", MarkdownSummary.Write(_run), StringComparison.Ordinal);

    [Fact]
    public async Task The_page_has_a_card_of_its_own_and_only_where_there_was_a_room()
    {
        string page = await HtmlReport.RenderAsync(_run);
        Assert.Contains("<h3>Chat room</h3>", page, StringComparison.Ordinal);
        Assert.Contains("<dd>7<small>of 58,001 owed; 912 not judged</small></dd>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Chat room", await HtmlReport.RenderAsync(SampleRuns.Passed()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_console_has_a_line(bool terminal)
    {
        using var output = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new Output(output, terminal) });

        ConsoleSummary.Write(console, _run, "reports/x/index.html");

        Assert.Contains(
            "  chat: 1,600 messages sent, 62,345 received; of 58,001 owed 7 lost, 3 duplicate, 2 out of order; delay p50 3.1 ms, p99 48 ms",
            output.ToString(), StringComparison.Ordinal);
    }

    private sealed class Output(TextWriter writer, bool isTerminal) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => isTerminal;

        public int Width => 300;

        public int Height => 100;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
