using System.Text.RegularExpressions;
using Harness.Scenarios.Files.Config.Described;

namespace Harness.Scenarios.Files.Schema;

/// <summary>One row of a page about a key.</summary>
/// <param name="Text">What the row says, in Markdown without links.</param>
/// <param name="Range">Its cell <c>range</c>; empty where the table has none.</param>
/// <param name="Own">Its cell of keys below this one; empty where the table has none.</param>
/// <param name="Heading">The heading that it stands below, in lower case.</param>
internal sealed record KeyRow(string Text, string Range, string Own, string Heading);

/// <summary>
/// The tables of docs/scenario-format.md and docs/loads.md, which are the one place where keys are described: what stands in a hover of an editor is read from
/// there. A table below the heading <c>clients</c> is about the keys below <c>clients</c>, wherever that stands, and about those of a population.
/// </summary>
internal sealed partial class KeyTables
{
    private readonly Dictionary<(string Heading, string Key), KeyRow> _rows = [];

    private KeyTables()
    {
    }

    /// <summary>Reads the pages that this program was built with.</summary>
    public static KeyTables OfPages() => Parse($"{Page("scenario-format.md")}\n{Page("loads.md")}");

    public static KeyTables Parse(string page)
    {
        var tables = new KeyTables();
        string heading = "";
        string[]? columns = null;
        foreach (string line in page.Split('\n'))
        {
            if (!line.StartsWith('|'))
            {
                columns = null;
                heading = Heading().Match(line) is { Success: true } match ? match.Groups[1].Value.ToLowerInvariant() : heading;
            }
            else if (columns is null)
            {
                columns = Cells(line);
            }
            else if (!line.StartsWith("|--", StringComparison.Ordinal))
            {
                tables.Add(heading, columns, Cells(line));
            }
        }

        return tables;
    }

    /// <summary>What the page says about a place: its own row, the row of what is around it where that lists its keys, or null.</summary>
    /// <param name="place">The place.</param>
    /// <param name="root">The heading of the table of the file's own keys.</param>
    public KeyRow? Find(DescribedNode place, string root)
    {
        if (place.Parent is null)
        {
            return null;
        }

        KeyRow? around = place.Parent is { Name.Length: > 0 } parent ? Find(parent, root) : null;
        if (around is not null && around.Own.Contains($"`{place.Name}`", StringComparison.Ordinal))
        {
            // A second table below the same heading may say what each of them means.
            return _rows.GetValueOrDefault((around.Heading, place.Name)) ?? around with { Text = around.Own, Range = "", Own = "" };
        }

        string key = place.Name;
        var tried = new List<string>();
        for (DescribedNode? above = place.Parent; above is not null; above = above.Parent)
        {
            if (_rows.TryGetValue((above.Parent is null ? root : above.Name, key), out KeyRow? row)
                || (above.Parent?.Name == "populations" && _rows.TryGetValue(("clients", key), out row)))
            {
                return row;
            }

            tried.Add(key);
            // A list's item and a kind of fault are no words of a path.
            key = above.IsAlternative || above.Name == "[]" ? key : $"{above.Name}.{key}";
        }

        // The same mapping may stand in several places, such as clients and each of the populations: a row that nothing else can be meant by is about all of them.
        if (!place.Parent.IsAlternative && tried.Distinct().Reverse().Select(AnyOf).FirstOrDefault(found => found is not null) is { } elsewhere)
        {
            return elsewhere;
        }

        return around is not null && around.Range.Contains($"`{place.Name}`", StringComparison.Ordinal) ? around with { Range = "", Own = "" } : null;
    }

    /// <summary>The one row of this key below whatever heading; null: there is none, or several.</summary>
    private KeyRow? AnyOf(string key)
    {
        KeyRow[] rows = [.. _rows.Where(row => row.Key.Key == key).Select(row => row.Value).Take(2)];
        return rows is [var only] ? only : null;
    }

    private void Add(string heading, string[] columns, string[] cells)
    {
        var row = new KeyRow(Describe(columns, cells), Cell("range"), Cell("keys").Length > 0 ? Cell("keys") : Cell("own keys"), heading);
        foreach (Match code in Code().Matches(cells[0]))
        {
            _rows.TryAdd((heading, code.Groups[1].Value), row);
        }

        string Cell(string column) => Array.IndexOf(columns, column) is >= 0 and int index && index < cells.Length ? cells[index] : "";
    }

    private static string Page(string name)
    {
        using Stream page = typeof(KeyTables).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(page);
        return reader.ReadToEnd();
    }

    private static string Describe(string[] columns, string[] cells)
    {
        var parts = new List<string>();
        string text = cells.Length > 1 && columns[^1] is not ("range" or "default") ? cells[^1] : "";
        if (text.Length > 0)
        {
            parts.Add(char.ToUpperInvariant(text[0]) + text[1..].TrimEnd('.') + ".");
        }

        for (int i = 1; i < cells.Length; i++)
        {
            if (columns[i] is "default" or "range" or "keys" or "own keys" && cells[i].Length > 0 && !cells[i].StartsWith("see ", StringComparison.Ordinal))
            {
                parts.Add($"{char.ToUpperInvariant(columns[i][0])}{columns[i][1..]}: {cells[i]}.");
            }
        }

        return string.Join(' ', parts);
    }

    private static string[] Cells(string line) => [.. line.Trim()[1..].Split('|').SkipLast(1).Select(cell => Link().Replace(cell, "$1").Trim())];

    [GeneratedRegex(@"^#+ (.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]*\)")]
    private static partial Regex Link();
}
