using System.Text.RegularExpressions;
using Harness.Judging;
using Harness.Reporting;

namespace Harness.Tests.Reporting;

public sealed partial class MarkdownSummaryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_failed_run_tells_what_failed_and_how_to_repeat_it()
    {
        string text = MarkdownSummary.Write(SampleRuns.Failed());

        Assert.StartsWith("## ❌ Harness: failed\n\n2 of 8 assertions failed and 1 invariant was broken in silent\\-drop.", text, StringComparison.Ordinal);
        Assert.Contains("| ❌ | `detection.undetected == 0` | 37 |", text, StringComparison.Ordinal);
        Assert.Contains("| ✅ | `false_alarms == 0` | 0 |", text, StringComparison.Ordinal);
        Assert.Contains("| ❌ | invariant `one-reconnect-per-loss` | 1 violation |", text, StringComparison.Ordinal);
        Assert.Contains("| silent\\-drop | 12 s | 24 s | 600 | 563 | 37 | 3 / never / never |", text, StringComparison.Ordinal);
        Assert.Contains("Storm: 2,411 reconnect attempts, at most 377 in one second, 12.8 % of the clients within the same 100 ms; at most 612 polls in one second.", text, StringComparison.Ordinal);
        Assert.Contains("| handshake answered with status 503 | 23 | 19 |", text, StringComparison.Ordinal);
        Assert.Contains("<summary>❌ <code>detection.undetected == 0</code>: actual 37</summary>", text, StringComparison.Ordinal);
        Assert.Contains("15.204 s  heartbeat sent, not answered: 3 missed", text, StringComparison.Ordinal);
        Assert.EndsWith("```sh\nharness run --profile standard --seed 18446744073709551557\n```\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ledger_of_each_fault_and_the_policys_bound_are_told()
    {
        string text = MarkdownSummary.Write(SampleRuns.Failed());

        Assert.Contains("| silent\\-drop | 0 | 311 | 2,207 | 12 | 3 | 2.41 s |", text, StringComparison.Ordinal);
        Assert.Contains("Policy bound: a loss is detected within 3 s, tolerance 50 ms.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_failed_as_expected_has_the_sign_of_what_held()
    {
        string text = MarkdownSummary.Write(SampleRuns.Run(Verdict.Passed, SampleRuns.FailedAsExpected()));

        Assert.DoesNotContain("❌", text, StringComparison.Ordinal);
        Assert.Contains("| ✅ | `detection.undetected == 0` | 37, failed as expected |", text, StringComparison.Ordinal);
        Assert.Contains("<summary>✅ <code>detection.undetected == 0</code>: actual 37, failed as expected</summary>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kind_that_is_not_meant_to_be_noticed_has_dashes() =>
        Assert.Contains("| 1,000 | – | – | – | – |", MarkdownSummary.Write(SampleRuns.Passed()), StringComparison.Ordinal);

    [Fact]
    public void A_run_without_scenarios_has_no_table() =>
        Assert.DoesNotContain("|---", MarkdownSummary.Write(SampleRuns.Run(Verdict.Incomplete)), StringComparison.Ordinal);

    [Fact]
    public void Hostile_text_is_neither_markup_nor_the_end_of_a_row()
    {
        string text = MarkdownSummary.Write(Hostile.Run(_folder["hostile.json"]));

        string outsideCode = Fenced().Replace(text, "");
        Assert.DoesNotContain("<script", Spans().Replace(outsideCode, ""), StringComparison.Ordinal);
        Assert.DoesNotContain(outsideCode, character => char.IsControl(character) && character != '\n');
        foreach (string[] table in Tables(outsideCode))
        {
            Assert.Single(table.Select(row => Cells().Count(row)).Distinct());
        }
    }

    [Theory]
    [InlineData("a|b", "a\\|b")]
    [InlineData("**b** _i_", "\\*\\*b\\*\\* \\_i\\_")]
    [InlineData("<b>&", "&lt;b&gt;&amp;")]
    [InlineData("x\r\n# head", "x \\# head")]
    [InlineData("back\\slash`", "back\\\\slash\\`")]
    public void Special_characters_are_escaped(string text, string expected) => Assert.Equal(expected, MarkdownText.Escape(text));

    [Theory]
    [InlineData("a <= 3", "`a <= 3`")]
    [InlineData("a | b", "`a \\| b`")]
    [InlineData("a ` b", "`` a ` b ``")]
    public void Code_spans_end_where_they_should(string text, string expected) => Assert.Equal(expected, MarkdownText.CodeCell(text));

    [Fact]
    public void A_fence_is_longer_than_those_inside() =>
        Assert.Equal("`````sh\na ```` b\n`````\n", MarkdownText.Block("a ```` b", "sh"));

    private static IEnumerable<string[]> Tables(string text) => text.Split("\n\n")
        .Where(block => block.StartsWith('|'))
        .Select(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex("^(`{3,})[a-z]*$.*?^\\1$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fenced();

    [GeneratedRegex("(?<!`)(`+)(?!`).+?(?<!`)\\1(?!`)")]
    private static partial Regex Spans();

    [GeneratedRegex(@"(?<!\\)(\\\\)*\|")]
    private static partial Regex Cells();
}
