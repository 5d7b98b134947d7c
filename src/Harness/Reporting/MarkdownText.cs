using System.Text;
using System.Text.RegularExpressions;

namespace Harness.Reporting;

/// <summary>Text of unknown origin in GitHub-flavoured Markdown: shown as it is, never read as markup, never ending a table's row.</summary>
public static partial class MarkdownText
{
    /// <summary>For running text and table cells. Line breaks become spaces.</summary>
    public static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length + 8);
        foreach (char character in OneLine(text))
        {
            _ = character switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                _ when "\\`*_{}[]()#+-!|~$".Contains(character) => escaped.Append('\\').Append(character),
                _ => escaped.Append(character),
            };
        }

        return escaped.ToString();
    }

    /// <summary>For HTML inside Markdown, such as a summary element.</summary>
    public static string InHtml(string text) => OneLine(text).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;");

    /// <summary>A code span in a table's cell: GFM takes a pipe for a cell's end even there, unless a backslash stands before it.</summary>
    public static string CodeCell(string text)
    {
        string line = OneLine(text).Replace("|", "\\|");
        string fence = Fence(line, 1);
        return fence.Length == 1 ? $"{fence}{line}{fence}" : $"{fence} {line} {fence}";
    }

    /// <summary>A code block of its own lines; the fence is longer than any in the text.</summary>
    public static string Block(string text, string language)
    {
        string clean = XmlText.Clean(text).ReplaceLineEndings("\n");
        string fence = Fence(clean, 3);
        return $"{fence}{language}\n{clean}\n{fence}\n";
    }

    private static string Fence(string text, int atLeast) =>
        new('`', Math.Max(atLeast, Backticks().Matches(text).Select(match => match.Length + 1).DefaultIfEmpty(0).Max()));

    private static string OneLine(string text) => LineBreaks().Replace(XmlText.Clean(text), " ");

    [GeneratedRegex("`+")]
    private static partial Regex Backticks();

    [GeneratedRegex(@"\s*[\r\n\u0085\u2028\u2029]+\s*")]
    private static partial Regex LineBreaks();
}
