using System.Xml.Linq;
using Harness.Judging;
using Harness.Reporting;

namespace Harness.Tests.Reporting;

public sealed class JUnitReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_assertion_and_invariant_is_a_case()
    {
        XElement root = XDocument.Parse(JUnitReport.Write(SampleRuns.Failed())).Root!;

        Assert.Equal(["latency", "silent-drop"], root.Elements("testsuite").Select(suite => (string)suite.Attribute("name")!));
        XElement suite = root.Elements("testsuite").Last();
        Assert.Equal(11, suite.Elements("testcase").Count());
        Assert.Equal("11", (string)suite.Attribute("tests")!);
        Assert.Equal("3", (string)suite.Attribute("failures")!);
        Assert.Equal("17", (string)root.Attribute("tests")!);
        XElement undetected = suite.Elements("testcase").Single(test => (string)test.Attribute("name")! == "detection.undetected == 0");
        Assert.Equal("silent-drop", (string)undetected.Attribute("classname")!);
        Assert.Equal("actual: 37", (string)undetected.Element("failure")!.Attribute("message")!);
        Assert.StartsWith("actual: 37\n", undetected.Element("failure")!.Value, StringComparison.Ordinal);
        Assert.Contains("3 of 37 clients", undetected.Element("failure")!.Value, StringComparison.Ordinal);
        Assert.Contains("15.204 s  heartbeat sent, not answered: 3 missed", undetected.Element("failure")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_passed_run_has_neither_failures_nor_errors()
    {
        XElement root = XDocument.Parse(JUnitReport.Write(SampleRuns.Passed())).Root!;

        Assert.Equal(("0", "0"), ((string)root.Attribute("failures")!, (string)root.Attribute("errors")!));
        Assert.All(root.Elements("testsuite"), suite => Assert.Equal("0", (string)suite.Attribute("skipped")!));
        Assert.All(root.Descendants("testcase"), test => Assert.False(test.HasElements));
    }

    [Fact]
    public void What_fails_as_expected_passes_and_what_holds_against_the_expectation_fails()
    {
        XElement root = XDocument.Parse(JUnitReport.Write(SampleRuns.Run(Verdict.Failed, SampleRuns.FailedAsExpected(), SampleRuns.HeldAgainstExpectation()))).Root!;

        XElement[] suites = [.. root.Elements("testsuite")];
        Assert.Equal(("0", "14"), ((string)suites[0].Attribute("failures")!, (string)suites[0].Attribute("tests")!));
        Assert.Contains(suites[0].Elements("testcase"), test => (string)test.Attribute("name")! == "failed as expected by invariant one-reconnect-per-loss" && !test.HasElements);
        XElement failure = Assert.Single(suites[1].Descendants("failure"));
        Assert.Equal(("failed as expected by detection.undetected", "expected to fail by detection.undetected, but it held"), ((string)failure.Parent!.Attribute("name")!, (string)failure.Attribute("message")!));
    }

    [Theory]
    [InlineData(Verdict.Invalid)]
    [InlineData(Verdict.Incomplete)]
    public void A_run_that_proves_nothing_is_an_error_and_its_assertions_are_skipped(Verdict verdict)
    {
        RunResult run = SampleRuns.Run(verdict, SampleRuns.FailedSilentDrop() with { Verdict = verdict, Notes = ["because"] });

        XElement suite = XDocument.Parse(JUnitReport.Write(run)).Root!.Element("testsuite")!;

        Assert.Equal(("1", "0"), ((string)suite.Attribute("errors")!, (string)suite.Attribute("failures")!));
        Assert.Equal("because.", (string)suite.Element("testcase")!.Element("error")!.Attribute("message")!);
        Assert.Equal(9, suite.Descendants("skipped").Count());
    }

    [Fact]
    public void A_run_that_was_interrupted_between_scenarios_has_an_error_of_its_own()
    {
        XElement root = XDocument.Parse(JUnitReport.Write(SampleRuns.Run(Verdict.Incomplete, SampleRuns.SilentDrop()))).Root!;

        Assert.Equal("1", (string)root.Attribute("errors")!);
        Assert.Equal("run", (string)root.Descendants("error").Single().Parent!.Parent!.Attribute("name")!);
    }

    public static TheoryData<string> Written =>
    [
        JUnitReport.Write(SampleRuns.Passed()), JUnitReport.Write(SampleRuns.Failed()), JUnitReport.Write(SampleRuns.Invalid()), JUnitReport.Write(SampleRuns.Incomplete()),
        JUnitReport.Write(SampleRuns.Run(Verdict.Incomplete)), JUnitReport.Write(SampleRuns.Run(Verdict.Failed, SampleRuns.FailedAsExpected(), SampleRuns.HeldAgainstExpectation())),
        CapacityJUnit.Write(CapacityReportTests.Sample()), CapacityJUnit.Write(CapacityReportTests.Sample(verdict: Verdict.Failed, atLeast: 500)),
        CapacityJUnit.Write(CapacityReportTests.Sample(verdict: Verdict.Invalid)),
    ];

    [Theory]
    [MemberData(nameof(Written), DisableDiscoveryEnumeration = true)]
    public void It_is_what_jenkins_takes(string xml) => Assert.Empty(JUnitRules.Broken(xml));

    [Theory]
    [MemberData(nameof(Written), DisableDiscoveryEnumeration = true)]
    public void What_a_failure_says_stands_in_its_text_too(string xml) => Assert.All(
        XDocument.Parse(xml).Descendants().Where(element => element.Name.LocalName is "failure" or "error"),
        failure => Assert.StartsWith((string)failure.Attribute("message")!, failure.Value, StringComparison.Ordinal));

    [Theory]
    [InlineData("<testsuites skipped='0'/>", "testsuites has an attribute skipped")]
    [InlineData("<testsuites time='1e3'/>", "time of testsuites is no number of seconds: 1e3")]
    [InlineData("<testsuites><testcase name='x'/></testsuites>", "testsuites has an element testcase")]
    [InlineData("<testsuites><testsuite name='x' tests='0' failures='0'/></testsuites>", "testsuite has no errors")]
    [InlineData("<testsuites>text</testsuites>", "testsuites has text")]
    public void What_jenkins_does_not_take_is_seen(string xml, string broken) => Assert.Equal([broken], JUnitRules.Broken(xml));

    [Fact]
    public void Hostile_text_stays_text_and_forbidden_characters_are_replaced()
    {
        string xml = JUnitReport.Write(Hostile.Run(_folder["hostile.json"]));

        XElement root = XDocument.Parse(xml).Root!;
        Assert.Empty(root.Descendants("script"));
        Assert.Contains("<script>alert(1)</script>", (string)root.Descendants("testcase").First().Attribute("name")!, StringComparison.Ordinal);
        Assert.Contains("\uFFFD\uFFFD\uFFFD[31m", (string)root.Descendants("testcase").First().Attribute("name")!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain ∞ é", "plain ∞ é")]
    [InlineData("a\u0000b\u001b\u000b", "a\uFFFDb\uFFFD\uFFFD")]
    [InlineData("tab\tline\n", "tab\tline\n")]
    [InlineData("🙂", "🙂")]
    public void Xml_text_keeps_what_xml_allows(string text, string expected) => Assert.Equal(expected, XmlText.Clean(text));

    [Fact]
    public void Lone_surrogates_are_replaced() => Assert.Equal("\uFFFD\uFFFDx", XmlText.Clean(new string(['\uDE42', '\uD83D', 'x'])));
}
