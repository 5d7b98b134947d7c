using System.Text.RegularExpressions;
using Harness.Data;

namespace Harness.Scenarios.Files.Validation;

/// <summary>Texts that are filled in: everything in them is known, and no secret stands in the file.</summary>
internal static partial class TextsRule
{
    public static void Check(Scenario scenario, Findings findings)
    {
        var names = new TemplateNames(scenario.Data);
        foreach (ScenarioText text in ScenarioText.Of(scenario))
        {
            if (!text.TryCompile(names, out Template? template, out string? error))
            {
                // What is asked of a feed that could not be read would be unknown for that reason alone.
                findings.Error(text.Path, error, [.. Family().Matches(text.Text).Select(match => match.Groups[1].Value).Distinct().Except(scenario.Data.Feeds.Select(feed => feed.Name)).Select(DataRule.PathOf)]);
            }
            else if (LiteralSecrets.Find(text, template) is { } secret)
            {
                findings.Warning(text.Path, secret);
            }
            else if (text.Form == TextForm.Message && template.Literal is null && text.Text.TrimStart() is ['{' or '[', ..] && !template.HasJson)
            {
                findings.Warning(text.Path, "begins as JSON does and is none: values go in as they are, unescaped");
            }
        }
    }

    [GeneratedRegex(@"\$\{\s*([A-Za-z][\w-]*)\.")]
    private static partial Regex Family();
}
