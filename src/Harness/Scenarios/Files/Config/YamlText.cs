using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Harness.Scenarios.Files.Config;

/// <summary>
/// YAML text to its one root mapping. What scenario files do not need is refused before anything is built from it:
/// aliases (a few lines of them can stand for gigabytes), tags, and nesting deeper than any scenario (the tree is built recursively).
/// </summary>
internal static class YamlText
{
    private const int Deepest = 16;

    /// <summary>The root mapping, or null when <paramref name="problems"/> says why there is none.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="holds">What such a file holds, for messages, such as <c>a scenario</c>.</param>
    /// <param name="problems">Where errors go.</param>
    public static YamlMappingNode? Root(string text, string holds, ConfigProblems problems)
    {
        problems.Locate("", 1);
        try
        {
            if (!IsPlain(text, problems))
            {
                return null;
            }

            var stream = new YamlStream();
            using var reader = new StringReader(text);
            stream.Load(reader);
            if (stream.Documents.Count == 0 || ConfigValue.IsNothing(stream.Documents[0].RootNode))
            {
                problems.Error("", "is empty");
                return null;
            }

            if (stream.Documents is [_, var second, ..])
            {
                problems.Error("", "holds more than one YAML document (---); one file is one document", (int)second.RootNode.Start.Line);
                return null;
            }

            if (stream.Documents[0].RootNode is YamlMappingNode root)
            {
                return root;
            }

            problems.Error("", $"is not {holds}: it must be a mapping such as \"name: …\", but is {(stream.Documents[0].RootNode is YamlSequenceNode ? "a list" : "text")}");
            return null;
        }
        catch (YamlException error)
        {
            string why = error.Message == "Duplicate key" ? $"the key {Excerpt(text, error)} is given twice in one mapping" : $"is not YAML: {OneLine(error.Message)}";
            problems.Error("", why, Math.Max(1, (int)error.Start.Line));
            return null;
        }
    }

    /// <summary>Goes through the parser's events, which needs no recursion.</summary>
    private static bool IsPlain(string text, ConfigProblems problems)
    {
        using var reader = new StringReader(text);
        var parser = new Parser(reader);
        int depth = 0;
        while (parser.MoveNext())
        {
            ParsingEvent here = parser.Current!;
            depth += here.NestingIncrease;
            string? refusal = here switch
            {
                AnchorAlias => "anchors (&name) and aliases (*name) are not read in scenario files: write the value out",
                NodeEvent { Anchor.IsEmpty: false } => "anchors (&name) and aliases (*name) are not read in scenario files: write the value out",
                NodeEvent { Tag.IsEmpty: false } => "tags (!name) are not read in scenario files: leave the tag out",
                _ when depth > Deepest + 2 => $"is nested deeper than {Deepest} levels",
                _ => null,
            };
            if (refusal is not null)
            {
                problems.Error("", refusal, (int)here.Start.Line);
                return false;
            }
        }

        return true;
    }

    private static string Excerpt(string text, YamlException error)
    {
        int from = (int)Math.Min(error.Start.Index, text.Length);
        int to = (int)Math.Clamp(error.End.Index, from, text.Length);
        return Units.Quote(text[from..to].Trim(' ', '"', '\''));
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
