using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Harness.Judging;
using Harness.Reporting.Html;

namespace Harness.Tests.Reporting.Html;

/// <summary>The script of the page, the data that it reads, and the page that follows a run.</summary>
public sealed partial class PageScriptTests
{
    [Fact]
    public async Task The_policy_names_the_one_script_by_its_hash()
    {
        string html = await HtmlReport.RenderAsync(SampleRuns.Passed());

        string policy = Policy(html);
        if (PageScript.Text is null)
        {
            Assert.Equal("default-src 'none'; style-src 'unsafe-inline'; img-src data:", policy);
            Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
            return;
        }

        string script = html.Split("<script>")[1].Split("</script>")[0];
        Assert.Equal($"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'", policy);
    }

    [Fact]
    public void The_script_can_stand_inside_a_page()
    {
        Assert.SkipWhen(PageScript.Text is null, "harness was built without Node");

        Assert.DoesNotContain("</script", PageScript.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<!--", PageScript.Text, StringComparison.Ordinal);
        // The parser of HTML makes line feeds of them, and the hash would be of another text.
        Assert.DoesNotContain("\r", PageScript.Text, StringComparison.Ordinal);
        Assert.Contains("MIT License", PageScript.Text, StringComparison.Ordinal);
        Assert.InRange(PageScript.Text.Length, 20_000, 150_000);
    }

    [Fact]
    public async Task Each_chart_over_time_has_its_data_and_each_scenario_its_time_once()
    {
        string html = await HtmlReport.RenderAsync(SampleRuns.Failed());

        Assert.Equal(2, Data(html, "chart-times").Length);
        JsonElement[] charts = Data(html, "chart-data");
        // Two scenarios with five charts, and the storm of one; staleness was not measured.
        Assert.Equal(11, charts.Length);
        Assert.Equal("areas", charts[0].GetProperty("kind").GetString());
        Assert.Equal("duration", charts[1].GetProperty("unit").GetString());
        Assert.All(charts, chart => Assert.All(chart.GetProperty("series").EnumerateArray(), series => Assert.Equal(44, series.GetProperty("values").GetArrayLength())));
        Assert.Equal(["attempts", "polls"], charts[10].GetProperty("peaks").EnumerateArray().Select(peak => peak.GetProperty("name").GetString()));
        JsonElement fault = Data(html, "chart-times")[1].GetProperty("faults")[0];
        Assert.Equal(("silent-drop", 12.003, 24.012), (fault.GetProperty("kind").GetString(), fault.GetProperty("from").GetDouble(), fault.GetProperty("to").GetDouble()));
    }

    [Fact]
    public async Task Text_among_the_data_cannot_end_them()
    {
        ScenarioResult scenario = SampleRuns.SilentDrop();
        string html = await HtmlReport.RenderAsync(SampleRuns.Run(Verdict.Passed, scenario with { Faults = [scenario.Faults[0] with { Kind = "</script><!--<script>", Detail = "&amp;'" }] }));

        Assert.Equal("</script><!--<script>", Data(html, "chart-times")[0].GetProperty("faults")[0].GetProperty("kind").GetString());
        Assert.DoesNotContain("</script><!--", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_live_page_may_read_the_events_of_its_server_and_nothing_else_more()
    {
        string report = await HtmlReport.RenderAsync(SampleRuns.Passed());
        string live = await HtmlReport.RenderAsync(SampleRuns.Passed(), live: true);

        Assert.Contains("<meta name=\"harness-live\" content=\"events\"", live, StringComparison.Ordinal);
        Assert.DoesNotContain("harness-live\"", report[..report.IndexOf("<style>", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.Equal(Policy(report) + "; connect-src 'self'", Policy(live));
        // Where no script runs the page loads itself again.
        Assert.Equal(PageScript.Text is not null, live.Contains("<noscript><meta http-equiv=\"refresh\"", StringComparison.Ordinal));
        Assert.Contains("http-equiv=\"refresh\"", live, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_parts_of_a_page_are_those_of_the_whole_page()
    {
        string html = await HtmlReport.RenderAsync(SampleRuns.Failed(), live: true);
        PageParts parts = await HtmlReport.RenderPartsAsync(SampleRuns.Failed());

        Assert.Equal("failed: latency, silent-drop · harness", parts.Title);
        Assert.Equal(WebUtility.HtmlDecode(html.Split("<title>")[1].Split("</title>")[0]), parts.Title);
        Assert.Equal(html.Split("<body>")[1].Split("</body>")[0].Trim(), parts.Body.Trim());
    }

    private static string Policy(string html) => WebUtility.HtmlDecode(html.Split("Content-Security-Policy\" content=\"")[1].Split('"')[0]);

    private static JsonElement[] Data(string html, string name) =>
        [.. DataScript().Matches(html).Where(match => match.Groups["name"].Value == name).Select(match => JsonElement.Parse(match.Groups["json"].Value))];

    [GeneratedRegex("<script type=\"application/json\" class=\"(?<name>[^\"]*)\">(?<json>[^<]*)</script>")]
    private static partial Regex DataScript();
}
