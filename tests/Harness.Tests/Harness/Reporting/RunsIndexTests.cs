using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using Harness.Judging;
using Harness.Reporting;
using Harness.Reporting.Html;
using Harness.Reporting.Listing;

namespace Harness.Tests.Reporting;

public sealed class RunsIndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Runs_are_listed_newest_first_with_verdict_and_link()
    {
        Add("20260301-020000-standard", SampleRuns.Passed() with { StartedAt = new(2026, 3, 1, 2, 0, 0, TimeSpan.Zero) });
        Add("20260302-020000-standard", SampleRuns.Failed() with { StartedAt = new(2026, 3, 2, 2, 0, 0, TimeSpan.Zero) });
        Add("20260228-020000-a b&c", SampleRuns.Invalid() with { StartedAt = new(2026, 2, 28, 2, 0, 0, TimeSpan.Zero) });
        Write("20260303-020000-capacity-x", CapacityJson.Write(CapacityReportTests.Sample()));

        XElement page = await PageAsync();

        XElement[] rows = [.. page.Descendants("tbody").Single().Elements("tr")];
        Assert.Equal(4, rows.Length);
        Assert.Contains(rows, row => row.Descendants("small").Any(kind => kind.Value == "capacity"));
        Assert.Equal(
            ["20260302-020000-standard/index.html", "20260301-020000-standard/index.html", "20260228-020000-a%20b%26c/index.html"],
            rows.Where(row => !row.Descendants("small").Any()).Select(row => (string?)row.Descendants("a").Single().Attribute("href")));
        Assert.Contains("✗ failed", rows.Single(row => row.Value.Contains("20260302", StringComparison.Ordinal)).Elements().First().Value, StringComparison.Ordinal);
        Assert.Contains("✗ silent-drop failed, latency", rows.Single(row => row.Value.Contains("20260302", StringComparison.Ordinal)).Value, StringComparison.Ordinal);
        Assert.Contains("4 runs", page.Descendants("p").Single(line => (string?)line.Attribute("class") == "why").Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_named_with_its_reason_and_left_alone()
    {
        Add("20260301-020000-good", SampleRuns.Passed());
        string whole = RunJson.Write(SampleRuns.Passed());
        (string Name, string Text, string Says)[] broken =
        [
            ("1-cut", whole[..(whole.Length / 3)], "is not whole: it was cut off, or is none"),
            ("2-empty", "", "is not whole"),
            ("3-newer", "{\"formatVersion\": 9, \"kind\": \"tournament\", \"winner\": []}", "is of format version 9, and this program reads up to 1: use a newer harness"),
            ("4-kind", whole.Replace("\"kind\": \"run\"", "\"kind\": \"dream\"", StringComparison.Ordinal), "is of kind 'dream'"),
            ("5-null", "null", "holds only null"),
            ("6-list", "[1, 2]", "is not whole"),
            ("6-nulls", "{\"formatVersion\": 1, \"kind\": \"run\", \"verdict\": \"passed\", \"startedAt\": \"2026-03-01T14:05:09Z\", \"scenarios\": [null]}", "has null in place of a scenario"),
            ("6-older", "{\"formatVersion\": 0, \"kind\": \"run\", \"verdict\": \"passed\", \"startedAt\": \"2026-03-01T14:05:09Z\"}", "is of format version 0, and this program reads from 1 on"),
        ];
        foreach ((string name, string text, _) in broken)
        {
            Write(name, text);
        }

        Directory.CreateDirectory(_folder["7-no-run"]);
        XElement page = await PageAsync();

        XElement[] items = [.. page.Descendants("ul").Single(list => (string?)list.Attribute("class") == "broken").Elements("li").OrderBy(item => item.Value, StringComparer.Ordinal)];
        Assert.Equal(broken.Length, items.Length);
        Assert.All(broken.Zip(items), pair => Assert.Contains(pair.First.Says, pair.Second.Value, StringComparison.Ordinal));
        Assert.All(broken, each => Assert.Equal(each.Text, File.ReadAllText(Path.Combine(_folder[each.Name], "run.json"))));
        Assert.Single(page.Descendants("tbody").Single().Elements("tr"));
    }

    [Fact]
    public async Task A_scenario_has_a_trend_with_a_mark_for_each_verdict()
    {
        foreach (int night in Enumerable.Range(0, 5))
        {
            Verdict verdict = night == 2 ? Verdict.Failed : night == 3 ? Verdict.Invalid : Verdict.Passed;
            Add($"night-{night}", SampleRuns.Run(verdict, SampleRuns.SilentDrop() with { Verdict = verdict }) with { StartedAt = new(2026, 3, 1 + night, 2, 0, 0, TimeSpan.Zero) });
        }

        Add("few", SampleRuns.Run(Verdict.Passed, SampleRuns.SilentDrop() with { Clients = 20 }));
        XElement trend = Assert.Single((await PageAsync()).Descendants("article"));

        Assert.Equal("2,000 clients · 5 runs", trend.Elements("p").First().Value);
        Assert.Equal(["round trip p99", "longest detection", "fallback p99", "recovery p99"], trend.Descendants("p").Select(line => line.Element("span")?.Value).OfType<string>());
        XElement drawing = trend.Descendants("svg").ElementAt(1);
        Assert.Equal(
            ["at passed", "at passed", "at failed", "at invalid", "at passed last"],
            drawing.Elements("g").Select(mark => (string?)mark.Attribute("class")));
        Assert.Equal("night-2, failed: 3.01 s", drawing.Elements("g").ElementAt(2).Element("title")!.Value);
        Assert.NotNull(drawing.Elements("g").ElementAt(2).Element("path"));
    }

    [Fact]
    public async Task Somebody_elses_page_is_left_alone()
    {
        Add("a", SampleRuns.Passed());
        File.WriteAllText(_folder["index.html"], "<h1>Our site</h1>");

        Assert.Null(await RunsIndex.WriteAsync(_folder.Path, Cancellation));

        Assert.Equal("<h1>Our site</h1>", File.ReadAllText(_folder["index.html"]));
    }

    [Fact]
    public async Task A_list_is_renewed_and_what_was_read_is_kept()
    {
        Add("a", SampleRuns.Passed());
        await RunsIndex.RenewAsync(_folder["a"]);
        Add("b", SampleRuns.Failed());
        await RunsIndex.RenewAsync(_folder["b"]);

        Assert.Equal([RunListingReader.KeptName, "index.html"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("2 runs", (await PageAsync()).Value, StringComparison.Ordinal);

        // A run that changed is read again, one that is gone is not listed, and a kept file that is none is passed over.
        Add("a", SampleRuns.Invalid());
        Assert.Equal(Verdict.Invalid, (await RunListingReader.ReadAsync(_folder.Path, Cancellation)).Runs.Single(run => run.Folder == "a").Verdict);
        Directory.Delete(_folder["b"], recursive: true);
        File.WriteAllText(_folder[RunListingReader.KeptName], "{\"version\": 1, \"runs\": {\"a\"");
        Assert.Equal("a", Assert.Single((await RunListingReader.ReadAsync(_folder.Path, Cancellation)).Runs).Folder);
    }

    [Fact]
    public async Task What_is_kept_says_the_same_as_the_file()
    {
        Add("a", SampleRuns.Failed());
        RunListing read = await RunListingReader.ReadAsync(_folder.Path, Cancellation);
        RunListing kept = await RunListingReader.ReadAsync(_folder.Path, Cancellation);

        Assert.Equal(RunJson.Write(read), RunJson.Write(kept));
        Assert.NotEmpty(kept.Runs[0].Scenarios);
    }

    [Fact]
    public async Task Several_that_end_at_once_leave_a_whole_list()
    {
        foreach (int run in Enumerable.Range(0, 8))
        {
            Add($"run-{run}", SampleRuns.Passed());
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(run => Task.Run(() => RunsIndex.RenewAsync(_folder[$"run-{run}"]), Cancellation)));

        Assert.Contains("8 runs", (await PageAsync(renew: false)).Value, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp"));
    }

    [Fact]
    public async Task Hostile_text_stays_text()
    {
        RunResult run = Hostile.Run(_folder["hostile.json"]);
        File.Delete(_folder["hostile.json"]);
        Write("<b>run", RunJson.Write(run with { Kind = "run" }));
        Write("<i>cut", "{");

        string html = await HtmlReport.RenderAsync(await RunListingReader.ReadAsync(_folder.Path, Cancellation));

        XElement page = Body(html);
        Assert.Empty(page.Descendants("b"));
        Assert.Empty(page.Descendants("i"));
        Assert.Empty(page.Descendants("img"));
        Assert.Empty(page.Descendants("script"));
        Assert.Contains("</style></script><script>alert(1)</script>", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_folder_has_an_empty_list() => Assert.Contains("No runs yet.", (await PageAsync()).Value, StringComparison.Ordinal);

    [Fact]
    public async Task Five_hundred_large_runs_are_listed_from_what_was_kept()
    {
        JsonNode run = JsonNode.Parse(RunJson.Write(SampleRuns.Passed()))!;
        run["padding"] = new JsonArray([.. Enumerable.Range(0, 10_000).Select(client => (JsonNode)new JsonObject { ["client"] = client, ["events"] = "opened, lost, open again" })]);
        string large = run.ToJsonString();
        foreach (int night in Enumerable.Range(0, 500))
        {
            Write($"night-{night}", large);
        }

        long first = Stopwatch.GetTimestamp();
        await RunListingReader.ReadAsync(_folder.Path, Cancellation);
        TimeSpan read = Stopwatch.GetElapsedTime(first);
        first = Stopwatch.GetTimestamp();
        string html = await HtmlReport.RenderAsync(await RunListingReader.ReadAsync(_folder.Path, Cancellation));
        TimeSpan again = Stopwatch.GetElapsedTime(first);

        TestContext.Current.TestOutputHelper!.WriteLine($"500 runs of {large.Length / 1024} KiB: {read.TotalSeconds:0.00} s, and {again.TotalSeconds:0.00} s from what was kept, drawn; {html.Length / 1024} KiB");
        Assert.Contains("485 older runs", html, StringComparison.Ordinal);
        Assert.True(again < read, "what was kept was of no use");
    }

    private void Add(string name, RunResult run) => Write(name, RunJson.Write(run));

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(_folder[name]);
        File.WriteAllText(Path.Combine(_folder[name], "run.json"), text);
    }

    private async Task<XElement> PageAsync(bool renew = true)
    {
        if (renew)
        {
            Assert.NotNull(await RunsIndex.WriteAsync(_folder.Path, Cancellation));
        }

        return Body(await File.ReadAllTextAsync(_folder["index.html"], Cancellation));
    }

    /// <summary>The script before it is no XML.</summary>
    private static XElement Body(string html)
    {
        string body = html[html.IndexOf("<body>", StringComparison.Ordinal)..(html.IndexOf("</body>", StringComparison.Ordinal) + "</body>".Length)];
        using XmlReader reader = XmlReader.Create(new StringReader(body), new XmlReaderSettings { CheckCharacters = false });
        return XElement.Load(reader);
    }
}
