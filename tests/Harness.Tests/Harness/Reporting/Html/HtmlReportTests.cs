using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Harness.Judging;
using Harness.Reporting.Html;

namespace Harness.Tests.Reporting.Html;

public sealed partial class HtmlReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<RunResult> Runs =>
    [
        SampleRuns.Passed(), SampleRuns.Failed(), SampleRuns.Invalid(), SampleRuns.Incomplete(),
        SampleRuns.Run(Verdict.Incomplete),
        SampleRuns.Run(Verdict.Passed, SampleRuns.Scenario("nothing", "")),
        SampleRuns.Run(Verdict.Passed, SampleRuns.SilentDrop() with { Clients = 0, Series = SampleSeries.Of(0, 0, 12, 24, 44, recovers: false), Assertions = [], Invariants = [], Roles = [] }),
        SampleRuns.Run(Verdict.Failed, SampleRuns.FailedSilentDrop() with { Series = SampleSeries.Empty, DurationSeconds = 0, PolicyBound = new PolicyBounds() }),
    ];

    [Theory]
    [MemberData(nameof(Runs), DisableDiscoveryEnumeration = true)]
    public async Task Every_run_gives_a_well_formed_page(RunResult run)
    {
        XElement page = Parse(await HtmlReport.RenderAsync(run));

        Assert.Contains(run.Verdict.ToString().ToUpperInvariant(), page.Descendants("h1").Single().Value, StringComparison.Ordinal);
        Assert.Equal(run.Scenarios.Length, page.Descendants("section").Count(section => (string?)section.Attribute("class") == "scenario"));
    }

    [Theory]
    [MemberData(nameof(Runs), DisableDiscoveryEnumeration = true)]
    public async Task The_page_can_be_read_without_eyes(RunResult run)
    {
        XElement page = Parse(await HtmlReport.RenderAsync(run));

        string[] ids = [.. page.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(page.Descendants().Attributes("aria-labelledby").SelectMany(label => label.Value.Split(' ')), id => Assert.Contains(id, ids));
        Assert.All(page.Descendants("a").Attributes("href"), link => Assert.Contains(link.Value[1..], ids));
        Assert.All(page.Descendants("table"), table => Assert.NotNull(table.Element("caption")));
        Assert.All(page.Descendants("svg").Where(svg => svg.Attribute("aria-hidden") is null), svg =>
        {
            Assert.Equal("img", (string?)svg.Attribute("role"));
            Assert.NotEqual("", svg.Element("title")!.Value);
            Assert.NotNull(svg.Element("desc"));
        });
        int[] levels = [.. page.Descendants().Where(element => Heading().IsMatch(element.Name.LocalName)).Select(element => element.Name.LocalName[1] - '0')];
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1, $"h{pair.Second} after h{pair.First}"));
    }

    [Theory]
    [MemberData(nameof(Runs), DisableDiscoveryEnumeration = true)]
    public async Task The_page_needs_nothing_from_outside_and_runs_nothing_but_its_own_script(RunResult run)
    {
        string html = await HtmlReport.RenderAsync(run);

        XElement page = Parse(html);
        AssertOnlyData(page);
        Assert.Equal("data:,", (string?)page.Descendants("link").Single().Attribute("href"));
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        string content = Script().Replace(html, "");
        Assert.DoesNotContain("NaN", content, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", content, StringComparison.Ordinal);
        Assert.All(page.Descendants("path").Attributes("d"), path => Assert.Matches(@"^[MLZh0-9. -]*$", path.Value));
    }

    [Fact]
    public async Task Hostile_text_stays_text_in_every_field()
    {
        RunResult run = Hostile.Run(_folder["hostile.json"]);

        XElement page = Parse(await HtmlReport.RenderAsync(run));

        AssertOnlyData(page);
        Assert.Empty(page.Descendants("img"));
        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.Contains("</style></script><script>alert(1)</script>", page.Descendants("h2").First(title => (string?)title.Attribute("id") == "s0-title").Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_assertion_shows_its_evidence_open_and_never_instead_of_infinity()
    {
        XElement section = Section(Parse(await HtmlReport.RenderAsync(SampleRuns.Failed())), "s1");

        XElement story = section.Descendants("details").First(details => (string?)details.Attribute("class") == "story");
        Assert.NotNull(story.Attribute("open"));
        Assert.Contains("Client 1341", story.Element("summary")!.Value, StringComparison.Ordinal);
        Assert.Contains(story.Descendants("li"), item => Squeeze(item) == "15.204 s heartbeat sent, not answered: 3 missed, and no declaration");
        Assert.Contains(section.Descendants("p"), line => line.Value == "3 of 37 clients that broke it, the worst first");
        Assert.Contains(section.Descendants("td"), cell => (string?)cell.Attribute("class") == "n bad" && cell.Value == "never");
        Assert.Contains(section.Descendants("rect"), bar => (string?)bar.Attribute("class") == "bar undetected" && bar.Value == "37 clients never noticed");
        Assert.Contains(section.Descendants("text"), label => label.Value == "the policy's bound: 3");
    }

    [Fact]
    public async Task The_figures_of_a_scenario_stand_in_a_row()
    {
        XElement section = Section(Parse(await HtmlReport.RenderAsync(SampleRuns.Failed())), "s1");

        Assert.Equal(
            ["Clients 2,000", "Policy bound 3 sto detect, ± 50 ms", "Affected 600", "Detected 563of 600 had to", "Undetected 37", "False alarms 0", "Recovered 600of 600 affected"],
            section.Descendants("dl").First().Elements("div").Select(figure => $"{figure.Element("dt")!.Value} {Squeeze(figure.Element("dd")!)}"));
    }

    [Fact]
    public async Task The_ledger_has_a_row_for_each_fault()
    {
        XElement table = Parse(await HtmlReport.RenderAsync(SampleRuns.Failed())).Descendants("table").Last(table => (string?)table.Attribute("class") == "delivery");

        Assert.Equal(["Fault", "Updates lost", "Skipped", "Pushes not seen", "Duplicate pushes", "Out of order", "Worst staleness"], table.Element("thead")!.Descendants("th").Select(cell => cell.Value));
        Assert.Equal(["silent-drop", "0", "311", "2,207", "12", "3", "2.41 s"], table.Element("tbody")!.Element("tr")!.Elements().Select(cell => cell.Value));
    }

    [Fact]
    public async Task A_scenario_is_told_from_the_assertions_to_how_it_was_run()
    {
        XElement section = Section(Parse(await HtmlReport.RenderAsync(SampleRuns.Failed())), "s1");

        Assert.Equal(
            ["Assertions", "Over time", "Faults", "Clients that stand out", "Storms", "Delivery ledger", "Latencies", "Invariants", "Roles", "Load generator"],
            section.Descendants("h3").Select(heading => heading.Value));
    }

    [Fact]
    public async Task A_client_that_stands_out_has_its_states_and_its_events()
    {
        XElement life = Parse(await HtmlReport.RenderAsync(SampleRuns.Passed())).Descendants("details").First(details => (string?)details.Attribute("class") == "story life");

        Assert.Contains("Client 1704", life.Element("summary")!.Value, StringComparison.Ordinal);
        Assert.Equal(["area connecting", "area open", "area polling", "area open"], life.Descendants("rect").Select(span => (string?)span.Attribute("class")));
        Assert.Equal(2, life.Descendants("li").Count());
    }

    [Fact]
    public async Task A_limit_has_a_margin()
    {
        XElement section = Section(Parse(await HtmlReport.RenderAsync(SampleRuns.Failed())), "s1");

        Assert.Equal("Margin", section.Descendants("table").First(table => ((string?)table.Attribute("class"))?.StartsWith("assertions", StringComparison.Ordinal) == true).Descendants("th").ElementAt(4).Value);
        Assert.Contains(section.Descendants("td"), cell => Squeeze(cell).Contains("of the limit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_failed_as_expected_is_told_as_such()
    {
        XElement section = Section(Parse(await HtmlReport.RenderAsync(SampleRuns.Run(Verdict.Passed, SampleRuns.FailedAsExpected()))), "s0");

        Assert.Equal(
            "It shows a defect, and is expected to fail by detection.missed_heartbeats, detection.undetected, invariant one-reconnect-per-loss: "
            + "Failed as expected by detection.missed_heartbeats and detection.undetected and invariant one-reconnect-per-loss; everything else held.",
            Squeeze(section.Descendants("p").First(note => (string?)note.Attribute("class") == "note")));
        Assert.Equal(3, section.Descendants("tr").Count(row => (string?)row.Attribute("class") == "expected"));
        Assert.DoesNotContain(section.Descendants("tr"), row => (string?)row.Attribute("class") == "failed");
        Assert.Contains(section.Descendants("caption"), caption => caption.Value == "6 of 8 held, 2 failed as expected");
    }

    [Fact]
    public async Task Storms_are_drawn_with_their_peaks_and_what_became_of_attempts()
    {
        XElement page = Parse(await HtmlReport.RenderAsync(SampleRuns.Failed()));

        XElement section = Section(page, "s1");
        Assert.Contains(section.Descendants("dd"), figure => figure.Value == "377/s");
        Assert.Contains(section.Descendants("dd"), figure => figure.Value == "12.8 %of them within the same 100 ms");
        XElement chart = section.Descendants("svg").First(svg => ((string?)svg.Attribute("aria-labelledby") ?? "").StartsWith("s1-storm", StringComparison.Ordinal));
        Assert.Equal(["377 attempts in one second", "612 polls in one second"], chart.Descendants("g").Where(group => (string?)group.Attribute("class") == "peak").Select(group => group.Element("text")!.Value));
        Assert.Contains(section.Descendants("tr"), row => Squeeze(row) == "not open in time1,788600");
        Assert.DoesNotContain(Section(page, "s0").Descendants("h3"), title => title.Value == "Storms");
    }

    [Fact]
    public async Task An_invalid_run_says_why_and_where_it_stalled()
    {
        XElement page = Parse(await HtmlReport.RenderAsync(SampleRuns.Invalid()));

        Assert.Contains("3.4 % of the judged client-seconds", page.Descendants("p").First(line => (string?)line.Attribute("class") == "why").Value, StringComparison.Ordinal);
        Assert.Contains(page.Descendants("caption"), caption => caption.Value.Contains("the run is invalid, so they prove nothing", StringComparison.Ordinal));
        Assert.Contains(page.Descendants("tr"), row => Squeeze(row).Contains("proxy-1", StringComparison.Ordinal) && row.Value.Contains("530 ms", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Limits_are_real_ones_when_time_is_scaled()
    {
        XElement page = Parse(await HtmlReport.RenderAsync(SampleRuns.Passed() with { TimeScale = 0.02 }));

        Assert.Contains(page.Descendants("td"), cell => cell.Value.Contains("≤ 40 ms", StringComparison.Ordinal));
        Assert.Contains(page.Descendants("dd"), value => value.Value == "× 0.02, all values are real ones");
    }

    private static XElement Section(XElement page, string id) => page.Descendants("section").Single(section => (string?)section.Attribute("id") == id);

    private static string Squeeze(XElement element) => Spaces().Replace(element.Value, " ").Trim();

    /// <summary>The page's own script is taken away by <see cref="Parse"/>; what is left are elements that nothing runs.</summary>
    private static void AssertOnlyData(XElement page) =>
        Assert.All(page.Descendants("script"), script => Assert.Equal("application/json", (string?)script.Attribute("type")));

    /// <summary>The page as XML: no browser would mend it silently. Only the doctype and the page's own script are taken away; character references to control characters are HTML's, not XML's.</summary>
    private static XElement Parse(string html)
    {
        string body = html.TrimStart();
        Assert.StartsWith("<!DOCTYPE html>", body, StringComparison.Ordinal);
        string xml = Void().Replace(Script().Replace(body["<!DOCTYPE html>".Length..], ""), "<$1$2/>");
        using XmlReader reader = XmlReader.Create(new StringReader(xml.Trim()), new XmlReaderSettings { CheckCharacters = false });
        return XElement.Load(reader);
    }

    [GeneratedRegex(@"<(meta|link)((?:\s[^<>]*?)?)\s*/?>")]
    private static partial Regex Void();

    /// <summary>The first one only, which stands in the head: a second one would be found by the tests.</summary>
    [GeneratedRegex("(?<=</style>\\s*)<script>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("^h[1-6]$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
