using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Harness.Dashboard;
using Harness.Judging;
using Harness.Reporting.Html;
using Harness.Reporting.Live;
using Harness.Tests.Dashboard;

namespace Harness.Tests.Reporting.Html;

public sealed partial class LiveHtmlTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<LiveRun> Runs => [Waiting(), Playing(0.2), Playing(3), Playing(6), Between(), Playing(3) with { HasEnded = true, Current = null, Waiting = [] }];

    [Theory]
    [MemberData(nameof(Runs), DisableDiscoveryEnumeration = true)]
    public async Task Every_moment_gives_a_well_formed_page(LiveRun run)
    {
        XElement page = Parse(await LiveHtml.RenderAsync(run));

        string[] ids = [.. page.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(page.Descendants("a").Attributes("href"), link => Assert.Contains(link.Value[1..], ids));
        Assert.All(page.Descendants("table"), table => Assert.NotNull(table.Element("caption")));
        Assert.Single(page.Descendants("h1"));
        Assert.Contains(page.Descendants("meta"), meta => (string?)meta.Attribute("name") == "harness-live");
        Assert.Contains("connect-src 'self'", (string?)page.Descendants("meta").Single(meta => (string?)meta.Attribute("http-equiv") == "Content-Security-Policy").Attribute("content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_on_has_a_word_and_a_sign_and_no_verdict()
    {
        XElement page = Parse(await LiveHtml.RenderAsync(Playing(3)));

        XElement band = page.Descendants("header").First();
        Assert.Equal("band running", (string?)band.Attribute("class"));
        Assert.Equal("▶ RUNNING", Squeeze(band.Descendants("h1").Single()));
        Assert.Equal("3", (string?)band.Descendants("progress").Single().Attribute("value"));
        Assert.Equal("12", (string?)band.Descendants("progress").Single().Attribute("max"));
        Assert.Contains(band.Descendants("div"), fact => Squeeze(fact) == "Faults onsilent-drop");
        Assert.Contains(band.Descendants("div"), fact => Squeeze(fact) == "The report will be in/reports/20260301-130509-standard");
        Assert.DoesNotContain(page.Descendants(), element => ((string?)element.Attribute("class"))?.Split(' ') is [.., "passed" or "failed" or "invalid" or "incomplete"]);
    }

    [Fact]
    public async Task Assertions_are_listed_and_judged_at_the_end()
    {
        XElement page = Parse(await LiveHtml.RenderAsync(Playing(3)));

        XElement table = page.Descendants("table").Single(table => table.Element("caption")!.Value.StartsWith("Judged at the end", StringComparison.Ordinal));
        Assert.Equal(["○ open detection.undetected == 0 = 0", "○ open fallback.time.p99 <= 2s ≤ 2 s"], table.Element("tbody")!.Elements("tr").Select(row => string.Join(' ', row.Elements().Select(Squeeze))));
    }

    [Theory]
    [InlineData(1, "○ planned", "2 s", "5 s")]
    [InlineData(3, "● on", "2.01 s", "5 s")]
    [InlineData(6, "◌ removed", "2.01 s", "5.02 s")]
    public async Task A_fault_says_how_far_it_is(double elapsed, string stage, string from, string to)
    {
        XElement page = Parse(await LiveHtml.RenderAsync(Playing(elapsed)));

        XElement row = Assert.Single(page.Descendants("table").Single(table => (string?)table.Attribute("class") == "live-faults").Element("tbody")!.Elements("tr"));
        Assert.Equal([stage, "silent-drop", "the websocket path of cohorts 1, 4", from, to], row.Elements().Select(Squeeze));
    }

    [Fact]
    public async Task What_was_judged_stands_there_as_in_the_report()
    {
        LiveRun run = Between();

        string body = (await LiveHtml.RenderPartsAsync(run)).Body;

        Assert.Equal(["passed", "waiting"], Chip().Matches(body).Select(match => match.Groups[1].Value).Take(2));
        Assert.Contains("silent-drop is about to start.", body, StringComparison.Ordinal);
        Assert.Contains("id=\"s0\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_text_stays_text()
    {
        var state = new LiveState();
        string text = Hostile.Text.Replace("\uD800", "", StringComparison.Ordinal);
        RunResult hostile = Hostile.Run(_folder["hostile.json"]);
        state.Begins(new(hostile with { Scenarios = [] }, text, [new(text, text, 3, text, [text]), new(text, text, 3, text, [text]), new(text, text, 3, text, [text])]));
        state.Judged(hostile.Scenarios[0]);
        state.Shows(Snapshots.At(3, sent: 300, scenario: text, phase: text) with { Roles = [new RoleResult(text, 1, 1)] });

        XElement page = Parse(await LiveHtml.RenderAsync(state.Now()!));

        Assert.Empty(page.Descendants("img"));
        Assert.DoesNotContain(page.Descendants("script"), script => script.Value.Trim() == "alert(1)");
        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.Contains("</style></script><script>alert(1)</script>", page.Descendants("h2").First(title => (string?)title.Attribute("id") == "s1-title").Value, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", (await LiveHtml.RenderEndAsync(hostile, text)).Body, StringComparison.Ordinal);
    }

    private static LiveRun Waiting() => With(_ => { });

    private static LiveRun Playing(double elapsed) => With(state =>
    {
        for (double at = 0.5; at <= elapsed; at += 0.5)
        {
            state.Shows(Snapshots.At(at, open: 90, sent: (long)(at * 100)));
        }

        state.Shows(Snapshots.At(elapsed, open: 90, sent: (long)(elapsed * 100)));
    });

    private static LiveRun Between()
    {
        var state = new LiveState();
        state.Begins(Snapshots.Outset("latency", "silent-drop"));
        state.Judged(SampleRuns.Passed().Scenarios[0]);
        return state.Now()!;
    }

    private static LiveRun With(Action<LiveState> tell)
    {
        var state = new LiveState();
        state.Begins(Snapshots.Outset("silent-drop", "half-open"));
        tell(state);
        return state.Now()!;
    }

    private static string Squeeze(XElement element) => Spaces().Replace(element.Value, " ").Trim();

    /// <summary>The page as XML, without the doctype and the texts of its style sheet and its script, which are no XML.</summary>
    private static XElement Parse(string html)
    {
        string body = html.TrimStart();
        Assert.StartsWith("<!DOCTYPE html>", body, StringComparison.Ordinal);
        string xml = Void().Replace(Script().Replace(body["<!DOCTYPE html>".Length..], "<script></script>"), "<$1$2/>");
        using XmlReader reader = XmlReader.Create(new StringReader(xml.Trim()), new XmlReaderSettings { CheckCharacters = false });
        return XElement.Load(reader);
    }

    [GeneratedRegex(@"<script>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex(@"<(meta|link)((?:\s[^<>]*?)?)\s*/?>")]
    private static partial Regex Void();

    [GeneratedRegex("<span class=\"chip ([a-z]+)\"")]
    private static partial Regex Chip();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
