using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Harness.Capacity;
using Harness.Judging;
using Harness.Reporting;
using Harness.Reporting.Html;

namespace Harness.Tests.Reporting;

/// <summary>The views of a search: page, summary, JUnit, JSON, sentences.</summary>
public sealed class CapacityReportTests
{
    private const string Rtt = "heartbeat.rtt.p99 <= 250ms";

    internal static CapacityResult Sample(SearchEnd end = SearchEnd.Target, Verdict verdict = Verdict.Passed, long? atLeast = null) => new()
    {
        Seed = 1,
        Command = "harness capacity <steady>.yaml --seed 1",
        Verdict = verdict,
        StartedAt = new DateTimeOffset(2026, 3, 1, 14, 5, 9, TimeSpan.FromHours(1)),
        DurationSeconds = 141.3,
        Environment = SampleRuns.Passed().Environment,
        Scenario = new SearchedScenario("steady", "", 100, "heartbeat-rounds", ["silent-drop"], "name: steady # <b>"),
        Terms = new SearchTerms { Vary = "clients", Unit = "clients", One = "client", Objectives = [Rtt, "clients.never_opened == 0", "false_alarms == 0"], HoldSeconds = 30, From = 100, Most = 1000, Within = 0.05, Agree = 2, AtLeast = atLeast },
        Found = new FoundCapacity
        {
            End = end,
            Number = end == SearchEnd.Nothing ? null : 200,
            Broke = end is SearchEnd.Target or SearchEnd.Nothing ? 210 : null,
            HeldRuns = new RunsOf(2, 2),
            BrokeRuns = new RunsOf(2, 3),
            LimitedBy = end == SearchEnd.Generator ? "worker-0 used 95 % of the one core that its sockets have" : "heartbeat.rtt.p99 <= 250ms, but is 0.400 s",
            Confidence = "2 of 2 runs held at the lower end.",
        },
        Steps =
        [
            Step(1, 100, ProbeOutcome.Held, 0.02), Step(2, 200, ProbeOutcome.Held, 0.03), Step(3, 400, ProbeOutcome.Broke, null), Step(4, 400, ProbeOutcome.Generator, 0.5), Step(5, 210, ProbeOutcome.Broke, 0.4),
            new CapacityStep { Number = 6, Level = 100_000, Outcome = ProbeOutcome.Impossible, Why = "100,000 clients need 200,300 descriptors in a fault proxy" },
        ],
        TargetCost = new TargetCost { Source = "embedded", Steps = 2, Bytes = 10_240, Cores = 0.0004 },
        Notes = ["The embedded target shares this machine with the generator."],
    };

    private static CapacityStep Step(int number, long level, ProbeOutcome outcome, double? rtt) => new()
    {
        Number = number,
        Level = level,
        Outcome = outcome,
        Why = outcome == ProbeOutcome.Held ? "" : $"{Rtt}, but is {rtt}",
        Objectives =
        [
            new ObjectiveResult { Expression = Rtt, Actual = $"{rtt?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "never"}", ActualValue = rtt, Limit = 0.25, IsDuration = true, Passed = rtt <= 0.25 },
            new ObjectiveResult { Expression = "clients.never_opened == 0", Actual = level > 300 ? "4" : "0", ActualValue = level > 300 ? 4 : 0, Limit = 0, Passed = level <= 300 },
            new ObjectiveResult { Expression = "false_alarms == 0", Actual = "0", ActualValue = 0, Limit = 0, Passed = true },
        ],
        Target = new RoleUse("target", RoleKind.Target, 0.21, 80 << 20),
        GeneratorCores = 0.4,
        TimerLagP99Seconds = 0.012,
        Folder = $"steps/0{number}",
    };

