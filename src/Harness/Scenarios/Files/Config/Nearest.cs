namespace Harness.Scenarios.Files.Config;

/// <summary>Names that somebody may have meant, by edit distance.</summary>
public static class Nearest
{
    /// <summary>The known name that is nearest to <paramref name="given"/>, or null where none is near: more than a third of the letters differ.</summary>
    public static string? Find(string given, IEnumerable<string> known)
    {
        string? nearest = null;
        int least = int.MaxValue;
        foreach (string name in known)
        {
            int longer = Math.Max(given.Length, name.Length);
            if (Math.Abs(given.Length - name.Length) > longer / 3 + 1)
            {
                continue;
            }

            int distance = Distance(given, name);
            if (distance < least && distance <= Math.Max(1, longer / 3))
            {
                (nearest, least) = (name, distance);
            }
        }

        return nearest;
    }

    /// <summary>The second half of a message: the nearest known name, or all of them when none is near.</summary>
    public static string Suggest(string given, IReadOnlyCollection<string> known) =>
        Find(given, known) is { } near ? $"did you mean \"{near}\"?"
        : known.Count == 0 ? "nothing is known here"
        : $"known {(known.Count == 1 ? "is" : "are")} {Join(known, "and")}";

    /// <summary><c>a, b and c</c>.</summary>
    public static string Join(IReadOnlyCollection<string> names, string last) => names.Count < 2
        ? string.Concat(names)
        : $"{string.Join(", ", names.SkipLast(1))} {last} {names.Last()}";

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment), without regard to case.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (int j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = rows[i - 1, j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1);
                rows[i, j] = Math.Min(replace, 1 + Math.Min(rows[i - 1, j], rows[i, j - 1]));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];

        static bool Same(char x, char y) => char.ToLowerInvariant(x) == char.ToLowerInvariant(y);
    }
}
