using Harness.Runs;

namespace Harness.Cli;

/// <summary>Files that a command writes for the user: whole or not at all.</summary>
internal static class NewFile
{
    /// <summary>Writes beside the place and renames.</summary>
    /// <param name="path">The file; folders above it are made.</param>
    /// <param name="text">Its content.</param>
    /// <param name="replace">Whether a file that is there may be replaced.</param>
    /// <exception cref="UsageException">The path names no file, or one that is there and must not be replaced.</exception>
    /// <exception cref="EnvironmentException">It cannot be written.</exception>
    public static void Write(string path, string text, bool replace)
    {
        if (path.Length == 0 || Directory.Exists(path))
        {
            throw new UsageException($"A file to write must have a name that is no folder's, but is '{path}'.");
        }

        string full = Path.GetFullPath(path);
        string part = $"{full}.{Environment.ProcessId}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(part, text);
            File.Move(part, full, replace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(part);
            throw !replace && File.Exists(full)
                ? new UsageException($"{path} is there already and is not overwritten.")
                : new EnvironmentException($"{path} cannot be written: {e.Message}", e);
        }
    }
}
