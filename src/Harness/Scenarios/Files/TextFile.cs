using System.Text;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Files;

/// <summary>The text of a scenario file, or why there is none.</summary>
internal static class TextFile
{
    /// <summary>A scenario is a page of text; what is larger is something else.</summary>
    private const long LargestFile = 1_000_000;

    /// <param name="path">The file.</param>
    /// <param name="refuse">Is told why it cannot be read, to be read after its name.</param>
    /// <returns>Its text; null where <paramref name="refuse"/> was told.</returns>
    public static string? Read(string path, Action<string> refuse)
    {
        try
        {
            if (PlainFile.Refusal(path, LargestFile, out _) is not { } refusal)
            {
                return File.ReadAllText(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            }

            refuse(refusal == PlainFile.Missing ? refusal + Similar(path) : refusal.StartsWith("has ", StringComparison.Ordinal) ? $"is no scenario: it {refusal}" : refusal);
        }
        catch (DecoderFallbackException)
        {
            refuse("is not YAML: it is not UTF-8 text");
        }
        catch (Exception error) when (PlainFile.IsUnreadable(error))
        {
            refuse($"cannot be read: {error.Message}");
        }

        return null;
    }

    /// <summary>The file that was probably meant.</summary>
    private static string Similar(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        return Directory.Exists(folder) && Nearest.Find(Path.GetFileName(path), (YamlFolder.Files(folder, recurse: false) ?? []).Select(file => Path.GetFileName(file)!)) is { } near
            ? $"; did you mean \"{near}\"?"
            : "";
    }
}
