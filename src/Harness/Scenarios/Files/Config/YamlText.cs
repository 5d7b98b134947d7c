using System.Buffers;
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

    private static readonly SearchValues<char> _controls = SearchValues.Create([.. Enumerable.Range(0, 0x20).Append(0x7f).Select(code => (char)code).Except(['\t', '\n', '\r'])]);

    /// <summary>How the library's message begins; the key follows.</summary>
    private const string TwiceGiven = "Duplicate key ";

    /// <summary>The root mapping, or null when <paramref name="problems"/> says why there is none.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="holds">What such a file holds, for messages, such as <c>a scenario</c>.</param>
    /// <param name="problems">Where errors go.</param>
    public static YamlMappingNode? Root(string text, string holds, ConfigProblems problems)
    {
        problems.Locate("", 1);
        if (ControlCharacter(text) is { } control)
        {
            problems.Error("", $"is not YAML: it has the control character U+{(int)text[control]:X4}", 1 + text.AsSpan(0, control).Count('\n'));
            return null;
        }

        var parser = new Parser(new StringReader(text));
        try
        {
            if (!IsPlain(parser, problems))
            {
                return null;
            }

            parser = new Parser(new StringReader(text));
            var stream = new YamlStream();
            stream.Load(parser);
            return OnlyRoot(stream, holds, problems);
        }
        catch (YamlException error)
        {
            string why = error.Message.StartsWith(TwiceGiven, StringComparison.Ordinal)
                ? $"has the key {Units.Quote(error.Message[TwiceGiven.Length..])} twice in one mapping"
                : $"is not YAML: {error.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ')}";
            problems.Error("", why, Math.Max(1, (int)error.Start.Line));
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // Some malformed text makes the library fail instead of refusing it; the last line it understood is as near as one gets.
            problems.Error("", "is not YAML: the text from here on cannot be read", Math.Max(1, (int)(parser.Current?.End.Line ?? 1)));
        }

        return null;
    }

    /// <summary>Where the first character is that YAML does not allow (YAML 1.2, section 5.1): the library takes some of them for the end of the text.</summary>
    private static int? ControlCharacter(string text) => text.AsSpan().IndexOfAny(_controls) is >= 0 and int index ? index : null;

    /// <summary>Goes through the parser's events, which needs no recursion.</summary>
    private static bool IsPlain(Parser parser, ConfigProblems problems)
    {
        int depth = 0;
        int documents = 0;
        while (parser.MoveNext())
        {
            ParsingEvent here = parser.Current!;
            depth += here.NestingIncrease;
            if (documents > 1)
            {
                // Before thousands of them are built; the library takes its time over those.
                problems.Error("", "holds more than one YAML document (---); one file is one document", (int)here.Start.Line);
                return false;
            }

            documents += here is DocumentStart ? 1 : 0;
            string? refusal = here switch
            {
                AnchorAlias or NodeEvent { Anchor.IsEmpty: false } => "anchors (&name) and aliases (*name) are not read in scenario files: write the value out",
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

    private static YamlMappingNode? OnlyRoot(YamlStream stream, string holds, ConfigProblems problems)
    {
        if (stream.Documents is not [{ RootNode: var only }] || ConfigValue.IsNothing(only))
        {
            problems.Error("", "is empty");
            return null;
        }

        if (only is not YamlMappingNode root)
        {
            problems.Error("", $"is not {holds}: it must be a mapping such as \"name: …\", but is {(only is YamlSequenceNode ? "a list" : "text")}");
            return null;
        }

        return root;
    }
}
