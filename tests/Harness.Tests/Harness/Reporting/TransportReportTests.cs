using Harness.Judging;
using Harness.Reporting;
using Harness.Reporting.Html;

namespace Harness.Tests.Reporting;

public sealed class TransportReportTests
{
    private static readonly RunResult _run = SampleRuns.Run(
        Verdict.Passed,
        Scenario("ajax", UpdateTransport.AjaxPolling, requests: 30.02, received: 6180, sent: 1801, cpu: 0.0042, p50: 1.01, p99: 1.98),
        Scenario("long", UpdateTransport.LongPolling, requests: 19.6, received: 3920, sent: 1411, cpu: 0.0031, p50: 0.0042, p99: 0.031),
        Scenario("push", UpdateTransport.Push, requests: 11.2, received: 2870, sent: 1210, cpu: 0.0019, p50: 0.0061, p99: 0.029));

    [Fact]
    public void The_least_of_each_column_is_best_and_where_all_are_alike_nothing_is()
    {
        TransportComparison comparison = Assert.Single(TransportComparison.Of(_run));

        Assert.Equal("1,000 clients each, 12 topics", comparison.Conditions);
        Assert.Equal(["30.02", "0", "6.2 KB", "1.8 KB", "4.2 ms", "1.01 s", "1.98 s", "0"], comparison.Rows[0].Cells.Select(cell => cell.Text));
        Assert.Equal(["19.6", "0", "3.9 KB", "1.4 KB", "3.1 ms", "4.2 ms*", "31 ms", "0"], comparison.Rows[1].Cells.Select(cell => cell.Text + (cell.IsBest ? "*" : "")));
        Assert.Equal(["11.2*", "0", "2.9 KB*", "1.2 KB*", "1.9 ms*", "6.1 ms", "29 ms*", "0"], comparison.Rows[2].Cells.Select(cell => cell.Text + (cell.IsBest ? "*" : "")));
    }

    [Fact]
    public void What_is_not_comparable_is_not_compared()
    {
        Assert.Empty(TransportComparison.Of(_run with { Scenarios = [_run.Scenarios[0], _run.Scenarios[1] with { Clients = 999 }] }));
        Assert.Empty(TransportComparison.Of(_run with { Scenarios = [_run.Scenarios[0], _run.Scenarios[1] with { Faults = SampleRuns.SilentDrop().Faults }] }));
        Assert.Empty(TransportComparison.Of(_run with { Scenarios = [_run.Scenarios[0], _run.Scenarios[1] with { Transports = [_run.Scenarios[1].Transports[0] with { Follows = "1 topic" }] }] }));
        Assert.Empty(TransportComparison.Of(_run with { Scenarios = [_run.Scenarios[0], _run.Scenarios[0]] }));
        Assert.Empty(TransportComparison.Of(SampleRuns.Passed()));
    }

    [Fact]
    public void Populations_of_one_scenario_are_compared_by_their_names_without_the_cpu_that_they_share()
    {
        ScenarioResult both = _run.Scenarios[0] with { Transports = [.. _run.Scenarios.SelectMany(scenario => scenario.Transports).Select(transport => transport with { TargetCpuPerMinute = null })] };

        TransportComparison comparison = Assert.Single(TransportComparison.Of(_run with { Scenarios = [both] }));

        Assert.Equal(["ajax, ajax", "ajax, long", "ajax, push"], comparison.Rows.Select(row => row.Name));
        Assert.All(comparison.Rows, row => Assert.Equal(Format.None, row.Cells[4].Text));
    }

    [Fact]
    public void What_never_came_is_never_and_not_the_best()
    {
        TransportResult lost = _run.Scenarios[0].Transports[0] with { Delay = new Distribution(10, 0.001, 0.002, null, null, null), UpdatesLost = 3 };
        TransportComparison comparison = Assert.Single(TransportComparison.Of(_run with { Scenarios = [_run.Scenarios[0] with { Transports = [lost] }, _run.Scenarios[1]] }));

        Assert.Equal([("never", false), ("31 ms", true)], comparison.Rows.Select(row => (row.Cells[6].Text, row.Cells[6].IsBest)));
        Assert.Equal([("3", false), ("0", true)], comparison.Rows.Select(row => (row.Cells[7].Text, row.Cells[7].IsBest)));
    }

    [Fact]
    public async Task The_page_says_best_in_words_and_escapes_names()
    {
        string page = await HtmlReport.RenderAsync(_run with { Scenarios = _run.Scenarios.SetItem(0, _run.Scenarios[0] with { Name = "<b>&" }) });

        Assert.Contains("<h2>Transports side by side</h2>", page, StringComparison.Ordinal);
        Assert.Contains("<strong>11.2</strong><small>best</small>", page, StringComparison.Ordinal);
        Assert.Contains("ajax polling<small>&lt;b&gt;&amp;</small>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<h2>Transports side by side</h2>", await HtmlReport.RenderAsync(SampleRuns.Passed()), StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_has_the_same_table() => Assert.Contains(
        "| push (push) | **11.2** (best) | 0 | **2.9 KB** (best) | **1.2 KB** (best) | **1.9 ms** (best) | 6.1 ms | **29 ms** (best) | 0 |\n",
        MarkdownSummary.Write(_run), StringComparison.Ordinal);

    [Fact]
    public void The_console_has_columns_and_a_star()
    {
        string[] lines = [.. TransportLines.Of(_run)];

        Assert.Equal("Transports side by side: 1,000 clients each, 12 topics", lines[1]);
        Assert.Equal("long polling (long) 19.6 0 3.9 KB 1.4 KB 3.1 ms 4.2 ms* 31 ms 0", string.Join(' ', lines[4].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        // A figure stands below the end of its column's head.
        Assert.Equal(lines[2].IndexOf("Requests", StringComparison.Ordinal) + "Requests".Length, lines[4].IndexOf("19.6", StringComparison.Ordinal) + "19.6".Length);
        Assert.Contains("* best:", lines[6], StringComparison.Ordinal);
        Assert.Empty(TransportLines.Of(SampleRuns.Passed()));
    }

    [Fact]
    public void Run_json_holds_it() => Assert.Contains("\"transport\": \"ajaxPolling\"", RunJson.Write(_run), StringComparison.Ordinal);

    private static ScenarioResult Scenario(string name, UpdateTransport transport, double requests, double received, double sent, double cpu, double p50, double p99) => SampleRuns.SilentDrop() with
    {
        Name = name,
        Clients = 1000,
        Faults = [],
        Transports =
        [
            new TransportResult
            {
                Population = name, Transport = transport, Clients = 1000, ClientSeconds = 44_000, RequestsPerMinute = requests, RequestsFailed = 0, ReceivedPerMinute = received, SentPerMinute = sent,
                Delay = new Distribution(7000, 0.001, p50, p99, p99, p99), UpdatesLost = 0, TargetCpuPerMinute = cpu, Follows = "12 topics",
            },
        ],
    };
}