    [Fact]
    public async Task The_page_shows_the_number_the_knee_and_every_step()
    {
        string page = await HtmlReport.RenderAsync(Sample());

        Assert.Contains("200 clients</h1>", page, StringComparison.Ordinal);
        Assert.Contains("200 clients held every objective for 30 s, 210 clients did not: heartbeat.rtt.p99 &lt;= 250ms, but is 0.400 s.", page, StringComparison.Ordinal);
        // Two figures, each wide and narrow: the time, and the count that broke. What never left its limit is named.
        Assert.Equal(4, Regex.Count(page, "class=\"bound\""));
        Assert.Equal(2 * 5 * 2, Regex.Count(page, "class=\"run (held|broke|generator)\"") - 3);
        Assert.Contains("Not drawn, because they never left their limit: false_alarms == 0.", page, StringComparison.Ordinal);
        Assert.Contains("limit ≤ 250 ms", page, StringComparison.Ordinal);
        Assert.Contains("href=\"steps/05/index.html\"", page, StringComparison.Ordinal);
        Assert.Contains("10 KiB", page, StringComparison.Ordinal);
        Assert.Contains("0.04 %", page, StringComparison.Ordinal);
        Assert.Contains("100,000 clients need 200,300 descriptors", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<steady>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cost_that_did_not_grow_is_not_one_that_was_not_measured()
    {
        string grew = await HtmlReport.RenderAsync(Sample() with { TargetCost = new TargetCost { Source = "embedded", Steps = 2, Cores = 0.0004 } });
        string unread = await HtmlReport.RenderAsync(Sample() with { TargetCost = null });

        Assert.Contains("<small>did not grow with the clients</small>", grew, StringComparison.Ordinal);
        Assert.DoesNotContain("<small>not measured</small>", grew, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(unread, "<small>not measured</small>"));
    }

    [Fact]
    public async Task A_page_without_a_single_step_is_a_page() =>
        Assert.Contains("unknown", await HtmlReport.RenderAsync(Sample(SearchEnd.Incomplete, Verdict.Incomplete) with { Steps = [], TargetCost = null, Found = new FoundCapacity { End = SearchEnd.Incomplete } }), StringComparison.Ordinal);

    [Theory]
    [InlineData(SearchEnd.Target, "200 clients", "200 clients held every objective for 30 s, 210 clients did not: heartbeat.rtt.p99 <= 250ms, but is 0.400 s.")]
    [InlineData(SearchEnd.Most, "at least 200 clients", "200 clients held every objective for 30 s, and no more was to be tried (--max): the target's limit is no lower.")]
    [InlineData(SearchEnd.Generator, "at least 200 clients", "200 clients held. The generator, not the target, ended the search: worker-0 used 95 % of the one core that its sockets have.")]
    [InlineData(SearchEnd.Nothing, "none", "The objectives do not hold even at 210 clients: heartbeat.rtt.p99 <= 250ms, but is 0.400 s.")]
    [InlineData(SearchEnd.Incomplete, "at least 200 clients", "Interrupted; so far 200 clients held.")]
    public void In_a_sentence(SearchEnd end, string headline, string sentence)
    {
        Assert.Equal(headline, Sample(end).Headline());
        Assert.Equal(sentence, Sample(end).Sentence());
    }

    [Theory]
    [InlineData(Verdict.Passed, null, "capacity in clients", null)]
    [InlineData(Verdict.Passed, 150L, "at least 150 clients", null)]
    [InlineData(Verdict.Failed, 500L, "at least 500 clients", "failure")]
    [InlineData(Verdict.Invalid, 500L, "at least 500 clients", "error")]
    [InlineData(Verdict.Incomplete, null, "capacity in clients", "error")]
    public void A_ci_server_reads_the_answer_to_the_question(Verdict verdict, long? atLeast, string name, string? element)
    {
        XElement suite = XDocument.Parse(CapacityJUnit.Write(Sample(verdict: verdict, atLeast: atLeast))).Root!.Elements("testsuite").Single();
        XElement test = suite.Elements("testcase").Single();

        Assert.Equal(name, test.Attribute("name")!.Value);
        Assert.Equal(element is null ? [] : [element], test.Elements().Select(child => child.Name.LocalName).Where(child => child != "system-out"));
        Assert.Equal(element == "failure" ? "1" : "0", suite.Attribute("failures")!.Value);
        Assert.Equal(element == "error" ? "1" : "0", suite.Attribute("errors")!.Value);
    }

    [Fact]
    public void The_summary_has_a_row_for_every_step_and_the_gate()
    {
        string summary = CapacityMarkdown.Write(Sample(atLeast: 150));

        Assert.Contains("## Harness capacity: 200 clients", summary, StringComparison.Ordinal);
        Assert.Contains("**At least 150 clients were asked for: they hold.**", summary, StringComparison.Ordinal);
        Assert.Equal(6, summary.Split('\n').Count(line => Regex.IsMatch(line, @"^\| \d ")));
        Assert.DoesNotContain("<steady>", summary.Split("```")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_in_it_is_replaced_and_the_rest_is_as_it_was()
    {
        CapacityResult masked = RunJson.WithTexts(Sample() with { Note = "wss://x/?token=hush" }, text => text.Replace("hush", "***", StringComparison.Ordinal));

        Assert.Equal(CapacityJson.Write(Sample() with { Note = "wss://x/?token=***" }), CapacityJson.Write(masked));
    }

    [Fact]
    public void As_data_it_is_camel_case_with_infinity_as_null()
    {
        using JsonDocument json = JsonDocument.Parse(CapacityJson.Write(Sample()));

        Assert.Equal("capacity", json.RootElement.GetProperty("kind").GetString());
        Assert.Equal("target", json.RootElement.GetProperty("found").GetProperty("end").GetString());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("steps")[2].GetProperty("objectives")[0].GetProperty("used").ValueKind);
        Assert.Equal("impossible", json.RootElement.GetProperty("steps")[5].GetProperty("outcome").GetString());
    }
}
