using System.IO.Enumeration;

namespace Harness.Scenarios.Files;

/// <summary>The scenario files of a folder. Links to folders are not followed, so that no ring of them is walked round.</summary>
internal static class YamlFolder
{
    private const int Deepest = 16;

    /// <summary>A folder with so much in it was not meant: looking through it would take longer than the run.</summary>
    private const int MostEntries = 100_000;

    /// <summary>Every <c>*.yaml</c> and <c>*.yml</c>, in ordinal order; null: there is too much to look through.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor for lack of rights.</exception>
    public static string[]? Files(string folder, bool recurse)
    {
        int seen = 0;
        var found = new FileSystemEnumerable<string>(
            folder, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(),
            new EnumerationOptions { RecurseSubdirectories = recurse, MaxRecursionDepth = Deepest, IgnoreInaccessible = true })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => ++seen > MostEntries || (!entry.IsDirectory && IsYaml(entry.FileName)),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        var files = new List<string>();
        foreach (string file in found)
        {
            if (seen > MostEntries)
            {
                return null;
            }

            files.Add(file);
        }

        files.Sort(StringComparer.Ordinal);
        return [.. files];
    }

    private static bool IsYaml(ReadOnlySpan<char> name) => name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".yml", StringComparison.Ordinal);
}
