using System.Text;

namespace Harness.Reporting;

/// <summary>Files that are there whole or not at all: written under a temporary name beside the place, then renamed.</summary>
public static class WholeFile
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes UTF-8 without a byte order mark; lone surrogates become U+FFFD. An older file of that name is replaced.</summary>
    /// <exception cref="IOException">The folder cannot be written; nothing is left behind then.</exception>
    public static async Task WriteAsync(string path, string content, CancellationToken cancellation)
    {
        string temporary = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            await File.WriteAllTextAsync(temporary, content, _utf8, cancellation);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            // After the rename there is nothing of that name, and Delete is content with that.
            File.Delete(temporary);
        }
    }
}
