namespace Harness.Scenarios.Files.Config;

/// <summary>The one rule for files that somebody names: what is read is a file of a known length, wherever a link to it is.</summary>
internal static class PlainFile
{
    /// <summary>The reason for one that is not there: who knows others like it can say so behind it.</summary>
    public const string Missing = "does not exist";

    /// <summary>Why a file is not read, to be read after its name; null: it can be.</summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <param name="most">The most bytes it may have.</param>
    /// <param name="bytes">How many it has; 0 where it is not read.</param>
    /// <exception cref="IOException">It cannot be looked at: links that lead to each other, for example.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor for lack of rights.</exception>
    public static string? Refusal(string path, long most, out long bytes)
    {
        bytes = 0;
        if (Directory.Exists(path))
        {
            return "is a folder, not a file";
        }

        var info = new FileInfo(path);
        if (info.LinkTarget is not null)
        {
            // A link's own length is that of a name.
            info = (FileInfo)info.ResolveLinkTarget(returnFinalTarget: true)!;
        }

        if (!info.Exists)
        {
            return Missing;
        }

        if (info.Length == 0)
        {
            // Pipes and devices have no length. To open one can take forever, or never end.
            return "is empty (pipes and devices are not read)";
        }

        if (info.Length > most)
        {
            return $"has {info.Length} bytes, and at most {most} are read";
        }

        bytes = info.Length;
        return null;
    }

    /// <summary>Whether an exception is one of those with which a file cannot be read.</summary>
    public static bool IsUnreadable(Exception error) => error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
