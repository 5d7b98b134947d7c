using System.Globalization;
using System.Text;
using System.Xml;
using Harness.Judging;

namespace Harness.Reporting;

/// <summary>
/// <c>junit.xml</c> as GitHub actions, GitLab and Jenkins read it: a suite per scenario, a case per assertion and per invariant.
/// A scenario that is invalid or incomplete has an error case instead of failures, and its assertions count as skipped: they prove nothing.
/// What a scenario expects to be broken is a case of its own, which passes if it was; the broken assertion passes with it.
/// Elements and attributes are those of Jenkins' junit-10.xsd. What a failure says stands both in its message, which GitHub's actions and Jenkins show first,
/// and in its text, which is all that GitLab shows.
/// </summary>
public static class JUnitReport
{
    private enum Outcome
    {
        Passed,
        Failed,
        Error,
        Skipped,
    }

    public static string Write(RunResult run)
    {
        Suite[] suites = [.. run.Scenarios.Select(SuiteOf)];
        if (run.Verdict is Verdict.Invalid or Verdict.Incomplete && suites.All(suite => suite.Count(Outcome.Error) == 0))
        {
            suites = [.. suites, new Suite("run", run.DurationSeconds, [], [new Case("verdict", Outcome.Error, run.Sentence(), "", run.Verdict.Word())])];
        }

        StringBuilder text = new();
        using (XmlWriter xml = XmlWriter.Create(new Utf8Writer(text), new XmlWriterSettings { Indent = true }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", "harness");
            JUnitXml.Totals(xml, suites.Sum(suite => suite.Cases.Length), Sum(suites, Outcome.Failed), Sum(suites, Outcome.Error), run.DurationSeconds);
            foreach (Suite suite in suites)
            {
                WriteSuite(xml, suite, run);
            }

            xml.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    private static Suite SuiteOf(ScenarioResult scenario)
    {
        bool judged = scenario.Verdict is Verdict.Passed or Verdict.Failed;
        List<Case> cases = [];
        if (!judged)
        {
            cases.Add(new Case("verdict", Outcome.Error, scenario.Sentence(), string.Join("\n", scenario.Notes), scenario.Verdict.Word()));
        }

        foreach (AssertionResult assertion in scenario.Assertions)
        {
            string message = judged ? $"actual: {assertion.Actual}" : $"actual: {assertion.Actual}; not judged, the run is {scenario.Verdict.Word()}";
            Outcome outcome = !judged ? Outcome.Skipped : assertion.Passed || assertion.AsExpected ? Outcome.Passed : Outcome.Failed;
            cases.Add(new Case(assertion.Expression, outcome, message, Evidence(assertion.Evidence, assertion.Offenders), "assertion"));
        }

        foreach (InvariantResult invariant in scenario.Invariants)
        {
            string message = $"{Format.Plural(invariant.Violations, "client")} broke it: {invariant.Meaning}";
            Outcome outcome = invariant.Passed || (invariant.AsExpected && judged) ? Outcome.Passed : judged ? Outcome.Failed : Outcome.Skipped;
            cases.Add(new Case($"invariant {invariant.Name}", outcome, message, Evidence(invariant.Evidence, invariant.Violations), "invariant"));
        }

        foreach (ExpectedFailure expected in scenario.Expected)
        {
            Outcome outcome = !judged ? Outcome.Skipped : expected.Broken ? Outcome.Passed : Outcome.Failed;
            cases.Add(new Case($"failed as expected by {expected.Name}", outcome, $"expected to fail by {expected.Name}, but it held", "", "expectation"));
        }

        if (scenario.History is { FailsOnRegression: true } history)
        {
            string[] worse = [.. history.Changes.Where(change => change.IsWorse).Select(HistoryWords.Line)];
            Outcome outcome = !judged ? Outcome.Skipped : worse.Length == 0 ? Outcome.Passed : Outcome.Failed;
            cases.Add(new Case("no figure got worse than before", outcome, history.Sentence(), string.Join("\n", worse), "history"));
        }

        (string, string)[] properties = [("preset", scenario.Preset), ("clients", $"{scenario.Clients}"), ("plan", scenario.PlanDigest)];
        return new Suite(scenario.Name, scenario.DurationSeconds, properties, [.. cases]);
    }

    private static string Evidence(IReadOnlyList<ClientEvidence> evidence, int offenders)
    {
        string shown = Story.Shown(evidence.Count, offenders);
        IEnumerable<string> lines = evidence.SelectMany(Story.Lines);
        return string.Join("\n", shown.Length > 0 ? lines.Prepend(shown) : lines);
    }

    private static void WriteSuite(XmlWriter xml, Suite suite, RunResult run)
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", suite.Name);
        JUnitXml.Totals(xml, suite.Cases.Length, suite.Count(Outcome.Failed), suite.Count(Outcome.Error), suite.Seconds, suite.Count(Outcome.Skipped));
        xml.WriteAttributeString("timestamp", run.StartedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
        xml.WriteStartElement("properties");
        foreach ((string name, string value) in suite.Properties.Append(("seed", $"{run.Seed}")).Append(("command", run.Command)))
        {
            xml.WriteStartElement("property");
            xml.WriteAttributeString("name", name);
            Attribute(xml, "value", value);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        foreach (Case test in suite.Cases)
        {
            WriteCase(xml, suite, test);
        }

        xml.WriteEndElement();
    }

    private static void WriteCase(XmlWriter xml, Suite suite, Case test)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "classname", suite.Name);
        Attribute(xml, "name", test.Name);
        xml.WriteAttributeString("time", "0");
        if (test.Outcome != Outcome.Passed)
        {
            xml.WriteStartElement(test.Outcome switch
            {
                Outcome.Failed => "failure",
                Outcome.Error => "error",
                _ => "skipped",
            });
            Attribute(xml, "message", test.Message);
            if (test.Outcome != Outcome.Skipped)
            {
                xml.WriteAttributeString("type", test.Type);
            }

            xml.WriteString(XmlText.Clean(test.Outcome == Outcome.Skipped ? test.Text : $"{test.Message}\n{test.Text}".TrimEnd()));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static int Sum(Suite[] suites, Outcome outcome) => suites.Sum(suite => suite.Count(outcome));

    private static void Attribute(XmlWriter xml, string name, string value) => xml.WriteAttributeString(name, XmlText.Clean(value));

    private sealed record Case(string Name, Outcome Outcome, string Message, string Text, string Type);

    private sealed record Suite(string Name, double Seconds, (string Name, string Value)[] Properties, Case[] Cases)
    {
        public int Count(Outcome outcome) => Cases.Count(test => test.Outcome == outcome);
    }

    /// <summary>Lets the XML declaration say utf-8, which is what the file is in.</summary>
    private sealed class Utf8Writer(StringBuilder text) : StringWriter(text, CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
