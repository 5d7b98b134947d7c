using System.Globalization;
using System.Text;
using System.Xml;
using Harness.Capacity;
using Harness.Judging;

namespace Harness.Reporting;

/// <summary>
/// <c>junit.xml</c> of a search: one suite with one case, the question that was asked. It fails where the least that was asked for does not hold, or nothing
/// does, and is an error where the search could not answer. A step that broke is no failure: breaking is what it was for.
/// </summary>
public static class CapacityJUnit
{
    public static string Write(CapacityResult result)
    {
        string element = result.Verdict switch
        {
            Verdict.Passed => "",
            Verdict.Failed => "failure",
            _ => "error",
        };
        StringBuilder text = new();
        using (XmlWriter xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", "harness");
            Totals(xml, element, result.DurationSeconds);
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", XmlText.Clean($"capacity {result.Scenario.Name}"));
            Totals(xml, element, result.DurationSeconds, skipped: 0);
            xml.WriteAttributeString("timestamp", result.StartedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
            xml.WriteStartElement("testcase");
            xml.WriteAttributeString("classname", XmlText.Clean($"harness.capacity.{result.Scenario.Name}"));
            xml.WriteAttributeString("name", result.Terms.AtLeast is { } asked ? $"at least {CapacityWords.Level(result, asked)}" : $"capacity in {result.Terms.Unit}");
            xml.WriteAttributeString("time", JUnitXml.Seconds(result.DurationSeconds));
            if (element.Length > 0)
            {
                xml.WriteStartElement(element);
                xml.WriteAttributeString("message", XmlText.Clean(result.Sentence()));
                xml.WriteAttributeString("type", result.Verdict.Word());
                // The text too: GitLab shows that alone.
                xml.WriteString(XmlText.Clean(result.Sentence()));
                xml.WriteEndElement();
            }

            xml.WriteElementString("system-out", XmlText.Clean(string.Join("\n", (string[])[$"{result.Headline()}: {result.Sentence()}", .. result.Steps.Select(Line)])));
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{text}\n";
    }

    private static string Line(CapacityStep step) =>
        $"{step.Number}. {Format.Count(step.Level)} {step.Outcome.Word()}{(step.Why.Length > 0 ? $": {step.Why}" : $" ({step.WorstText()})")}";

    private static void Totals(XmlWriter xml, string element, double seconds, int? skipped = null) =>
        JUnitXml.Totals(xml, 1, element == "failure" ? 1 : 0, element == "error" ? 1 : 0, seconds, skipped);
}
