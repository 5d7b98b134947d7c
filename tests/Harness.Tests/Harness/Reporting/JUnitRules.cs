using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Harness.Tests.Reporting;

/// <summary>
/// What Jenkins' xunit plugin lets pass (its junit-10.xsd, which is the strictest of the readers): which elements stand where, and which attributes each has and must have.
/// GitHub's actions and GitLab read a part of the same.
/// </summary>
internal static partial class JUnitRules
{
    private static readonly Dictionary<string, Rule> _rules = new(StringComparer.Ordinal)
    {
        ["testsuites"] = new("testsuite", "", "name time tests failures errors", false),
        ["testsuite"] = new(
            "testsuite properties testcase system-out system-err", "name tests failures errors", "group time skipped timestamp hostname id package file log url", false),
        ["properties"] = new("property", "", "", false),
        ["property"] = new("", "name value", "", false),
        ["testcase"] = new("skipped error failure rerunFailure rerunError flakyFailure flakyError system-out system-err", "name", "time classname group", false),
        ["failure"] = new("", "", "type message", true),
        ["error"] = new("", "", "type message", true),
        ["skipped"] = new("", "", "type message", true),
        ["system-out"] = new("", "", "", true),
        ["system-err"] = new("", "", "", true),
    };

    /// <summary>What breaks them, in words; none: a reader takes the file.</summary>
    public static string[] Broken(string xml) => [.. XDocument.Parse(xml).Root!.DescendantsAndSelf().SelectMany(Broken)];

    private static IEnumerable<string> Broken(XElement element)
    {
        string name = element.Name.LocalName;
        Rule rule = _rules[name];
        return
        [
            .. element.Attributes().Select(attribute => attribute.Name.LocalName).Where(attribute => !rule.Required.Contains(attribute) && !rule.Optional.Contains(attribute))
                .Select(attribute => $"{name} has an attribute {attribute}"),
            .. rule.Required.Where(attribute => element.Attribute(attribute) is null).Select(attribute => $"{name} has no {attribute}"),
            .. element.Elements().Select(child => child.Name.LocalName).Where(child => !rule.Children.Contains(child)).Select(child => $"{name} has an element {child}"),
            .. rule.HasText || element.Nodes().OfType<XText>().All(text => string.IsNullOrWhiteSpace(text.Value)) ? Array.Empty<string>() : [$"{name} has text"],
            .. element.Attribute("time") is { } time && !Time().IsMatch(time.Value) ? [$"time of {name} is no number of seconds: {time.Value}"] : Array.Empty<string>(),
        ];
    }

    [GeneratedRegex(@"^[0-9]*(\.[0-9]*)?$")]
    private static partial Regex Time();

    private sealed record Rule(string[] Children, string[] Required, string[] Optional, bool HasText)
    {
        public Rule(string children, string required, string optional, bool hasText)
            : this(Words(children), Words(required), Words(optional), hasText)
        {
        }

        private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
